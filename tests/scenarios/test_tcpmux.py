"""tcpmux (RFC 1078): one port, whose callers name the service they want."""

import signal
import socket

import pytest
from lib.callers import call, dial, read_all, refused
from lib.configuration import DEFAULTS, NOBODY, service
from lib.daemon import CONFIGURATION
from lib.nameserver import NameServer
from lib.until import until

MUX = ("127.0.0.1", 4001)
ATTENDANT = "rouse-attendant"
NOT_FOUND = "-Service name not found\r\n"


def tcpmux(*lines, **attributes):
    return service("tcpmux", *lines, **{"id": "tcpmux-server", "type": "INTERNAL UNLISTED", "port": MUX[1],
                                        "cps": "0 1", **attributes})


def muxed(name, *lines, plus=False, **attributes):
    kind = "TCPMUXPLUS" if plus else "TCPMUX"
    return service(name, *lines, **{"type": f"{kind} UNLISTED", "protocol": "tcp", "user": NOBODY, "cps": "0 1",
                                    **attributes})


def echo(name, *lines, **attributes):
    """A service that says its name."""
    return muxed(name, *lines, **{"server": "/bin/echo", "server_args": name, **attributes})


def ask(main, name, source=None):
    return call(main, MUX, f"{name}\r\n".encode(), source)


def attendant(main):
    return until(lambda: main.processes(comm=ATTENDANT), "an attendant")[0]


def test_a_caller_gets_the_service_that_he_names(main, serve):
    serve(tcpmux(), echo("one"), echo("two"))
    assert ask(main, "one") == "one\n"
    assert ask(main, "TWO") == "two\n"


@pytest.mark.rouse("it reads once")
def test_a_name_in_several_packets(main, serve):
    serve(tcpmux(), echo("one"))
    with dial(main, MUX) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in (b"o", b"ne", b"\r", b"\n"):
            s.sendall(piece)
        assert read_all(s) == b"one\n"


@pytest.mark.rouse("it takes all of it for the name")
def test_what_comes_behind_the_name_reaches_the_server(main, serve):
    serve(tcpmux(), muxed("cat", server="/bin/cat"))
    with dial(main, MUX) as s:
        s.sendall(b"cat\r\nfirst\r\n")
        assert s.recv(7, socket.MSG_WAITALL) == b"first\r\n"
        s.sendall(b"second")
        s.shutdown(socket.SHUT_WR)
        assert read_all(s) == b"second"


@pytest.mark.rouse("it answers with a NUL behind the line, and knows no HELP")
def test_help_and_names_that_nobody_has(main, serve):
    serve(tcpmux(), echo("one"), echo("two", plus=True), service("three", port=4003, server="/bin/true"))
    assert ask(main, "HELP") == "one\r\ntwo\r\n"
    assert ask(main, "help") == "one\r\ntwo\r\n"
    for name in ("three", "tcpmux", "on", "one "):
        assert ask(main, name) == NOT_FOUND


def test_a_line_that_is_none(main, serve):
    serve(tcpmux(), echo("one"))
    assert call(main, MUX, b"one\n") == ""
    assert ask(main, "") == ""
    assert call(main, MUX, b"x" * 5000) == ""


@pytest.mark.rouse("it sends a NUL behind the line")
def test_plus_means_that_the_caller_is_told_to_go(main, serve):
    serve(tcpmux(), echo("one", plus=True))
    assert ask(main, "one") == "+Go\r\none\n"


def test_nothing_listens_but_tcpmux(main, serve):
    daemon = serve(tcpmux(), echo("one", port=4002))
    daemon.says("Started working: 1 available service$")
    assert refused(main, ("127.0.0.1", 4002))


@pytest.mark.rouse("it counts and logs for tcpmux alone")
def test_the_log_of_both(main, serve):
    daemon = serve(tcpmux(), echo("one"))
    assert ask(main, "one") == "one\n"
    daemon.entry(r"^START: tcpmux-server pid=\d+ from=::ffff:127\.0\.0\.1$")
    daemon.entry(r"^EXIT: tcpmux-server status=0 pid=\d+ duration=\d+\(sec\)$")
    daemon.entry(r"^START: one pid=\d+ from=::ffff:127\.0\.0\.1$")
    daemon.entry(r"^EXIT: one status=0 pid=\d+ duration=\d+\(sec\)$")


@pytest.mark.rouse("it asks for the address alone, and logs nothing")
def test_the_services_own_access_and_limits_hold(main, serve):
    hour = int(main.run("date", "-u", "+%H").stdout)
    outside = f"{hour + 2}:00-{hour + 2}:59" if hour < 21 else "0:00-20:00"
    daemon = serve(tcpmux(), echo("far", only_from="10.0.0.0/8", banner_fail="/etc/no"),
                   echo("never", instances=0, plus=True), echo("shut", access_times=outside),
                   muxed("single", server="/bin/cat", per_source=1))
    main.write("/etc/no", "not you\n")
    assert ask(main, "far") == "not you\n"
    daemon.entry(r"^FAIL: far address from=(::ffff:)?127\.0\.0\.1$")
    assert ask(main, "never") == ""
    daemon.entry(r"^FAIL: never service_limit from=(::ffff:)?127\.0\.0\.1$")
    assert ask(main, "shut") == ""
    daemon.entry(r"^FAIL: shut time from=(::ffff:)?127\.0\.0\.1$")
    with dial(main, MUX) as s:
        s.sendall(b"single\r\nx")
        assert s.recv(1) == b"x"
        assert ask(main, "single") == ""
        daemon.entry(r"^FAIL: single per_source_limit from=(::ffff:)?127\.0\.0\.1$")
    daemon.entry("^EXIT: single")
    with dial(main, MUX) as s:
        s.sendall(b"single\r\nx")
        assert s.recv(1) == b"x"


def test_who_may_not_call_tcpmux_names_nothing(main, serve):
    daemon = serve(tcpmux(only_from="10.0.0.0/8"), echo("one"))
    assert ask(main, "one") == ""
    daemon.entry("^FAIL: tcpmux-server address")
    assert not [entry for entry in daemon.entries() if "one" in entry]


@pytest.mark.rouse("it counts for tcpmux alone")
def test_the_wait_of_cps_is_the_services_own(main, serve):
    daemon = serve(tcpmux(), echo("one", cps="2 1"), echo("two"))
    until(lambda: ask(main, "one") == "", "a caller too many")
    daemon.says("Deactivating service one due to excessive incoming connections.  Restarting in 1 seconds.")
    assert ask(main, "two") == "two\n"
    daemon.entry("^FAIL: one connections per second")
    daemon.says("Activating service one")
    until(lambda: ask(main, "one") == "one\n", "one that is active again")


@pytest.mark.rouse("it shows the banner of the service to nobody, and sends a NUL")
def test_banners(main, serve):
    for name in ("first", "other", "welcome"):
        main.write(f"/etc/{name}", f"{name}\n")
    serve(tcpmux(banner="/etc/first"),
          echo("one", plus=True, banner="/etc/other", banner_success="/etc/welcome"))
    assert ask(main, "one") == "first\n+Go\r\nwelcome\none\n"


@pytest.mark.root
def test_a_server_runs_as_its_own_user(main, serve):
    serve(tcpmux(), muxed("who", server="/usr/bin/id", server_args="-un", user="nobody"))
    assert ask(main, "who") == "nobody\n"


@pytest.mark.rouse("it sends a NUL behind the line")
def test_what_rouse_answers_itself(main, serve):
    """Built-in services and redirects are named like any other; the attendant needs nobody for them."""
    daemon = serve(tcpmux(), muxed("daytime", plus=True, type="INTERNAL TCPMUXPLUS UNLISTED"),
                   muxed("echo", type="INTERNAL TCPMUX UNLISTED", instances=1),
                   muxed("passed", redirect="127.0.0.1 4100"),
                   service("behind", port=4100, server="/bin/cat", cps="0 1"))
    assert ask(main, "daytime").startswith("+Go\r\n") and ask(main, "daytime").endswith("UTC\r\n")
    with dial(main, MUX) as s:
        s.sendall(b"echo\r\nhello")
        assert s.recv(5) == b"hello"
        assert ask(main, "echo") == ""
        daemon.entry("^FAIL: echo service_limit")
    daemon.entry(r"^EXIT: echo status=0 pid=\d+ duration=\d+\(sec\)$")
    with dial(main, MUX) as s:
        s.sendall(b"passed\r\nto and fro")
        assert s.recv(10) == b"to and fro"
    assert ask(main, "HELP") == "daytime\r\necho\r\npassed\r\n"


@pytest.mark.rouse("its log knows no services without a port")
def test_reload(main, serve):
    """Names come and go, servers and those who are being asked stay."""
    daemon = serve(tcpmux(), muxed("cat", server="/bin/cat"), echo("one"))
    with dial(main, MUX) as served, dial(main, MUX) as asked:
        served.sendall(b"cat\r\nx")
        assert served.recv(1) == b"x"
        asked.sendall(b"tw")
        daemon.entry("^START: tcpmux-server", times=2)
        main.write(CONFIGURATION, DEFAULTS + tcpmux() + muxed("cat", server="/bin/cat", per_source=1) + echo("two") +
                   muxed("daytime", type="INTERNAL TCPMUX UNLISTED"))
        daemon.reload()
        asked.sendall(b"o\r\n")
        assert read_all(asked) == b"two\n"
        assert ask(main, "one") == NOT_FOUND
        assert ask(main, "daytime").endswith("UTC\r\n")
        assert ask(main, "cat") == ""
        daemon.entry("^FAIL: cat per_source_limit")
        served.sendall(b"y")
        assert served.recv(1) == b"y"


@pytest.mark.rouse("it keeps the port")
def test_a_reload_gives_a_port_and_takes_it(main, serve):
    here = ("127.0.0.1", 4002)
    daemon = serve(tcpmux(), echo("one", port=4002))
    assert ask(main, "one") == "one\n" and refused(main, here)
    main.write(CONFIGURATION, DEFAULTS + tcpmux() + echo("one", type="UNLISTED", port=4002))
    daemon.reload()
    assert ask(main, "one") == NOT_FOUND and call(main, here) == "one\n"
    main.write(CONFIGURATION, DEFAULTS + tcpmux() + echo("one", port=4002, plus=True))
    daemon.reload()
    assert ask(main, "one") == "+Go\r\none\n" and refused(main, here)


@pytest.mark.rouse("its child asks for the name")
def test_a_reload_cuts_off_nobody_who_waits(main, serve):
    """Nobody tells his name in time, so he is refused, but not for the reload."""
    main.ip("addr", "add", "127.0.0.2/8", "dev", "lo")
    names = NameServer(main)
    names.silent = True
    daemon = serve(tcpmux(), echo("one", only_from="friend.example"))
    with dial(main, MUX, "127.0.0.2") as waits:
        waits.sendall(b"one\r\n")
        until(lambda: names.asked, "question to the name server")
        daemon.reload()
        assert read_all(waits) == b""
    daemon.entry("^FAIL: one address")
    names.close()


@pytest.mark.rouse("it sends a NUL behind the line")
def test_a_reload_changes_who_answers(main, serve):
    """From the attendant to the steward and back: the number stays, and whose it is does not."""
    daemon = serve(tcpmux(), muxed("one", redirect="127.0.0.1 4100"), service("behind", port=4100, server="/bin/echo"))
    for answer, entry in (("one\n", echo("one")), ("\n", muxed("one", redirect="127.0.0.1 4100"))):
        main.write(CONFIGURATION, DEFAULTS + tcpmux() + entry + service("behind", port=4100, server="/bin/echo"))
        daemon.reload()
        assert ask(main, "one") == answer


@pytest.mark.rouse("it has no attendant")
def test_an_attendant_that_dies_is_replaced(main, serve):
    """Its callers are lost, those whom it has passed on are not; the next one knows the names."""
    daemon = serve(tcpmux(), muxed("cat", server="/bin/cat"), muxed("daytime", type="INTERNAL TCPMUX UNLISTED"))
    with dial(main, MUX) as served, dial(main, MUX) as asked:
        served.sendall(b"cat\r\nx")
        assert served.recv(1) == b"x"
        asked.sendall(b"ca")
        daemon.entry("^START: tcpmux-server", times=2)
        attendant(main).kill()
        assert ask(main, "daytime").endswith("UTC\r\n")
        assert ask(main, "HELP") == "cat\r\ndaytime\r\n"
        assert read_all(asked) == b""
        served.sendall(b"y")
        assert served.recv(1) == b"y"


@pytest.mark.rouse("it does not look")
def test_services_that_nobody_can_name_are_told_of(main, serve):
    daemon = serve(echo("one"), service("here", port=4002, server="/bin/echo"))
    daemon.says(r"WARNING: Service one is reached through tcpmux, and no service tcpmux is served: nobody can call "
                r"it \[file=/etc/xinetd\.conf\] \[line=\d+\]")
    assert daemon.said("available service$")


def test_the_dump_knows_them(main, serve):
    daemon = serve(tcpmux(), echo("one"))
    daemon.send(signal.SIGUSR1)
    daemon.says("generated state dump")
    dump = main.read("/run/xinetd.dump")
    entry = dump[dump.index("Service = one"):]
    assert entry.splitlines()[1] == "\tState = Not started"
    assert "\t\ttype = UNLISTED TCPMUX\n" in entry
