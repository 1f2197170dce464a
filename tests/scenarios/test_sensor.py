"""SENSOR services: who calls one is refused by all others for deny_time minutes."""

import pytest
from lib.callers import call, datagram, dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION
from lib.until import until

TRAP, SERVER, ECHO, LETTERS = 4000, 4001, 4002, 4003
BURGLAR, NEIGHBOUR = "127.0.0.2", "127.0.0.3"


def sensor(*lines, name="trap", **attributes):
    return service(name, *lines, **{"type": "INTERNAL UNLISTED", "flags": "SENSOR IPv4", "port": TRAP, "deny_time": 5,
                                    **attributes})


def server(**attributes):
    return service("server", **{"port": SERVER, "server": "/bin/echo", "server_args": "welcome", "flags": "IPv4",
                                **attributes})


def echo(**attributes):
    return service("echo", **{"type": "INTERNAL UNLISTED", "protocol": "tcp", "port": ECHO, "flags": "IPv4",
                              **attributes})


def echoes(s):
    try:
        s.sendall(b"x")
        return s.recv(1) == b"x"
    except ConnectionResetError:
        return False


def gets_in(main, source, address=("127.0.0.1", SERVER)):
    return call(main, address, source=source) == "welcome\n"


def caught(daemon, address, minutes=5):
    daemon.says(rf"CRITICAL: \d+ {{process_sensor}} Adding {address} to the global_no_access list for {minutes} minutes")


def test_its_caller_is_refused_by_every_service(main, serve):
    daemon = serve(sensor(), server(), echo(), service("letters", port=LETTERS, socket_type="dgram", wait="yes",
                                                      server="/bin/true", flags="IPv4"))
    assert gets_in(main, BURGLAR)
    with dial(main, ("127.0.0.1", TRAP), BURGLAR) as s:
        assert read_all(s) == b""
    daemon.entry(rf"^FAIL: trap address from={BURGLAR}$")
    caught(daemon, BURGLAR)
    assert not gets_in(main, BURGLAR)
    daemon.entry(rf"^FAIL: server address from={BURGLAR}$")
    assert call(main, ("127.0.0.1", ECHO), b"x", BURGLAR) == ""
    daemon.entry(rf"^FAIL: echo address from={BURGLAR}$")
    with datagram(main, ("127.0.0.1", LETTERS), BURGLAR) as s:
        s.send(b"x")
        daemon.entry(rf"^FAIL: letters address from={BURGLAR}$")
    assert gets_in(main, NEIGHBOUR)


def test_its_caller_is_shown_banner_fail(main, serve):
    serve(sensor(banner_fail=main.write("/srv/caught", "Smile!\n")))
    with dial(main, ("127.0.0.1", TRAP), BURGLAR) as s:
        assert read_all(s) == b"Smile!\n"


def test_never_refuses_and_lists_nobody(main, serve):
    daemon = serve(sensor(deny_time="NEVER"), server())
    assert call(main, ("127.0.0.1", TRAP), source=BURGLAR) == ""
    daemon.entry(rf"^FAIL: trap address from={BURGLAR}$")
    assert gets_in(main, BURGLAR)
    assert not daemon.said("global_no_access")


def test_limits_come_first_and_then_it_lists_nobody(main, serve):
    daemon = serve(sensor(instances=0), server())
    assert call(main, ("127.0.0.1", TRAP), source=BURGLAR) == ""
    daemon.entry(rf"^FAIL: trap service_limit from={BURGLAR}$")
    assert gets_in(main, BURGLAR)


def test_a_reload_keeps_the_list(main, serve):
    daemon = serve(sensor(deny_time="FOREVER"), server(), echo())
    assert call(main, ("127.0.0.1", TRAP), source=BURGLAR) == ""
    caught(daemon, BURGLAR, -1)
    daemon.reload()
    assert not gets_in(main, BURGLAR)
    main.write(CONFIGURATION, DEFAULTS + server() + echo(id="other-echo"))
    daemon.reload()
    assert not gets_in(main, BURGLAR)
    assert call(main, ("127.0.0.1", ECHO), b"x", BURGLAR) == ""
    daemon.entry(rf"^FAIL: other-echo address from={BURGLAR}$")
    assert gets_in(main, NEIGHBOUR)


def test_a_restart_forgets_it(main, serve):
    daemon = serve(sensor(deny_time="FOREVER"), server())
    assert call(main, ("127.0.0.1", TRAP), source=BURGLAR) == ""
    caught(daemon, BURGLAR, -1)
    daemon.stop()
    daemon.start()
    assert gets_in(main, BURGLAR)


@pytest.mark.rouse("it lists what a socket says, and takes 127.1.0.0 for a network")
def test_an_address_is_the_same_at_every_door_and_only_that(main, serve):
    daemon = serve(sensor(flags="SENSOR IPv6"), server(), server(id="dual", port=4004, flags="IPv6"))
    for source in ("127.1.0.0", "127.1.0.1"):
        assert call(main, ("127.0.0.1", TRAP), source=source) == ""
        caught(daemon, f"::ffff:{source}")
        for port in (SERVER, 4004):
            assert not gets_in(main, source, ("127.0.0.1", port))
        assert gets_in(main, "127.1.0.2")


def test_over_ipv6(main, serve):
    for last in (2, 3):
        main.ip("addr", "add", f"fd00::{last}/128", "dev", "lo", "nodad")
    daemon = serve(sensor(flags="SENSOR IPv6"), server(flags="IPv6"))
    assert call(main, ("fd00::2", TRAP), source="fd00::2") == ""
    caught(daemon, "fd00::2")
    assert not gets_in(main, "fd00::2", ("fd00::2", SERVER))
    assert gets_in(main, "fd00::3", ("fd00::2", SERVER))


def test_a_datagram_catches_its_sender(main, serve):
    daemon = serve(sensor(socket_type="dgram", wait="yes"), server())
    with datagram(main, ("127.0.0.1", TRAP), BURGLAR) as s:
        for _ in range(3):
            s.send(b"x")
        caught(daemon, BURGLAR)
    assert not gets_in(main, BURGLAR)
    with datagram(main, ("127.0.0.1", TRAP), NEIGHBOUR) as s:
        s.send(b"x")
        caught(daemon, NEIGHBOUR)
    assert len(daemon.entry(r"^FAIL: trap address from=127\.0\.0\.[23]$", times=2)) == 2


@pytest.mark.rouse("it closes such a door by mistake")
def test_with_wait_no_datagrams_are_caught_the_same(main, serve):
    daemon = serve(sensor(socket_type="dgram"), server())
    for source in (BURGLAR, NEIGHBOUR):
        with datagram(main, ("127.0.0.1", TRAP), source) as s:
            s.send(b"x")
            caught(daemon, source)
        assert not gets_in(main, source)


@pytest.mark.rouse("it warns of neither")
def test_what_it_cannot_do_is_said_at_load(main, serve):
    daemon = serve(sensor(socket_type="dgram", wait="yes"), server(wait="yes"))
    daemon.says("WARNING: a datagram's sender can be forged: this sensor shuts out whomever a stranger names")
    daemon.says("WARNING: whom a SENSOR has shut out still gets in here, as under xinetd: the server of server ")


@pytest.mark.rouse("it has no attendant")
def test_the_next_attendant_knows_the_list(main, serve):
    daemon = serve(sensor(), echo())
    assert call(main, ("127.0.0.1", TRAP), source=BURGLAR) == ""
    with dial(main, ("127.0.0.1", ECHO)) as s:
        assert echoes(s)
        main.processes(comm="rouse-attendant")[0].kill()
        assert read_all(s) == b""
    assert call(main, ("127.0.0.1", ECHO), b"x", BURGLAR) == ""
    daemon.entry(rf"^FAIL: echo address from={BURGLAR}$")
    with dial(main, ("127.0.0.1", ECHO), NEIGHBOUR) as s:
        assert echoes(s)


@pytest.mark.rouse("it goes on with the sensor's door as if nothing had changed")
def test_a_reload_makes_a_sensor_of_a_builtin_and_back(main, serve):
    """The door changes hands between attendant and steward, who must not confuse what is whose."""
    daemon = serve(echo(), server())
    for entry, listed in ((echo(flags="IPv4 SENSOR", deny_time=5), True), (echo(), False)):
        main.write(CONFIGURATION, DEFAULTS + entry + server())
        daemon.reload()
        until(lambda: not refused(main, ("127.0.0.1", ECHO)), "open door")
        with dial(main, ("127.0.0.1", ECHO), NEIGHBOUR if listed else "127.0.0.4") as s:
            assert echoes(s) != listed
    caught(daemon, NEIGHBOUR)
    assert not gets_in(main, NEIGHBOUR)
