"""Succession: the steward dies, another takes over, and nobody outside notices."""

import random
import signal
import threading

import pytest
from lib.callers import call, dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.control import SOCKET, Rouse
from lib.daemon import CONFIGURATION, PIDFILE
from lib.until import observe, until

HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
CAT = service("cat", port=4000, server="/bin/cat")
STATUS = service("status", port=4000, server="/srv/status")


@pytest.fixture
def status(main):
    """A server that leaves with the status that its caller sends."""
    main.write("/srv/status", "#!/bin/sh\nread -r n && exit $n\n", mode=0o755)


def succeed(main, daemon, number=signal.SIGKILL):
    """Kills the steward and waits until the next one serves."""
    before = daemon.said("Started working")
    daemon.steward().send(number)
    daemon.says("Started working", times=before + 1)


@pytest.mark.usefixtures("status")
def test_a_session_goes_on_and_its_end_is_told(main, serve):
    daemon = serve(STATUS)
    with dial(main, HERE) as held:
        started = daemon.entry(r"^START: status pid=(\d+)")[0][1]
        pid = main.read(PIDFILE)
        succeed(main, daemon)
        daemon.says("the steward was killed by signal 9; another one took over 1 service and 1 server")
        held.sendall(b"7\n")
        assert read_all(held) == b""
    daemon.entry(rf"^EXIT: status status=7 pid={started} duration=\d+\(sec\)")
    assert main.read(PIDFILE) == pid
    assert len(daemon.entries()) == 2, "each is told once"


def test_who_waits_in_the_backlog_is_served(main, serve):
    daemon = serve(CAT)
    old = daemon.steward()
    old.send(signal.SIGSTOP)
    with dial(main, HERE) as waiting:
        waiting.sendall(b"hello")
        before = daemon.said("Started working")
        old.send(signal.SIGKILL)
        daemon.says("Started working", times=before + 1)
        assert waiting.recv(5) == b"hello"


def test_counts_are_right_afterwards(main, serve):
    daemon = serve(service("cat", port=4000, server="/bin/cat", instances=1),
                   service("each", port=4001, server="/bin/cat", per_source=1))
    with dial(main, HERE), dial(main, OTHER):
        daemon.entry("^START", times=2)
        succeed(main, daemon)
        assert call(main, HERE) == "" and call(main, OTHER) == ""
        daemon.entry("^FAIL: cat service_limit")
        daemon.entry("^FAIL: each per_source_limit")
    daemon.entry("^EXIT", times=2)
    with dial(main, HERE), dial(main, OTHER):
        daemon.entry("^START", times=4)


@pytest.mark.usefixtures("status")
def test_a_session_that_ends_while_nobody_serves_is_told(main, serve):
    daemon = serve(STATUS)
    with dial(main, HERE) as held:
        daemon.entry("^START")
        old = daemon.steward()
        old.send(signal.SIGSTOP)
        held.sendall(b"3\n")
        assert read_all(held) == b""
        old.send(signal.SIGKILL)
    daemon.entry("^EXIT: status status=3")


def test_the_timeout_of_a_session_goes_on(main, serve):
    daemon = serve(service("cat", port=4000, server="/bin/cat", timeout=3))
    with dial(main, HERE) as held:
        daemon.entry("^START")
        succeed(main, daemon)
        assert read_all(held) == b""
    daemon.entry("^EXIT: cat signal=15")


def test_a_sensor_still_refuses(main, serve):
    trap = service("trap", type="INTERNAL UNLISTED", flags="SENSOR IPv4", port=4001, deny_time=5,
                   server="/bin/false", protocol="tcp")
    daemon = serve(CAT, trap)
    call(main, OTHER)
    daemon.says("Adding 127.0.0.1 to the global_no_access list")
    succeed(main, daemon)
    assert call(main, HERE) == ""
    daemon.entry("^FAIL: cat address")


def test_the_rest_of_cps_goes_on(main, serve):
    daemon = serve(service("cat", port=4000, server="/bin/cat", cps="1 4"))
    for _ in range(3):
        if not refused(main, HERE):
            call(main, HERE)
    daemon.says("Deactivating service cat")
    succeed(main, daemon)
    assert refused(main, HERE)
    daemon.says("Activating service cat")
    with dial(main, HERE) as again:
        again.sendall(b"x")
        assert again.recv(1) == b"x"


def test_a_door_closed_by_order_stays_closed(main, serve):
    daemon = serve(CAT, service("other", port=4001, server="/bin/cat"), more=["--control", SOCKET])
    rouse = Rouse(main)
    assert rouse.changed("close", "cat")
    succeed(main, daemon)
    assert refused(main, HERE)
    assert not refused(main, OTHER)
    assert rouse.changed("open", "cat")
    assert not refused(main, HERE)


@pytest.mark.usefixtures("status")
def test_without_a_configuration_callers_wait(main, serve):
    """It cannot be read any more when the steward dies: nothing is given up."""
    daemon = serve(STATUS)
    with dial(main, HERE) as held:
        daemon.entry("^START")
        main.path(CONFIGURATION).unlink()
        daemon.steward().kill()
        daemon.says("without a configuration nobody is served; callers wait until there is one")
        with dial(main, HERE) as waiting:
            main.write(CONFIGURATION, DEFAULTS + STATUS)
            for caller in (held, waiting):
                caller.sendall(b"7\n")
                assert read_all(caller) == b""
    daemon.entry("^EXIT: status status=7", times=2)


def test_a_service_that_is_gone_by_then_is_closed(main, serve):
    daemon = serve(CAT, service("old", port=4001, server="/bin/cat"))
    main.write(CONFIGURATION, DEFAULTS + CAT)
    succeed(main, daemon)
    daemon.says(r"closing a door that no service wants: (\[::\]|0\.0\.0\.0):4001/tcp")
    until(lambda: refused(main, OTHER), "door to be closed")
    assert not refused(main, HERE)


def test_a_reload_afterwards_closes_a_door_for_good(main, serve):
    daemon = serve(CAT, service("old", port=4001, server="/bin/cat"))
    succeed(main, daemon)
    main.write(CONFIGURATION, DEFAULTS + CAT)
    daemon.reload()
    assert refused(main, OTHER)


def test_a_wait_server_keeps_its_door(main, serve):
    """It serves on; the door is answered again when it has ended."""
    main.write("/srv/twice.py", "import socket\ns = socket.socket(fileno=0)\n" + 2 * "s.sendto(*s.recvfrom(99))\n")
    daemon = serve(service("twice", socket_type="dgram", protocol="udp", port=4000, wait="yes", flags="IPv4",
                           server="/usr/bin/python3", server_args="/srv/twice.py"))
    with main.socket(kind=2) as caller:
        caller.settimeout(20)
        caller.sendto(b"one", HERE)
        assert caller.recv(9) == b"one"
        succeed(main, daemon)
        caller.sendto(b"two", HERE)
        assert caller.recv(9) == b"two"
        daemon.entry("^EXIT: twice status=0")
        caller.sendto(b"three", HERE)
        assert caller.recv(9) == b"three"


def test_a_redirected_conversation_goes_on(main, serve):
    daemon = serve(CAT, service("passed", port=4001, redirect="127.0.0.1 4000"))
    with dial(main, OTHER) as held:
        held.sendall(b"before")
        assert held.recv(6) == b"before"
        old, = main.processes(comm="rouse-attendant")
        succeed(main, daemon)
        held.sendall(b"after")
        assert held.recv(5) == b"after"
        with dial(main, OTHER) as another:
            another.sendall(b"new")
            assert another.recv(3) == b"new"
    until(lambda: not old.alive(), "end of the old attendant with its last conversation")


def test_five_deaths_within_a_minute_end_the_daemon(main, serve):
    daemon = serve(CAT)
    for _ in range(4):
        succeed(main, daemon)
    daemon.steward().kill()
    assert daemon.exited() == 1
    assert main.read(PIDFILE) == ""
    assert refused(main, HERE)


def test_more_deaths_may_be_allowed(main, serve):
    daemon = serve(CAT, more=["--steward-deaths", "100"])
    for _ in range(6):
        succeed(main, daemon)
    assert observe(lambda: daemon.process.poll() is None, 0.2)


def answer_to(link):
    try:
        link.sendall(b"x")
        return link.recv(1)
    except ConnectionResetError:
        return b""


def test_no_caller_is_refused_while_stewards_die(main, serve):
    """Ten of them, at random moments, while callers come one after the other. Who was on his way in may be closed; he
    has written already, so that he sees a reset."""
    daemon = serve(service("cat", port=4000, server="/bin/cat", cps="0 1"), more=["--steward-deaths", "100"])
    over, outcomes = threading.Event(), []

    def calls():
        while not over.is_set():
            with dial(main, HERE) as s:
                outcomes.append(answer_to(s))

    caller = threading.Thread(target=calls)
    caller.start()
    rng = random.Random(5)
    for _ in range(10):
        observe(lambda: True, rng.uniform(0, 0.05))
        succeed(main, daemon)
    over.set()
    caller.join()
    lost = daemon.said("lost a caller")
    assert outcomes.count(b"x") + lost >= len(outcomes) > 10


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1])
def test_the_next_steward_obeys_signals(main, serve, number):
    daemon = serve(CAT)
    succeed(main, daemon)
    daemon.send(number)
    if number == signal.SIGTERM:
        assert daemon.exited() == 0
    elif number == signal.SIGHUP:
        daemon.says("Reconfigured")
    else:
        until(lambda: "cat" in main.read("/run/xinetd.dump"), "dump")


def test_a_steward_that_hangs_does_not_keep_the_daemon(main, serve):
    """Nor its ports from the next one: who leaves in time says so, who says nothing is killed."""
    daemon = serve(CAT)
    with dial(main, HERE) as held:
        daemon.entry("^START")
        daemon.steward().send(signal.SIGSTOP)
        daemon.send(signal.SIGQUIT)
        assert daemon.exited() == 1
        daemon.process = None
        assert main.read(PIDFILE) == ""
        assert refused(main, HERE)
        held.sendall(b"x")
        assert held.recv(1) == b"x", "its sessions go on"
