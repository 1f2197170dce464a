"""What the daemon tells the service manager that has started it, and what that keeps for the next daemon."""

import os
import signal

import pytest
from lib.callers import call, datagram, dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.control import OPTIONS, Rouse
from lib.daemon import CONFIGURATION, PIDFILE
from lib.identd import Identd, silence, user
from lib.manager import Manager
from lib.residents import resident, server
from lib.until import until

pytestmark = pytest.mark.rouse("xinetd tells no service manager")

HERE = ("127.0.0.1", 4000)
ENVIRONMENT = service("environment", port=4000, server="/usr/bin/env", bind="127.0.0.1")
SYSTEMDS = {"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1", "LISTEN_FDS": "0", "LISTEN_PID": "1", "LISTEN_FDNAMES": "",
            "INVOCATION_ID": "a", "JOURNAL_STREAM": "8:1", "MAINPID": "1", "MANAGERPID": "1", "SYSTEMD_EXEC_PID": "1",
            "FDSTORE": "1", "CREDENTIALS_DIRECTORY": "/run/credentials"}


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


# Doors that the manager keeps

SPARE = ("127.0.0.1", 4001)
HELLO = service("hello", port=4000, bind="127.0.0.1", server="/bin/echo", server_args="hello")
SECOND = service("second", port=4001, bind="127.0.0.1", server="/bin/echo", server_args="second")
ECHO = service("echo", type="INTERNAL UNLISTED", port=4002, bind="127.0.0.1", user=None)
LOCAL = service("local", bind="/run/local.sock", server="/bin/echo", server_args="local")
ANSWER = service("answer", port=4003, socket_type="dgram", protocol="udp", wait="yes", bind="127.0.0.1",
                 server="/usr/bin/python3", server_args="/srv/answer.py")
ANSWERER = """import socket
s = socket.socket(fileno=0)
s.sendto(*s.recvfrom(99))
"""


@pytest.fixture
def manager(main):
    return Manager(main)


@pytest.fixture
def kept(manager, serve):
    """A daemon whose doors the manager keeps, and has heard of."""
    def start(*entries, more=(), **environment):
        daemon = serve(*entries, env=manager.environment(**environment), more=[*OPTIONS, *more])
        manager.hears_of("READY")
        return daemon
    return start


def stopped(manager, daemon, number=signal.SIGQUIT):
    daemon.send(number)
    assert daemon.exited() == 0
    manager.hears_the_rest()


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGTERM])
def test_callers_wait_while_the_daemon_is_restarted(main, manager, kept, number):
    main.write("/srv/answer.py", ANSWERER)
    daemon = kept(HELLO, ECHO, LOCAL, ANSWER)
    names = set(manager.store)
    assert len(names) == 4
    stopped(manager, daemon, number)
    path = str(main.path("/run/local.sock"))
    with dial(main, HERE) as hello, dial(main, ("127.0.0.1", 4002)) as echo, dial(main, path) as local, \
            datagram(main, ("127.0.0.1", 4003)) as answer:
        echo.sendall(b"echo")
        answer.send(b"answer")
        manager.starts(daemon, more=OPTIONS)
        assert read_all(hello) == b"hello\n"
        assert echo.recv(99) == b"echo"
        assert read_all(local) == b"local\n"
        assert answer.recv(99) == b"answer"
    manager.hears_of("READY")
    assert set(manager.store) == names, "they are known under their names still"


def test_a_daemon_that_is_stopped_leaves_no_door(main, manager, kept):
    daemon = kept(HELLO)
    stopped(manager, daemon)
    assert not refused(main, HERE)
    manager.forgets()
    assert refused(main, HERE)


def test_sessions_and_conversations_outlive_the_daemon(main, manager, kept):
    cat = service("cat", port=4001, bind="127.0.0.1", server="/bin/cat")
    daemon = kept(cat, ECHO)
    with dial(main, SPARE) as session, dial(main, ("127.0.0.1", 4002)) as conversation:
        for _ in range(2):
            for link in (session, conversation):
                link.sendall(b"word")
                assert link.recv(99) == b"word"
            if daemon.process.poll() is None:
                stopped(manager, daemon)


def test_a_caller_on_his_way_to_a_server_gets_there(main, manager, kept):
    """The daemon that he came to has asked who he is, and serves him."""
    identd = Identd(main, silence)
    daemon = kept(HELLO.replace("}", "    log_on_success += USERID\n}"))
    with dial(main, HERE) as caller:
        until(lambda: identd.asked, "question about the caller")
        daemon.send(signal.SIGQUIT)
        manager.hears_of("STOPPING")
        identd.release(user("alice"))
        assert read_all(caller) == b"hello\n"
    assert daemon.exited() == 0
    identd.close()


def test_the_manager_keeps_the_doors_that_there_are(main, manager, kept):
    daemon = kept(HELLO, SECOND)
    both = dict(manager.store)
    rouse = Rouse(main)
    rouse("close", "second")
    assert manager.hears()["FDSTOREREMOVE"] == "1"
    assert len(manager.store) == 1 and refused(main, SPARE)
    rouse("open", "second")
    assert manager.hears()["FDSTORE"] == "1"
    assert len(manager.store) == 2 and not manager.store.keys() <= both.keys(), "a new door has a new name"
    main.write(CONFIGURATION, DEFAULTS + HELLO)
    daemon.reload()
    manager.hears_of("FDSTOREREMOVE")
    assert len(manager.store) == 1 and refused(main, SPARE)
    daemon.steward().kill()
    manager.hears_of("READY")
    assert len(manager.store) == 1 and not refused(main, HERE)


def test_the_manager_gets_no_more_than_it_keeps(main, manager, kept):
    daemon = kept(HELLO, SECOND, ECHO, FDSTORE="2")
    names = set(manager.store)
    assert len(names) == 2
    stopped(manager, daemon)
    manager.starts(daemon, more=OPTIONS, FDSTORE="2")
    assert call(main, HERE) == "hello\n" and call(main, SPARE) == "second\n"
    manager.hears_of("READY")
    assert set(manager.store) == names


def test_a_door_that_no_service_wants_any_more_is_closed(main, manager, kept):
    daemon = kept(HELLO, SECOND)
    stopped(manager, daemon)
    main.write(CONFIGURATION, DEFAULTS + HELLO)
    manager.starts(daemon, more=OPTIONS)
    manager.hears_of("FDSTOREREMOVE")
    assert len(manager.store) == 1
    assert daemon.said("closing a door that no service wants: 127.0.0.1:4001/tcp") == 1
    until(lambda: refused(main, SPARE), "end of the door")
    assert call(main, HERE) == "hello\n"


def test_doors_have_their_names_also_behind_an_upgrade_and_a_restart(main, manager, kept):
    daemon = kept(HELLO)
    names = set(manager.store)
    Rouse(main)("upgrade")
    stopped(manager, daemon)
    main.write(CONFIGURATION, DEFAULTS + HELLO + SECOND)
    manager.starts(daemon, more=OPTIONS)
    manager.hears_of("READY")
    assert len(manager.store) == 2 and names < manager.store.keys()
    Rouse(main)("close", "hello")
    assert manager.hears()["FDNAME"] in names
    assert refused(main, HERE)


def test_a_socket_of_another_name_is_a_door_if_a_service_wants_it(main, manager, kept):
    """Of a .socket unit of the administrator's."""
    daemon = kept(SECOND)
    stopped(manager, daemon)
    manager.forgets()
    ours, nobodys = (main.socket() for _ in range(2))
    for door, port in ((ours, 4001), (nobodys, 4009)):
        door.bind(("127.0.0.1", port))
        door.listen()
        manager.store[f"{port}.socket"] = os.dup(door.fileno())
        door.close()
    manager.store["pipe"], writer = os.pipe()
    with dial(main, SPARE) as caller:
        manager.starts(daemon, more=OPTIONS)
        assert read_all(caller) == b"second\n"
    manager.forgets()
    manager.hears_of("READY")
    os.close(writer)
    assert daemon.said("closing a door that no service wants: 127.0.0.1:4009/tcp") == 1
    assert daemon.said("closing a door that no service wants: no socket for callers") == 1
    assert call(main, SPARE) == "second\n"
    assert len(manager.store) == 1, "it is kept from now on"


def test_what_is_meant_for_another_process_is_closed(main, manager, kept):
    daemon = kept(HELLO)
    stopped(manager, daemon)
    manager.starts(daemon, pid="1", more=OPTIONS)
    assert daemon.said("bind failed .Address already in use") == 1
    manager.forgets()
    daemon.says("hello: .* is open now")
    assert call(main, HERE) == "hello\n"


def test_a_door_that_a_server_has_is_left_to_it(main, manager, kept):
    """Two daemons' servers at one door would take each other's callers."""
    main.write("/srv/answer.py", ANSWERER + "s.sendto(*s.recvfrom(99))\n")
    daemon = kept(HELLO, ANSWER)
    assert len(manager.store) == 2
    with datagram(main, ("127.0.0.1", 4003)) as caller:
        caller.send(b"first")
        assert caller.recv(99) == b"first"
        stopped(manager, daemon)
        assert len(manager.store) == 1
        caller.send(b"second")
        assert caller.recv(99) == b"second"


def test_a_door_that_is_shut_for_a_while_is_kept(main, manager, kept):
    daemon = kept(HELLO.replace("}", "    cps = 1 600\n}"))
    while call(main, HERE):
        pass
    daemon.says("Deactivating service hello")
    assert refused(main, HERE)
    stopped(manager, daemon)
    assert len(manager.store) == 1
    manager.starts(daemon, more=OPTIONS)
    assert call(main, HERE) == "hello\n", "a new daemon begins to count anew"


def test_without_a_store_doors_are_shut(main, manager, serve):
    daemon = serve(HELLO, env={"NOTIFY_SOCKET": manager.name})
    manager.hears_of("READY")
    stopped(manager, daemon)
    assert not manager.store and refused(main, HERE)


def test_a_manager_that_is_deaf_keeps_nobody_from_serving(main, manager, serve):
    many = [service(f"hello{port}", port=port, bind="127.0.0.1", server="/bin/echo", server_args="hello")
            for port in range(4000, 4100)]
    daemon = serve(*many, env=manager.environment())
    assert call(main, ("127.0.0.1", 4099)) == "hello\n"
    assert daemon.stop(signal.SIGQUIT) == 0


def test_when_the_keeper_is_killed_the_manager_starts_another_daemon(main, manager, kept):
    cat = service("cat", port=4001, bind="127.0.0.1", server="/bin/cat")
    daemon = kept(HELLO, cat)
    with dial(main, SPARE) as session:
        session.sendall(b"word")
        assert session.recv(99) == b"word"
        daemon.send(signal.SIGKILL)
        daemon.says("the keeper is gone; the service manager is to start another daemon")
        until(lambda: not daemon.own_processes(), "end of the steward")
        with dial(main, HERE) as caller:
            manager.starts(daemon, more=OPTIONS)
            assert read_all(caller) == b"hello\n"
        session.sendall(b"word")
        assert session.recv(99) == b"word"


@pytest.mark.parametrize("text", ["echo up; exec sleep 1000", "trap '' TERM; echo up; exec sleep 1000"])
def test_when_the_keeper_is_killed_the_next_daemon_meets_no_resident(main, kept, text):
    server(main, "web", text)
    daemon = kept(HELLO, resident("web"))
    daemon.says(r"web\[\d+\]: up")
    daemon.send(signal.SIGKILL)
    until(lambda: not daemon.own_processes(), "end of the steward")
    until(lambda: not main.processes(comm="sleep"), "end of the resident")


# The watchdog

OFTEN = {"WATCHDOG_USEC": "400000"}


def test_the_watchdog_hears_that_the_daemon_lives(manager, kept):
    kept(HELLO, **OFTEN)
    for _ in range(3):
        assert manager.hears() == {"WATCHDOG": "1"}


def test_the_watchdog_does_not_hear_of_a_hung_steward_and_another_takes_its_place(main, manager, kept):
    daemon = kept(HELLO, **OFTEN)
    steward = daemon.steward()
    steward.send(signal.SIGSTOP)
    heard = 0
    while "WATCHDOG" in (said := manager.hears()):
        heard += 1
    assert "READY" in said and heard <= 1, "of what it had answered before it hung"
    assert daemon.said("the steward was killed by signal 9") == 1
    assert call(main, HERE) == "hello\n"
    assert manager.hears() == {"WATCHDOG": "1"}


@pytest.mark.parametrize("variables", [{"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "x"},
                                       {"WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"}])
def test_who_asks_for_no_word_of_life_gets_none(main, manager, kept, variables):
    daemon = kept(HELLO, **variables)
    assert call(main, HERE) == "hello\n"
    daemon.send(signal.SIGQUIT)
    daemon.exited()
    assert not [said for said in manager.hears_the_rest() if "WATCHDOG" in said]
