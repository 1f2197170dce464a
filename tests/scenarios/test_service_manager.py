"""What the daemon tells the service manager that has started it: a datagram socket in systemd's place."""

import signal
import socket

import pytest
from lib.callers import call
from lib.configuration import service
from lib.control import OPTIONS, Rouse
from lib.daemon import PIDFILE

pytestmark = pytest.mark.rouse("xinetd tells no service manager")

HERE = ("127.0.0.1", 4000)
ENVIRONMENT = service("environment", port=4000, server="/usr/bin/env", bind="127.0.0.1")
SYSTEMDS = {"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1", "LISTEN_FDS": "0", "LISTEN_PID": "1", "LISTEN_FDNAMES": "",
            "INVOCATION_ID": "a", "JOURNAL_STREAM": "8:1", "MAINPID": "1", "MANAGERPID": "1", "SYSTEMD_EXEC_PID": "1",
            "FDSTORE": "1", "CREDENTIALS_DIRECTORY": "/run/credentials"}


class Manager:
    """Hears what comes, in order; its name is as NOTIFY_SOCKET has it."""

    def __init__(self, main, name):
        self.socket = main.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(20)
        self.socket.bind("\0" + name[1:] if name.startswith("@") else str(main.path(name)))

    def hears(self):
        return dict(line.split("=", 1) for line in self.socket.recv(4096).decode().splitlines())


@pytest.mark.parametrize("name", ["@manager", "/run/notify"])
def test_the_manager_hears_of_start_reload_and_end(main, serve, name):
    manager = Manager(main, name)
    daemon = serve(ENVIRONMENT, more=OPTIONS, env={"NOTIFY_SOCKET": name})
    ready = {"READY": "1", "MAINPID": main.read(PIDFILE).strip(), "STATUS": "Serving"}
    assert manager.hears() == ready
    for reload in (daemon.reload, lambda: Rouse(main)("reload")):
        reload()
        reloading = manager.hears()
        assert reloading.pop("MONOTONIC_USEC").isdigit()
        assert reloading == {"RELOADING": "1", "STATUS": "Reading the configuration"}
        assert manager.hears() == ready
    daemon.send(signal.SIGTERM)
    assert manager.hears() == {"STOPPING": "1", "STATUS": "Stopping"}


def test_another_steward_is_ready_again_under_the_same_pid(main, serve):
    manager = Manager(main, "@manager")
    daemon = serve(ENVIRONMENT, env={"NOTIFY_SOCKET": "@manager"})
    first = manager.hears()
    steward, = [p for p in daemon.own_processes() if p.comm == "rouse-steward"]
    steward.kill()
    assert manager.hears() == first


def test_servers_do_not_see_what_is_for_the_daemon(main, serve):
    Manager(main, "@manager")
    serve(ENVIRONMENT, env={"NOTIFY_SOCKET": "@manager", "MINE": "stays", **SYSTEMDS})
    seen = dict(line.split("=", 1) for line in call(main, HERE).splitlines())
    assert seen["MINE"] == "stays"
    assert not seen.keys() & {"NOTIFY_SOCKET", *SYSTEMDS}


@pytest.mark.parametrize("name", ["@nobody", "/run/nobody", "relative", "@" + 200 * "x", ""])
def test_a_manager_that_does_not_listen_keeps_nobody_from_serving(main, serve, name):
    serve(ENVIRONMENT, env={"NOTIFY_SOCKET": name})
    assert call(main, HERE)
