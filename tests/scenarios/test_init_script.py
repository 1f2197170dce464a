"""Debian's own /etc/init.d/xinetd, unmodified, with the daemon under the name xinetd."""

import os

import pytest
from lib import packages
from lib.callers import call, dial, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION
from lib.until import until

HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
ECHO = service("echo", port=4000, server="/bin/echo", cps="100000 1")
PIDFILE = "/run/xinetd.pid"


@pytest.fixture
def daemon(main, make_daemon):
    daemon = make_daemon(main).link_as("/usr/sbin/xinetd")
    etc = packages.tree("xinetd") / "etc"
    main.write("/etc/init.d/xinetd", (etc / "init.d/xinetd").read_text(), 0o755)
    main.write("/etc/default/xinetd", (etc / "default/xinetd").read_text() +
               'XINETD_OPTS="$XINETD_OPTS -filelog /var/log/daemon.log"\n')
    main.write(CONFIGURATION, DEFAULTS + ECHO)
    if not os.path.exists("/lib/lsb/init-functions"):
        pytest.skip("this machine has no /lib/lsb/init-functions (package lsb-base or sysvinit-utils)")
    yield daemon
    script(main, "stop", daemon)
    until(lambda: not daemon.own_processes(), "end of the daemon")


def script(main, word, daemon, check=True):
    return main.run("/etc/init.d/xinetd", word, check=check, env=daemon.environment())


def working(main):
    """The daemon of the pid file answers; its pid."""
    until(lambda: not refused(main, HERE), "open door")
    assert call(main, HERE) == "\n"
    return until(lambda: main.read(PIDFILE).strip(), "pid file")


def test_start_status_reload_stop(main, daemon):
    assert "Starting internet superserver: xinetd" in script(main, "start", daemon).stdout
    pid = working(main)
    status = script(main, "status", daemon)
    assert "is running" in status.stdout
    until(lambda: "END OF DUMP" in main.read("/run/xinetd.dump"), "dump")
    main.write(CONFIGURATION, DEFAULTS + ECHO + service("new", port=4001, server="/bin/echo", server_args="new"))
    script(main, "reload", daemon)
    until(lambda: not refused(main, OTHER), "new service")
    assert call(main, OTHER) == "new\n"
    assert working(main) == pid
    script(main, "stop", daemon)
    until(lambda: refused(main, HERE), "closed door")
    until(lambda: not daemon.own_processes(), "end of the daemon")
    assert script(main, "status", daemon, check=False).returncode == 3


@pytest.mark.rouse("the new one gives up on the ports of the leaving one")
def test_a_hundred_restarts(main, daemon):
    """QUIT, no wait, start: every time exactly one daemon is left, and it works. On a busy machine the script itself
    may be too quick: start-stop-daemon finds the old pid file before the old daemon had a turn on a processor, and
    says `failed!` without starting anything. Then, as anybody would, we start once more; that must stay rare."""
    script(main, "start", daemon)
    seen = {working(main)}
    too_quick = 0
    with dial(main, HERE):
        for _ in range(100):
            if "failed!" in script(main, "restart", daemon).stdout:
                too_quick += 1
                until(lambda: not daemon.own_processes(), "end of the old daemon")
                script(main, "start", daemon)
            pid = until(lambda: {main.read(PIDFILE).strip()} - {"", *seen}, "pid of the new daemon").pop()
            until(lambda p=pid: main.run("pidof", "xinetd", check=False).stdout.split() == [p], "one daemon, the new one")
            assert working(main) == pid
            seen.add(pid)
    assert len(seen) == 101
    assert too_quick <= 10
