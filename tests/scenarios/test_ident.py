"""USERID and IDONLY: ident servers are asked who the callers are, by the attendant."""

import json

import pytest
from lib.callers import call, dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION, SERVICE_LOG
from lib.identd import Identd, silence, user
from lib.until import until

MAIN, OTHER, CLONE1 = "172.20.1.1", "10.9.9.1", "172.20.1.2"
ATTENDANT = "rouse-attendant"
HELLO = ("172.20.1.1", 4000)
USERID = "log_on_success += USERID"
USERID_OF_REFUSED = "log_on_failure += USERID"


def hello(*lines, **attributes):
    return service("hello", *lines, **{"port": 4000, "server": "/bin/echo", "server_args": "hello", "cps": "0 1",
                                       **attributes})


@pytest.fixture
def clone1(main, hosts):
    """Where the callers sit, and their ident server."""
    other = hosts("clone1")
    main.plug(other, f"{MAIN}/16", f"{CLONE1}/16")
    for host, last in ((main, 1), (other, 2)):
        host.ip("addr", "add", f"10.9.9.{last}/24", "dev", "eth0")
        host.ip("addr", "add", f"fd00::{last}/64", "dev", "eth0", "nodad")
    return other


@pytest.fixture
def identd(clone1):
    server = Identd(clone1, user("alice"))
    yield server
    server.close()


def kinds(daemon):
    """The first two words of every entry."""
    return [" ".join(entry.split()[:2]) for entry in daemon.entries()]


def asked(identd, times=1):
    until(lambda: len(identd.asked) >= times, f"{times} questions")
    return identd.asked


@pytest.mark.parametrize("address, source", [(MAIN, CLONE1), (OTHER, "10.9.9.2"), ("fd00::1", "fd00::2")])
def test_the_user_is_logged_behind_the_start(clone1, identd, serve, address, source):
    """The question goes out from the address that was called: of a server with several the other end knows no other.
    Whoever called over IPv4 is asked about over IPv4, though the door is one for both."""
    daemon = serve(hello(USERID))
    with dial(clone1, (address, 4000), source) as s:
        port = s.getsockname()[1]
        assert read_all(s) == b"hello\n"
    daemon.entry(r"^USERID: hello UNIX : alice$")
    daemon.entry(r"^EXIT: hello")
    assert kinds(daemon) == ["START: hello", "USERID: hello", "EXIT: hello"]
    assert identd.asked == [(f"{port},4000", address if ":" in address else f"::ffff:{address}")]


@pytest.mark.parametrize("entry", [
    service("echo", USERID, type="INTERNAL UNLISTED", port=4000),
    service("hello", USERID, port=4000, redirect=f"{MAIN} 4001") + service("behind", port=4001, server="/bin/cat"),
], ids=["echo", "redirect"])
def test_an_attended_service(clone1, identd, serve, entry):
    daemon = serve(entry)
    with dial(clone1, HELLO) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
    daemon.entry(r"^EXIT: (echo|hello)")
    ours = [entry for entry in daemon.entries() if "behind" not in entry]
    assert [entry.split(":")[0] for entry in ours] == ["START", "USERID", "EXIT"]
    assert ours[1].endswith(" UNIX : alice")
    assert len(identd.asked) == 1


def test_a_caller_waits_until_he_is_known(clone1, identd, serve):
    identd.says = silence
    daemon = serve(hello(USERID))
    with dial(clone1, HELLO) as s:
        asked(identd)
        s.setblocking(False)
        with pytest.raises(BlockingIOError):
            s.recv(1)
        s.settimeout(20)
        identd.release(user("bob"))
        assert read_all(s) == b"hello\n"
    daemon.entry(r"^USERID: hello UNIX : bob$")


def test_nobody_else_waits(main, clone1, identd, serve):
    """Of the same service, of others, of attended ones."""
    identd.says = silence
    serve(hello(USERID), service("other", USERID, port=4001, server="/bin/echo"),
          service("echo", USERID, type="INTERNAL UNLISTED", port=4002))
    waiting = [dial(clone1, (MAIN, port)) for port in (4000, 4001, 4002)]
    asked(identd, 3)
    assert call(main, HELLO) == "hello\n"  # on main nobody serves ident
    assert call(main, (MAIN, 4001)) == "\n"
    with dial(main, (MAIN, 4002)) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
    for s in waiting:
        s.close()


def test_without_an_ident_server_a_caller_is_served_and_nothing_said(clone1, serve):
    daemon = serve(hello(USERID))
    assert call(clone1, HELLO) == "hello\n"
    daemon.entry("^EXIT: hello")
    assert kinds(daemon) == ["START: hello", "EXIT: hello"]
    assert not daemon.said("identity server")


def test_the_refused_are_held_until_they_are_known(main, clone1, identd, serve):
    identd.says = silence
    main.write("/etc/no", "not you\n")
    daemon = serve(hello(USERID_OF_REFUSED, instances=0, banner_fail="/etc/no"))
    with dial(clone1, HELLO) as s:
        assert s.recv(100) == b"not you\n"
        asked(identd)
        s.setblocking(False)
        with pytest.raises(BlockingIOError):
            s.recv(1)
        s.settimeout(20)
        identd.release(user("mallory"))
        assert read_all(s) == b""
    daemon.entry(r"^USERID: hello UNIX : mallory$")
    assert kinds(daemon) == ["FAIL: hello", "USERID: hello"]


def test_why_the_refused_stay_unknown(clone1, identd, serve):
    identd.says = lambda question: b"who knows\r\n"
    daemon = serve(hello(USERID_OF_REFUSED, instances=0))
    assert call(clone1, HELLO) == ""
    daemon.says(r"Failed to contact identity server at ::ffff:172\.20\.1\.2: bad response")
    identd.close()
    assert call(clone1, HELLO) == ""
    daemon.entry("^FAIL: hello", times=2)
    assert daemon.said("Failed to contact identity server") == 1


@pytest.mark.parametrize("entry, is_asked", [
    (hello(USERID_OF_REFUSED, only_from="10.0.0.1"), False),
    (service("echo", USERID_OF_REFUSED, type="INTERNAL UNLISTED", port=4000, only_from="10.0.0.1"), False),
    (service("daytime", USERID_OF_REFUSED, type="INTERNAL UNLISTED", port=4000, only_from="10.0.0.1"), True),
], ids=["server", "echo", "daytime"])
def test_who_is_refused_for_his_address(clone1, identd, serve, entry, is_asked):
    """xinetd's child refuses these without asking; where there is no child the daemon asks."""
    daemon = serve(entry, service("cat", USERID, port=4001, server="/bin/cat"))
    assert call(clone1, HELLO) == ""
    daemon.entry(r"^FAIL: \w+ address")
    with dial(clone1, (MAIN, 4001)) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
    assert len(identd.asked) == (2 if is_asked else 1)


@pytest.mark.parametrize("says, reason", [
    (lambda question: f"{question} : ERROR : HIDDEN-USER\r\n".encode(), "bad response"),
    (lambda question: user("alice")("1,4000"), "bad response"),
    (lambda question: f"{question} : USERID : \r\n".encode(), "bad response"),
    (lambda question: f"{question} : USERID : UNIX : alice\n".encode(), "error while receiving response"),
    (user("a" * 1024), "error while receiving response"),
    (lambda question: b"", "error while receiving response"),
    (None, "no server"),
], ids=["error", "other-ports", "no-name", "no-crlf", "endless", "nothing", "no-server"])
@pytest.mark.parametrize("entry", [
    hello(USERID, flags="IDONLY", banner_fail="/etc/no"),
    service("echo", USERID, type="INTERNAL UNLISTED", port=4000, id="hello", flags="IDONLY"),
], ids=["server", "attended"])
def test_idonly_serves_nobody_who_stays_unknown(main, clone1, identd, serve, entry, says, reason):
    identd.says = says
    if says is None:
        identd.close()
    main.write("/etc/no", "not you\n")
    daemon = serve(entry)
    assert call(clone1, HELLO, b"let me in") == ""
    daemon.entry(rf"^NOID: hello ::ffff:172\.20\.1\.2 {reason}$")


@pytest.mark.rouse("START stands before its NOID, and EXIT behind")
def test_noid_stands_alone(clone1, serve):
    daemon = serve(hello(USERID, flags="IDONLY", instances=1))
    for _ in range(2):
        assert call(clone1, HELLO) == ""
    daemon.entry("^NOID: hello", times=2)
    assert set(kinds(daemon)) == {"NOID: hello"}


def test_idonly_serves_whom_it_knows(clone1, identd, serve):
    daemon = serve(hello(USERID, flags="IDONLY"))
    assert call(clone1, HELLO) == "hello\n"
    daemon.entry("^USERID: hello UNIX : alice$")


@pytest.mark.rouse("it serves everybody where it asks nobody")
def test_idonly_fails_closed(main, clone1, serve):
    """Without USERID, for what answers at once, and for what nobody can be asked about."""
    daemon = serve(hello(flags="IDONLY"), service("daytime", USERID, type="INTERNAL UNLISTED", port=4001, flags="IDONLY"),
                   service("own", USERID, port=113, server="/bin/echo", flags="IDONLY"),
                   service("dgram", USERID, port=4002, socket_type="dgram", wait="yes", server="/bin/cat",
                           flags="IDONLY"))
    daemon.says(r"differs from xinetd: IDONLY holds \(without USERID")
    daemon.says(r"differs from xinetd: IDONLY holds \(at daytime and time")
    for name in ("own", "dgram"):
        daemon.says(f"IDONLY needs callers whom an ident server knows.*service {name} is dropped")
    assert call(clone1, HELLO) == "" and call(clone1, (MAIN, 4001)) == ""
    daemon.entry("^NOID: (hello|daytime) .* no server", times=2)
    assert refused(clone1, (MAIN, 113))


@pytest.mark.rouse("it writes what it gets: whoever has an ident server writes its log")
def test_an_answer_stays_one_line(clone1, identd, serve):
    identd.says = user("a\nSTART: login pid=1 from=127.0.0.1\x1b[31m\x00b")
    daemon = serve(hello(USERID), service("echo", USERID, type="INTERNAL UNLISTED", port=4001))
    call(clone1, HELLO)
    daemon.entry(r"^USERID: hello UNIX : a\\x0aSTART: login pid=1 from=127\.0\.0\.1\\x1b\[31m\\x00b$")
    dial(clone1, (MAIN, 4001)).close()
    daemon.entry(r"^USERID: echo UNIX : a\\x0aSTART: login")
    identd.says = user("x" * 900)
    call(clone1, HELLO)
    daemon.entry(r"^USERID: hello UNIX : x+\.\.\.$")
    assert not [entry for entry in daemon.entries() if entry.startswith("START: login")]


@pytest.mark.rouse("it knows no JSON")
def test_json(main, clone1, identd, serve):
    daemon = serve(hello(USERID), hello(USERID, flags="IDONLY", id="known", port=4001),
                   more=("--log-format", "json"))
    call(clone1, HELLO)
    identd.close()
    call(clone1, (MAIN, 4001))
    daemon.entry('"not_identified"')
    events = [json.loads(line) for line in main.read(SERVICE_LOG).splitlines()]
    identified = next(event for event in events if event["event"] == "identified")
    assert (identified["service"], identified["user"]) == ("hello", "UNIX : alice")
    stranger = next(event for event in events if event["event"] == "not_identified")
    assert (stranger["service"], stranger["reason"]) == ("known", "no server")


@pytest.mark.rouse("it has no attendant")
def test_when_the_attendant_dies_nobody_waits_for_it(main, clone1, identd, serve):
    identd.says = silence
    daemon = serve(hello(USERID), hello(USERID, flags="IDONLY", id="known", port=4001))
    with dial(clone1, HELLO) as served, dial(clone1, (MAIN, 4001)) as shut_out:
        asked(identd, 2)
        until(lambda: main.processes(comm=ATTENDANT), "an attendant")[0].kill()
        assert read_all(served) == b"hello\n"
        assert read_all(shut_out) == b""
    daemon.entry("^NOID: known .* system error$")
    identd.says = user("alice")

    def known():
        call(clone1, HELLO)
        return [entry for entry in daemon.entries() if entry.startswith("USERID: hello")]
    until(known, "an answer by the next attendant")


@pytest.mark.rouse("it has no attendant")
def test_the_attendant_starts_when_a_reload_asks_for_it(main, clone1, identd, serve):
    daemon = serve(hello())
    call(clone1, HELLO)
    assert not main.processes(comm=ATTENDANT)
    main.write(CONFIGURATION, DEFAULTS + hello(USERID))
    daemon.reload()
    call(clone1, HELLO)
    daemon.entry("^USERID: hello UNIX : alice$")


@pytest.mark.rouse("it needs no account of its own")
@pytest.mark.root
def test_without_the_account_idonly_is_closed_and_userid_only_less_of_a_log(main, clone1, identd, serve):
    passwd = main.read("/etc/passwd")
    main.write("/etc/passwd", "".join(x for x in passwd.splitlines(True) if not x.startswith(ATTENDANT)))
    known = hello(USERID, flags="IDONLY", id="known", port=4001)
    daemon = serve(hello(USERID), known, hello(USERID_OF_REFUSED, id="another", port=4002))
    daemon.says("known: not served: there is no account rouse-attendant.*useradd")
    daemon.says("hello: served, but logged without USERID.*useradd")
    assert not daemon.said("another: served, but")
    assert refused(clone1, (MAIN, 4001))
    assert call(clone1, HELLO) == "hello\n"
    main.write("/etc/passwd", passwd)
    daemon.reload()
    assert call(clone1, (MAIN, 4001)) == "hello\n"
    daemon.entry("^USERID: known UNIX : alice$")


@pytest.mark.rouse("its child dies of the question, again and again")
def test_a_server_that_accepts_by_itself_is_asked_nothing(clone1, identd, serve, main):
    main.write("/srv/one", "import socket\ns = socket.socket(fileno=0)\nc, _ = s.accept()\nc.sendall(b'hello')\n")
    serve(hello(USERID, USERID_OF_REFUSED, wait="yes", server="/usr/bin/python3", server_args="/srv/one"))
    assert call(clone1, HELLO) == "hello"
    assert identd.asked == []


@pytest.mark.rouse("it has no Unix-domain sockets")
def test_a_unix_socket_has_no_ident(main, serve):
    serve(hello(USERID, bind="/run/hello", port=None))
    assert call(main, str(main.path("/run/hello"))) == "hello\n"
