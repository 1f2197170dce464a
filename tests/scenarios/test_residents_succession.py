"""Residents go on whatever happens to the daemon: its steward or keeper is killed, or it becomes another program."""

import os
import signal

import pytest
from lib.callers import dial, read_all
from lib.configuration import DEFAULTS, NOBODY, block
from lib.control import SOCKET, Rouse
from lib.daemon import CONFIGURATION
from lib.residents import SLEEP, TAKER, python, resident, residents, server, settled
from lib.until import until

pytestmark = pytest.mark.rouse("it has no residents")

HERE = ("127.0.0.1", 4000)
QUICKLY = {"respawn_delay": "0.05 0.05"}
TALKER = """
import sys
for line in open("/run/words"):
    print("said", line.strip(), flush=True)
"""

LATE = """
import os, signal, socket
open("/run/go").read()
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
    s.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"].replace("@", "\\0"))
signal.pause()
"""


def succeed(daemon):
    """Kills the steward and waits until the next one serves."""
    said = daemon.said("Started working")
    daemon.steward().send(signal.SIGKILL)
    daemon.says("Started working", times=said + 1)


def upgrade(daemon):
    said = daemon.said("Started working")
    Rouse(daemon.host)("upgrade")
    daemon.says("Started working", times=said + 1)


def kill_keeper(daemon):
    daemon.send(signal.SIGKILL)
    assert daemon.exited() == -signal.SIGKILL
    daemon.says("another keeper has taken the place of the one that was killed")
    daemon.says("Started working", times=2)


@pytest.mark.root
@pytest.mark.parametrize("happens", [succeed, upgrade, kill_keeper])
def test_it_goes_on(main, serve, happens):
    """Also one that is another user's; what they write is logged, and what becomes of them is seen."""
    os.mkfifo(main.path("/run/words"))
    python(main, "web", TALKER)
    server(main, "db", "echo up; exec sleep 1000")
    daemon = serve(resident("web", **QUICKLY), resident("db", user=NOBODY, **QUICKLY), more=["--control", SOCKET])
    with open(main.path("/run/words"), "w", buffering=1) as words:
        words.write("one\n")
        web = daemon.says(r"web\[(\d+)\]: said one")[1]
        db = daemon.says(r"db\[(\d+)\]: up")[1]
        happens(daemon)
        daemon.says(f"NOTICE: web: goes on, pid {web}")
        daemon.says(f"NOTICE: db: goes on, pid {db}")
        assert {int(web), int(db)} <= {each.inner for each in main.processes()}
        words.write("two\n")
        daemon.says(rf"web\[{web}\]: said two")
    daemon.says(rf"web: server {web} (exited with status 0|has ended).*; it is started again")
    main.run("kill", "-9", db)
    daemon.says(rf"db: server {db} (was ended by signal 9|has ended).*; it is started again")
    daemon.says(r"db\[\d+\]: up", times=2)


def test_what_it_writes_while_nobody_reads_is_not_lost(main, serve):
    os.mkfifo(main.path("/run/words"))
    python(main, "web", TALKER)
    daemon = serve(resident("web"))
    with open(main.path("/run/words"), "w", buffering=1) as words:
        words.write("one\n")
        daemon.says("said one")
        entries = main.read(CONFIGURATION)
        main.path(CONFIGURATION).unlink()
        daemon.steward().kill()
        daemon.says("callers wait")
        words.write("two\n")
        main.write(CONFIGURATION, entries)
        daemon.says("goes on, pid")
        daemon.says("said two")
    assert daemon.said("web: started") == 1


def test_one_that_is_not_ready_yet_is_waited_for(main, serve):
    os.mkfifo(main.path("/run/go"))
    python(main, "web", LATE)
    daemon = serve(resident("web", ready="notify"))
    settled(daemon, "web", "starting")
    succeed(daemon)
    settled(daemon, "web", "starting")
    with open(main.path("/run/go"), "w") as go:
        go.write("go\n")
    daemon.says(r"web: ready, pid \d+")
    settled(daemon, "web", "running")


def test_its_socket_stays_open(main, serve):
    """Also when it ends under the next steward: nobody is refused."""
    python(main, "web", TAKER)
    daemon = serve(resident("web", pass_socket="yes", type="UNLISTED", socket_type="stream", port=4000,
                            respawn_delay="0.3 0.3"))
    daemon.says("web: started")
    succeed(daemon)
    with dial(main, HERE) as caller:
        assert caller.recv(100).startswith(b"pid ")
        caller.sendall(b"die")
        read_all(caller)
    daemon.says("web: .*; it is started again in 0.3 s")
    with dial(main, HERE) as caller:
        assert caller.recv(100).startswith(b"pid ")
    assert daemon.said("web: started") == 2


def taker(port):
    return resident("web", pass_socket="yes", type="UNLISTED", socket_type="stream", port=port, respawn_delay="0.5 0.5")


def test_the_socket_of_one_that_rests_stays_open(main, serve):
    python(main, "web", TAKER)
    daemon = serve(taker(4000))
    daemon.says("web: started")
    with dial(main, HERE) as caller:
        assert caller.recv(100).startswith(b"pid ")
        caller.sendall(b"die")
        read_all(caller)
    daemon.says("it is started again in 0.5 s")
    succeed(daemon)
    with dial(main, HERE) as caller:
        assert caller.recv(100).startswith(b"pid ")
    assert not daemon.said("could not be started")


def test_one_whose_port_is_another_by_then_gets_another_socket(main, serve):
    python(main, "web", TAKER)
    daemon = serve(taker(4000))
    daemon.says("web: started")
    main.write(CONFIGURATION, DEFAULTS + taker(4001))
    succeed(daemon)
    daemon.says("web: started", times=2)
    with dial(main, ("127.0.0.1", 4001)) as caller:
        assert caller.recv(100).startswith(b"pid ")


def test_one_that_was_stopped_stays_so(main, serve):
    server(main, "web", SLEEP)
    daemon = serve(resident("web"), resident("other", server="/srv/web"), more=["--control", SOCKET])
    Rouse(main)("stop", "web")
    succeed(daemon)
    settled(daemon, "web", "stopped")
    upgrade(daemon)
    settled(daemon, "web", "stopped")
    Rouse(main)("start", "web")
    settled(daemon, "web", "running")


def test_one_whose_entry_is_another_by_then_is_started_anew(main, serve):
    """And one that no entry wants any more is ended."""
    server(main, "web", "echo $LEVEL; exec sleep 1000")
    daemon = serve(resident("web", env="LEVEL=low"), resident("gone", server="/srv/web", env="LEVEL=out"))
    daemon.says(r"web\[\d+\]: low")
    daemon.says(r"gone\[\d+\]: out")
    main.write(CONFIGURATION, DEFAULTS + resident("web", env="LEVEL=high"))
    succeed(daemon)
    daemon.says("NOTICE: gone: no entry wants it any more")
    daemon.says(r"web\[\d+\]: high")
    until(lambda: len(main.processes(comm="sleep")) == 1, "end of those that are not wanted")
    until(lambda: set(residents(daemon)) == {"web"}, "nothing else")


def test_all_of_them_end_when_the_daemon_gives_up(main, serve):
    """Also one that does not listen; the next daemon would meet it."""
    server(main, "web", "trap '' TERM; echo deaf; exec sleep 1000")
    daemon = serve(resident("web"), more=["--steward-deaths", "2"])
    daemon.says("web.*: deaf")
    succeed(daemon)
    daemon.steward().kill()
    assert daemon.exited() == 1
    assert not main.processes(comm="sleep")


SCRIPT = """#!/bin/sh
case "$1" in
start) read go < /run/go
    setsid sh -c 'echo $$ > /run/web.pid; exec sleep 1000' </dev/null >/dev/null 2>&1 &
    while ! [ -s /run/web.pid ]; do sleep 0.01; done; echo Started web. ;;
stop) kill $(cat /run/web.pid); rm /run/web.pid ;;
esac
"""


@pytest.mark.root
def test_a_script_and_its_daemon_go_on(main, serve):
    os.mkfifo(main.path("/run/go"))
    main.write("/etc/init.d/web", SCRIPT, 0o755)
    daemon = serve(block("service web", ["mode = standalone", "script = web", "ready = pidfile /run/web.pid",
                                         "respawn = yes", "respawn_delay = 0.05 0.05"]))
    settled(daemon, "web", "starting")
    succeed(daemon)
    with open(main.path("/run/go"), "w") as go:
        go.write("go\n")
    daemon.says(r"web\[\d+\]: Started web\.")
    first = daemon.says(r"web: ready, pid (\d+)")[1]
    succeed(daemon)
    daemon.says(f"web: goes on, pid {first}")
    main.run("kill", "-9", first)
    daemon.says(rf"web: daemon {first} has ended; it is started again")
    main.path("/run/web.pid").unlink()
    with open(main.path("/run/go"), "w") as go:
        go.write("go\n")
    daemon.says(r"web: ready, pid \d+", times=2)
    assert daemon.stop() == 0
    assert not main.processes(comm="sleep")
