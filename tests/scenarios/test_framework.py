"""The stage itself: hosts are separate, and nothing of them reaches the machine."""

import os
from pathlib import Path

from lib.callers import call, refused
from lib.configuration import service
from lib.until import until


def test_a_host_has_its_own_tree_and_its_own_processes(hosts):
    main, clone1 = hosts("main"), hosts("clone1")
    main.write("/etc/rouse-was-here", "main")
    assert main.read("/etc/rouse-was-here") == "main"
    assert clone1.read("/etc/rouse-was-here") == ""
    assert not Path("/etc/rouse-was-here").exists()
    assert main.run("hostname").stdout == "main\n"
    sleeper = main.start("sleep", "1000")
    until(lambda: main.processes(comm="sleep"), "sleep on main")
    assert not clone1.processes()
    main.processes(comm="sleep")[0].kill()
    sleeper.wait()


def test_a_cable_joins_two_hosts(hosts):
    main, clone1 = hosts("main"), hosts("clone1")
    main.plug(clone1, "172.20.1.1/16", "172.20.1.2/16")
    assert refused(clone1, ("172.20.1.1", 23))
    listener = main.socket()
    listener.bind(("172.20.1.1", 23))
    listener.listen()
    assert not refused(clone1, ("172.20.1.1", 23))
    listener.close()


def test_the_daemon_answers_and_leaves_nothing(main, serve):
    daemon = serve(service("greeter", port=4000, server="/bin/echo", server_args="hello"))
    assert call(main, ("127.0.0.1", 4000)) == "hello\n"
    start, = daemon.entry(r"^START: greeter pid=(\d+) from=(?:::ffff:)?127\.0\.0\.1$")
    daemon.entry(rf"^EXIT: greeter status=0 pid={start[1]} duration=\d\(sec\)$")
    assert daemon.stop() == 0
    assert main.processes() == []
    assert os.listdir(main.path("/run")) != []
