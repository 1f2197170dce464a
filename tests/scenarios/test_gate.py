"""Who may come in: the limits and lists of one daemon, the words it refuses with, and the door that closes."""

import contextlib

import pytest
from lib.callers import call, dial, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION
from lib.nameserver import NameServer
from lib.until import until

HERE = ("127.0.0.1", 4000)
OTHER = ("127.0.0.1", 4001)


def holding(name="cat", *lines, **attributes):
    return service(name, *lines, **{"port": 4000, "server": "/bin/cat", **attributes})


def started(daemon, name="cat"):
    return len([e for e in daemon.entries() if e.startswith(f"START: {name} ")])


def test_instances(main, serve):
    daemon = serve(holding(instances=2))
    first, second = dial(main, HERE), dial(main, HERE)
    daemon.entry(r"^START: cat", times=2)
    assert call(main, HERE) == ""
    daemon.entry(r"^FAIL: cat service_limit from=(::ffff:)?127\.0\.0\.1$")
    first.close()
    daemon.entry(r"^EXIT: cat")
    third = dial(main, HERE)
    daemon.entry(r"^START: cat", times=3)
    for s in (second, third):
        s.close()
    daemon.entry(r"^EXIT: cat", times=3)


def test_per_source_counts_each_address(main, serve):
    main.ip("addr", "add", "127.0.0.2/8", "dev", "lo")
    daemon = serve(holding(per_source=1))
    with dial(main, HERE, "127.0.0.1"), dial(main, HERE, "127.0.0.2"):
        daemon.entry(r"^START: cat", times=2)
        assert call(main, HERE, source="127.0.0.2") == ""
        daemon.entry(r"^FAIL: cat per_source_limit from=(::ffff:)?127\.0\.0\.2$")
    daemon.entry(r"^EXIT: cat", times=2)


@pytest.mark.rouse("it counts addresses only")
def test_per_source_prefix(main, serve):
    """In the steward and in the attendant: who has a network is one source."""
    for address in ("fd00:1::1", "fd00:1::2", "fd00:2::1"):
        main.ip("addr", "add", f"{address}/128", "dev", "lo", "nodad")
    limits = {"flags": "IPv6", "per_source": 1, "per_source_prefix": 64}
    daemon = serve(holding(**limits),
                   service("echo", type="INTERNAL UNLISTED", protocol="tcp", port=4001, **limits))
    for port, name in ((4000, "cat"), (4001, "echo")):
        address = ("fd00:1::1", port)
        with dial(main, address, "fd00:1::1"):
            daemon.entry(f"^START: {name}")
            assert call(main, address, source="fd00:1::2") == ""
            daemon.entry(rf"^FAIL: {name} per_source_limit from=fd00:1::2$")
            with dial(main, address, "fd00:2::1"):
                daemon.entry(f"^START: {name}", times=2)
        daemon.entry(f"^EXIT: {name}", times=2)


def test_limit_counts_all_servers(main, serve):
    daemon = serve(holding("one"), holding("two", port=4001), more=("-limit", "2"))
    with dial(main, HERE), dial(main, OTHER):
        daemon.entry(r"^START: (one|two)", times=2)
        assert call(main, HERE) == ""
        daemon.entry(r"^FAIL: one process_limit from=(::ffff:)?127\.0\.0\.1$")
    daemon.entry(r"^EXIT: (one|two)", times=2)


def test_max_load(main, serve):
    daemon = serve(holding("busy", max_load="0.0000001"), holding("calm", port=4001, max_load="100000"))
    if float(main.read("/proc/loadavg").split()[0]) == 0:
        pytest.skip("the machine's load is 0.00: nothing is above it")
    assert call(main, HERE) == ""
    daemon.entry(r"^FAIL: busy load from=(::ffff:)?127\.0\.0\.1$")
    daemon.says(r"refused connect from (::ffff:)?127\.0\.0\.1 due to excessive load")
    with dial(main, OTHER) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
    daemon.entry(r"^EXIT: calm")


def test_access_times(main, serve):
    """The daemon lives in a zone five and a half hours east; what counts is its local time."""
    now = main.run("date", "+%H:%M", env={"TZ": "EAST-5:30", "PATH": "/usr/bin:/bin"}).stdout.strip()
    hour = int(now.split(":")[0])
    inside = f"{hour}:00-{hour}:59" if hour < 23 else "22:59-23:59"
    outside = f"{hour + 2}:00-{hour + 2}:59" if hour < 21 else "0:00-20:00"
    daemon = serve(holding("in", access_times=f"0:00-0:01 {inside}" if hour else inside),
                   holding("out", port=4001, access_times=outside), env={"TZ": "EAST-5:30"})
    with dial(main, HERE) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
    assert call(main, OTHER) == ""
    daemon.entry(r"^FAIL: out time from=(::ffff:)?127\.0\.0\.1$")


@pytest.mark.rouse("it refuses such ranges at load")
def test_overnight_and_24_00(main, serve):
    daemon = serve(holding("always", access_times="12:00-24:00 0:00-12:00"),
                   holding("night", port=4001, access_times="12:00-11:59"))
    for address in (HERE, OTHER):
        with dial(main, address) as s:
            s.sendall(b"x")
            assert s.recv(1) == b"x"
    daemon.entry(r"^EXIT: (always|night)", times=2)


def test_cps_closes_the_door_and_opens_it_again(main, serve):
    daemon = serve(holding(cps="3 2"), holding("other", port=4001))
    held = [dial(main, HERE) for _ in range(3)]
    daemon.entry(r"^START: cat", times=3)
    assert call(main, HERE) == ""
    daemon.entry(r"^FAIL: cat connections per second from=(::ffff:)?127\.0\.0\.1$")
    daemon.says(r"Deactivating service cat due to excessive incoming connections\.  Restarting in 2 seconds\.")
    until(lambda: refused(main, HERE), "closed door")
    dial(main, OTHER).close()
    daemon.says(r"Activating service cat")
    assert not refused(main, HERE)
    for s in held:
        s.close()
    daemon.entry(r"^EXIT: cat", times=3)


@pytest.mark.rouse("it opens the old door again")
def test_a_reload_in_the_wait_of_cps_moves_the_door(main, serve):
    daemon = serve(holding(cps="1 300"))
    held = []

    def one_more():
        with contextlib.suppress(ConnectionRefusedError):
            held.append(dial(main, HERE))
        return daemon.said("Deactivating service cat")
    until(one_more, "two callers in one second")
    main.write(CONFIGURATION, DEFAULTS + holding(cps="1 300", bind="127.0.0.9"))
    daemon.reload()
    held.append(dial(main, ("127.0.0.9", 4000)))
    assert refused(main, HERE)
    for s in held:
        s.close()


@pytest.mark.rouse("it forgets the running servers when it opens the door again")
def test_cps_keeps_the_counts(main, serve):
    daemon = serve(holding(cps="2 2", instances=2))
    held = [dial(main, HERE) for _ in range(2)]
    daemon.entry(r"^START: cat", times=2)
    assert call(main, HERE) == ""
    daemon.says(r"Activating service cat")
    assert call(main, HERE) == ""
    daemon.entry(r"^FAIL: cat service_limit")
    for s in held:
        s.close()
    daemon.entry(r"^EXIT: cat", times=2)
    assert not daemon.said("with 0 running servers")


@pytest.mark.rouse("it logs START and EXIT of the refused too")
def test_a_refusal_logs_fail_alone(main, serve):
    daemon = serve(holding(no_access="127.0.0.1"))
    assert call(main, HERE) == ""
    daemon.entry(r"^FAIL: cat address from=(::ffff:)?127\.0\.0\.1$")
    dial(main, HERE).close()
    daemon.entry(r"^FAIL: cat address", times=2)
    assert started(daemon) == 0 and not [e for e in daemon.entries() if e.startswith("EXIT")]


def test_both_lists_match(main, serve):
    daemon = serve(holding(only_from="127.0.0.0", no_access="127.0.0.1"))
    assert call(main, HERE) == ""
    daemon.entry(r"^FAIL: cat address")
    daemon.says(r"Service=cat: only_from list and no_access list match equally the address (::ffff:)?127\.0\.0\.1")


@pytest.fixture
def named(main):
    """Two addresses of main with names: friend leads there and back, liar has a name that leads elsewhere."""
    for address in ("127.0.0.2/8", "127.0.0.3/8"):
        main.ip("addr", "add", address, "dev", "lo")
    main.write("/etc/hosts", "127.0.0.1 localhost\n127.0.0.2 friend.example\n127.0.0.3 liar.example\n")


def reaches(main, source, address=HERE):
    """True when a caller from `source` gets through to cat."""
    with dial(main, address, source) as s:
        try:
            s.sendall(b"x")
            return s.recv(1) == b"x"
        except (ConnectionResetError, BrokenPipeError):
            return False


@pytest.mark.parametrize("flags", ["IPv4", pytest.param(None, marks=pytest.mark.rouse("it finds no name for a mapped "
                                                                                      "address in a hosts file"))])
def test_names_in_the_lists(main, named, serve, flags):
    daemon = serve(holding("only", only_from="friend.example", flags=flags),
                   holding("not", port=4001, no_access="friend.example", flags=flags),
                   holding("domain", port=4002, only_from=".example", flags=flags))
    assert reaches(main, "127.0.0.2")
    assert not reaches(main, "127.0.0.3")
    daemon.entry(r"^FAIL: only address from=(::ffff:)?127\.0\.0\.3$")
    assert not reaches(main, "127.0.0.2", OTHER)
    assert reaches(main, "127.0.0.3", OTHER)
    assert reaches(main, "127.0.0.2", ("127.0.0.1", 4002))
    assert not reaches(main, "127.0.0.1", ("127.0.0.1", 4002))


@pytest.mark.rouse("it takes such a name for one exact address")
def test_names_of_networks(main, serve):
    for address in ("10.9.9.2/32", "172.20.1.2/32"):
        main.ip("addr", "add", address, "dev", "lo")
    main.write("/etc/networks", "cellar 10.9.0.0\nattic 172.20\n")
    serve(holding(only_from="cellar"), holding("up", port=4001, only_from="attic"))
    assert reaches(main, "10.9.9.2") and not reaches(main, "172.20.1.2")
    assert reaches(main, "172.20.1.2", OTHER) and not reaches(main, "10.9.9.2", OTHER)


@pytest.fixture
def dns(main):
    """A name server on main: 127.0.0.2 is friend.example; 127.0.0.3 only claims to be."""
    for address in ("127.0.0.2/8", "127.0.0.3/8"):
        main.ip("addr", "add", address, "dev", "lo")
    server = NameServer(main, forward={"friend.example": ["127.0.0.2"]},
                        reverse={"127.0.0.2": "friend.example", "127.0.0.3": "friend.example"})
    yield server
    server.close()


@pytest.mark.rouse("it believes any name that an address claims")
def test_a_name_must_lead_back(main, dns, serve):
    daemon = serve(holding("sure", only_from="friend.example"),
                   holding("easy", "forward_confirm = no", port=4001, only_from="friend.example"))
    assert reaches(main, "127.0.0.2")
    assert not reaches(main, "127.0.0.3")
    daemon.entry(r"^FAIL: sure address from=(::ffff:)?127\.0\.0\.3$")
    daemon.says(r"friend\.example.*127\.0\.0\.3|127\.0\.0\.3.*friend\.example")
    assert reaches(main, "127.0.0.3", OTHER)


@pytest.mark.rouse("an unresolvable name in no_access is dropped there, and the list fails open")
def test_an_unresolvable_name_in_no_access_does_not_open_the_door(main, named, serve):
    daemon = serve(holding(no_access="nowhere.invalid"))
    assert daemon.said("nowhere.invalid")
    with pytest.raises((ConnectionRefusedError, AssertionError)):
        assert reaches(main, "127.0.0.1")


@pytest.mark.rouse("a child asks for the name; here a process that is not there yet does")
def test_the_other_services_go_on_while_a_name_is_looked_up(main, dns, serve):
    """The name server falls silent: whoever needs a name waits and is refused, the others notice nothing."""
    daemon = serve(holding("named", only_from="friend.example", cps="0 1"), holding("plain", port=4001))
    dns.silent = True
    before = len(dns.asked)
    with dial(main, HERE, "127.0.0.2") as waiting:
        until(lambda: len(dns.asked) > before, "question to the name server")
        for _ in range(20):
            assert reaches(main, "127.0.0.1", OTHER)
        assert waiting.recv(1) == b""
    daemon.entry(r"^FAIL: named address from=(::ffff:)?127\.0\.0\.2$")
    dns.silent = False
    until(lambda: reaches(main, "127.0.0.2"), "answer for the friend once names are told again")
