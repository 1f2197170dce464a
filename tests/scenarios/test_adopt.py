"""`roused --adopt PID`: the daemon takes the place of a running xinetd, and nobody is refused."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lib.callers import call, dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION, LOG, PIDFILE, Daemon, binary
from lib.rpcbind import Rpcbind
from lib.until import until

CALLERS = Path(__file__).resolve().parents[1] / "soak/callers.py"
LIMITS = DEFAULTS.replace("}", "    instances = UNLIMITED\n    cps = 100000 1\n}")
BRIEF = service("brief", port=7001, server="/srv/brief", flags="IPv4")
WORDS = ("-f", CONFIGURATION, "-stayalive", "-filelog", LOG, "-pidfile", PIDFILE)


@pytest.fixture
def xinetd(main, kind):
    """Debian's xinetd in the background, as its init script starts it; the process."""
    if kind == "xinetd":
        pytest.skip("xinetd cannot adopt")
    main.write("/srv/brief", "#!/bin/sh\necho $$\nread -r n && exit $n\n", mode=0o755)

    def start(*entries):
        main.write(CONFIGURATION, LIMITS + "\n".join(entries))
        daemon = Daemon(main, "xinetd")
        daemon.launch(*WORDS).process.wait()
        main.daemons.remove(daemon)  # it ends by itself
        until(lambda: daemon.said("Started working"), "xinetd at work")
        return [p for p in main.processes() if p.exe == daemon.exe][0]
    yield start


def inner(process):
    return str(process.inner)


def adopt(main, process, *more, words=WORDS):
    return main.run(binary("roused"), *words, "--adopt", inner(process), *more, check=False)


def end_rouse(main):
    pid = int(main.read(PIDFILE))
    main.run("kill", str(pid))
    until(lambda: not [p for p in main.processes() if p.exe == str(binary("roused"))], "end of roused")


def test_nobody_is_refused_under_load(main, xinetd):
    process = xinetd(BRIEF)
    load = main.start(sys.executable, CALLERS, "7001", "500", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    until(lambda: main.read("/var/log/service.log").count("EXIT") > 200, "callers")
    done = adopt(main, process)
    assert done.returncode == 0, done.stderr
    seen = main.read("/var/log/service.log").count("EXIT")
    until(lambda: main.read("/var/log/service.log").count("EXIT") > seen + 200, "callers of both")
    main.run("kill", "-QUIT", inner(process))
    until(lambda: not [p for p in main.processes() if p.inner == process.inner], "end of xinetd")
    seen = main.read("/var/log/service.log").count("EXIT")
    until(lambda: main.read("/var/log/service.log").count("EXIT") > seen + 500, "callers of rouse alone")
    said, _ = load.communicate(b"")
    result = json.loads(said)
    answered = len(result.pop("answered"))
    print(f"takeover: {result['calls']} calls, {answered} answered, {result.get('refused', 0)} refused")
    assert result == {"calls": answered}
    pid = int(until(lambda: main.read(PIDFILE), "pid file"))
    assert [p for p in main.processes() if p.inner == pid and p.exe == str(binary("roused"))]
    end_rouse(main)


def test_the_comparison(main, xinetd):
    process = xinetd(BRIEF, service("gone", port=7002, server="/srv/brief"))
    assert adopt(main, process, "--dry-run").returncode == 0
    main.write(CONFIGURATION, LIMITS + BRIEF)
    done = adopt(main, process, "--dry-run")
    assert done.returncode == 1 and re.search(r"-\s+.*:7002/tcp\s+LOST", done.stdout)
    answer = json.loads(adopt(main, process, "--dry-run", "--json").stdout)
    assert answer["lost"] == 1 and [d["fate"] for d in answer["doors"]] == ["adopted", "lost"]
    # What rouse does not want, xinetd goes on serving.
    assert adopt(main, process).returncode == 0
    with dial(main, ("127.0.0.1", 7002)) as s:
        s.sendall(b"0\n")
        assert read_all(s)
    main.run("kill", "-QUIT", inner(process))
    until(lambda: refused(main, ("127.0.0.1", 7002)), "end of xinetd")
    assert call(main, ("127.0.0.1", 7001), b"0\n")
    until(lambda: main.read(PIDFILE), "pid file")
    end_rouse(main)


def test_a_daemon_that_does_not_come_to_serve_leaves_xinetd_alone(main, xinetd):
    process = xinetd(BRIEF)
    before = main.read(PIDFILE)
    done = adopt(main, process, words=("-f", "/etc/none.conf", "-pidfile", PIDFILE))
    assert done.returncode != 0
    assert main.read(PIDFILE) == before
    assert call(main, ("127.0.0.1", 7001), b"0\n")
    main.run("kill", "-QUIT", inner(process))
    until(lambda: not [p for p in main.processes() if p.inner == process.inner], "end of xinetd")


@pytest.mark.root
def test_an_rpc_service_keeps_its_port_and_stays_registered(main, xinetd):
    """xinetd takes its registrations away when it ends; rouse makes them again."""
    main.ip("link", "set", "lo", "up")
    rpcbind = Rpcbind(main)
    process = xinetd(BRIEF, service("fetcher", type="RPC UNLISTED", rpc_version="1", rpc_number="200100",
                                    protocol="tcp", server="/bin/cat"))
    port = until(lambda: {r.port for r in rpcbind.registrations() if r.program == 200100}, "registration").pop()
    assert adopt(main, process).returncode == 0
    main.run("kill", "-QUIT", inner(process))
    until(lambda: not [p for p in main.processes() if p.inner == process.inner], "end of xinetd")
    assert said_by_cat(main, port) == "hello"
    assert rpcbind.knows(200100, (1, "tcp"), (1, "tcp6")) == port
    end_rouse(main)


def said_by_cat(main, port):
    with dial(main, ("127.0.0.1", port)) as s:
        s.sendall(b"hello")
        s.shutdown(1)
        return read_all(s).decode()
