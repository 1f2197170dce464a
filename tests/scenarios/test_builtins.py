"""INTERNAL services: what rouse says itself, through an attendant that may do nothing else."""

import contextlib
import os
import re
import resource
import signal
import socket

import pytest
from lib import proc
from lib.callers import call, datagram, dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION
from lib.nameserver import NameServer
from lib.until import until

KINDS = ("echo", "discard", "chargen", "daytime", "time")
# The address of each, over TCP and UDP alike.
AT = {kind: ("127.0.0.1", 4000 + n) for n, kind in enumerate(KINDS)}
ATTENDANT = "rouse-attendant"


def stream(kind, *lines, **attributes):
    return service(kind, *lines, **{"id": f"{kind}-stream", "type": "INTERNAL UNLISTED", "protocol": "tcp",
                                    "port": AT[kind][1], "cps": "0 1", **attributes})


def dgram(kind, *lines, **attributes):
    return service(kind, *lines, **{"id": f"{kind}-dgram", "type": "INTERNAL UNLISTED", "socket_type": "dgram",
                                    "protocol": "udp", "wait": "yes", "port": AT[kind][1], "cps": "0 1",
                                    **attributes})


def attendant(main):
    return until(lambda: main.processes(comm=ATTENDANT), "an attendant")[0]


def echoes(s, text=b"x"):
    s.sendall(text)
    return s.recv(len(text)) == text


def test_every_stream(main, serve):
    serve(*(stream(kind) for kind in KINDS))
    with dial(main, AT["echo"]) as s:
        assert echoes(s, b"hello") and echoes(s, b"again")
        s.shutdown(1)
        assert read_all(s) == b""
    with dial(main, AT["discard"]) as s:
        s.sendall(b"x" * 100_000)
        s.shutdown(1)
        assert read_all(s) == b""
    with dial(main, AT["chargen"]) as s:
        lines = s.makefile("rb")
        assert lines.readline() == bytes(range(33, 33 + 72)) + b"\r\n"
        assert lines.readline() == bytes(range(34, 34 + 72)) + b"\r\n"
    assert re.fullmatch(r"\d\d [A-Z]{3} \d{4} \d\d:\d\d:\d\d UTC\r\n", call(main, AT["daytime"], b"ignored"))
    with dial(main, AT["time"]) as s:
        assert int.from_bytes(read_all(s), "big") > 3_900_000_000


def test_every_datagram(main, serve):
    serve(*(dgram(kind) for kind in KINDS))

    def ask(kind, question):
        with datagram(main, AT[kind]) as s:
            s.send(question)
            return s.recv(4096)
    assert ask("echo", b"hello") == b"hello"
    assert ask("echo", b"x" * 3000) == b"x" * 2048
    assert len(ask("chargen", b"")) == 1024
    assert re.fullmatch(rb"\d\d [A-Z]{3} \d{4} \d\d:\d\d:\d\d UTC\r\n", ask("daytime", b"?"))
    assert len(ask("time", b"?")) == 4


@pytest.mark.rouse("it throws away what waits when it has answered one")
def test_fifty_questions_are_fifty_answers(main, serve):
    serve(dgram("echo"))
    with datagram(main, AT["echo"]) as s:
        for n in range(50):
            s.send(b"%d" % n)
        assert {s.recv(100) for _ in range(50)} == {b"%d" % n for n in range(50)}


@pytest.mark.rouse("it answers everybody")
def test_no_answer_to_a_port_that_may_be_forged(main, serve):
    """Two built-ins that a forged datagram makes talk to each other would never stop."""
    serve(dgram("echo"))
    with main.socket(kind=socket.SOCK_DGRAM) as low, datagram(main, AT["echo"]) as honest:
        low.bind(("127.0.0.1", 1023))
        low.sendto(b"loop", AT["echo"])
        honest.send(b"hello")
        assert honest.recv(100) == b"hello"
        low.setblocking(False)
        with pytest.raises(BlockingIOError):
            low.recv(100)


@pytest.mark.rouse("its built-ins run as root in the daemon")
@pytest.mark.root
def test_the_attendant_may_do_nothing_else(main, serve):
    serve(stream("echo"))
    with dial(main, AT["echo"]) as s:
        assert echoes(s)
        process = attendant(main)
        status = dict(line.split(":\t", 1) for line in main.read(f"/proc/{process.inner}/status").splitlines())
        assert status["Uid"].split() == ["4243"] * 4 and status["Gid"].split() == ["4243"] * 4
        assert not status["Groups"].strip()
        assert {int(status[f"Cap{kind}"], 16) for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {0}
        assert status["NoNewPrivs"] == "1"
        assert status["Seccomp"] == "2" or "sanitize" in process.exe
        assert os.stat(f"/proc/{process.pid}/io").st_uid == 0 or "sanitize" in process.exe  # not dumpable
        holds = {os.readlink(f"/proc/{process.pid}/fd/{n}").split(":")[0] for n in proc.descriptors(process.pid)}
        assert holds <= {"/dev/null", "/proc/loadavg", "socket", "anon_inode"}
        assert main.read(f"/proc/{process.inner}/environ") == "TZ=UTC\0"
        assert list(main.path(f"/proc/{process.inner}/root").iterdir()) == [] or "sanitize" in process.exe


@pytest.mark.rouse("it has no attendant")
def test_an_attendant_that_dies_is_replaced(main, serve):
    """Its conversations are lost; doors, and callers in their backlogs, are not."""
    daemon = serve(stream("echo"), service("cat", port=4100, server="/bin/cat"))
    with dial(main, AT["echo"]) as cut, dial(main, ("127.0.0.1", 4100)) as other:
        assert echoes(cut) and echoes(other)
        daemon.entry("^START: echo-stream")
        first = attendant(main)
        first.kill()
        with dial(main, AT["echo"]) as next_one:
            assert echoes(next_one)
        assert read_all(cut) == b"" and echoes(other)
        daemon.says("the attendant ended; 1 callers were cut off")
        until(lambda: not main.processes(state="Z"), "end of what is left of the dead one")
        assert attendant(main).pid != first.pid


@pytest.mark.rouse("it has no attendant")
@pytest.mark.parametrize("number, ends", [(signal.SIGTERM, 2), (signal.SIGQUIT, 1)])
def test_the_attendant_leaves_with_the_daemon(main, serve, number, ends):
    """Who has just hung up has his EXIT, too, and at TERM whom it still talks to: once a daemon under load was told to
    end before it had heard of that from its attendant, and one was missing."""
    daemon = serve(stream("echo"))
    with dial(main, AT["echo"]) as s, dial(main, AT["echo"]) as gone:
        assert echoes(s) and echoes(gone)
        gone.close()
        daemon.send(number)
        assert daemon.exited() == 0
        if number == signal.SIGTERM:
            assert read_all(s) == b""
        else:
            assert echoes(s)
    until(lambda: not main.processes(comm=ATTENDANT), "end of the attendant")
    assert len([entry for entry in daemon.entries() if entry.startswith("START: echo-stream")]) == 2
    assert len([entry for entry in daemon.entries() if entry.startswith("EXIT: echo-stream status=0")]) == ends


def test_limits_hold(main, serve):
    daemon = serve(stream("echo", instances=1), stream("discard", only_from="10.0.0.0/8"))
    with dial(main, AT["echo"]) as s:
        assert echoes(s)
        assert call(main, AT["echo"]) == ""
        daemon.entry(r"^FAIL: echo-stream service_limit from=(::ffff:)?127\.0\.0\.1$")
    daemon.entry(r"^EXIT: echo-stream status=0 pid=\d+ duration=\d+\(sec\)$")
    with dial(main, AT["echo"]) as s:
        assert echoes(s)
    assert call(main, AT["discard"]) == ""
    daemon.entry(r"^FAIL: discard-stream address from=(::ffff:)?127\.0\.0\.1$")


def test_cps_closes_the_door_for_a_while(main, serve):
    daemon = serve(stream("daytime", cps="2 1"))
    until(lambda: call(main, AT["daytime"]) == "", "a caller too many")
    daemon.entry("^FAIL: daytime-stream connections per second")
    daemon.says("Deactivating service daytime due to excessive incoming connections.  Restarting in 1 seconds.")
    daemon.says("Activating service daytime")
    until(lambda: not refused(main, AT["daytime"]), "open door")


def test_cps_closes_a_datagram_door_for_a_while(main, serve):
    """And only for a while: a datagram socket that is shut down stays shut for good."""
    daemon = serve(dgram("echo", cps="2 1"))
    with datagram(main, AT["echo"]) as s:
        def one_too_many():
            try:
                s.send(b"x")
            except ConnectionRefusedError:
                pass
            return daemon.said("Deactivating service echo")
        until(one_too_many, "a datagram too many")
        daemon.says("Activating service echo")
    with datagram(main, AT["echo"]) as s:
        s.settimeout(0.2)

        def answered():
            try:
                s.send(b"again")
                return s.recv(100)
            except TimeoutError:
                return None
        assert until(answered, "an answer of the door that is open again") == b"again"


@pytest.mark.rouse("a conversation is a process of its own")
def test_a_conversation_counts_when_the_door_has_moved(main, serve):
    daemon = serve(stream("echo", instances=1))
    with dial(main, AT["echo"]) as kept:
        assert echoes(kept)
        main.write(CONFIGURATION, DEFAULTS + stream("echo", instances=1, bind="127.0.0.1"))
        daemon.reload()
        assert call(main, AT["echo"]) == ""
        daemon.entry("^FAIL: echo-stream service_limit")
        main.write(CONFIGURATION, DEFAULTS + service("cat", port=4100, server="/bin/cat"))
        daemon.reload()
        assert read_all(kept) == b""


@pytest.mark.rouse("it has no attendant")
def test_a_reload_without_descriptors_costs_no_conversation(main, serve):
    """The attendant has 64 descriptors and fifty callers; a reload brings fourteen doors more."""
    daemon = serve(stream("echo"), nofile=(64, 64))
    callers = [dial(main, AT["echo"]) for _ in range(50)]
    answered = [s for s in callers[:20] if echoes(s)]
    more = "".join(stream("discard", id=f"d{n}", port=4200 + n) for n in range(14))
    main.write(CONFIGURATION, DEFAULTS + stream("echo") + more)
    daemon.reload()
    assert all(echoes(s) for s in answered)
    assert not daemon.said("the attendant ended")
    for s in callers:
        s.close()


@pytest.mark.rouse("it knows no other zone than the system's in its children")
def test_daytime_is_the_daemons_time(main, serve):
    serve(stream("daytime"), env={"TZ": "EST5EDT"})
    assert re.search(r" E[SD]T\r\n$", call(main, AT["daytime"]))


@pytest.mark.rouse("it kills the conversations of a service whose address changes")
def test_reload(main, serve):
    """A conversation of a service that stays goes on, whatever changes about it; one of a service that goes ends."""
    daemon = serve(stream("echo"), stream("discard"))
    with dial(main, AT["echo"]) as kept, dial(main, AT["discard"]) as gone:
        assert echoes(kept)
        daemon.entry("^START: discard")
        main.write(CONFIGURATION, DEFAULTS + stream("echo", bind="127.0.0.1", instances=1) + stream("daytime"))
        daemon.reload()
        assert "UTC" in call(main, AT["daytime"])
        assert read_all(gone) == b"" and refused(main, AT["discard"])
        daemon.entry("^EXIT: discard-stream")
        assert echoes(kept)
        main.write(CONFIGURATION, DEFAULTS + stream("echo", bind="127.0.0.1", only_from="10.0.0.1"))
        daemon.reload()
        assert call(main, AT["echo"]) == "" and echoes(kept)
    daemon.entry("^EXIT: echo-stream")


def test_banners(main, serve):
    main.write("/etc/hello", "hello\n")
    main.write("/etc/no", "not you\n")
    serve(stream("daytime", banner="/etc/hello"), stream("echo", banner_fail="/etc/no", only_from="10.0.0.1"))
    assert call(main, AT["daytime"]).startswith("hello\n")
    assert call(main, AT["echo"]) == "not you\n"


@pytest.mark.rouse("it believes any name that an address claims")
def test_names_are_asked_of_the_resolver(main, serve):
    for address in ("127.0.0.2/8", "127.0.0.3/8"):
        main.ip("addr", "add", address, "dev", "lo")
    server = NameServer(main, forward={"friend.example": ["127.0.0.2"]},
                        reverse={"127.0.0.2": "friend.example", "127.0.0.3": "friend.example"})
    daemon = serve(stream("daytime", only_from="friend.example"))
    assert "UTC" in call(main, AT["daytime"], source="127.0.0.2")
    assert call(main, AT["daytime"], source="127.0.0.3") == ""
    daemon.says(r"friend\.example.*127\.0\.0\.3|127\.0\.0\.3.*friend\.example")
    server.close()


@pytest.mark.rouse("it needs no account of its own")
@pytest.mark.root
def test_without_the_account_nothing_else_suffers(main, serve):
    passwd = main.read("/etc/passwd")
    main.write("/etc/passwd", "".join(x for x in passwd.splitlines(True) if not x.startswith(ATTENDANT)))
    daemon = serve(stream("echo"), service("cat", port=4100, server="/bin/cat"))
    daemon.says("echo-stream: not served: there is no account rouse-attendant.*useradd")
    assert refused(main, AT["echo"])
    with dial(main, ("127.0.0.1", 4100)) as s:
        assert echoes(s)


def test_callers_at_the_same_time(main, serve):
    """Five hundred conversations in one process, none waits for another."""
    daemon = serve(stream("echo"), nofile=(1024, 4096))
    callers = [dial(main, AT["echo"]) for _ in range(500)]
    assert all(echoes(s) for s in reversed(callers))
    for s in callers:
        s.close()
    daemon.entry("^EXIT: echo-stream", times=500)


@pytest.mark.rouse("it would need ten thousand processes")
def test_ten_thousand_conversations_in_twenty_megabytes(main, serve):
    need = 11_300  # the attendant keeps a thousand for doors
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < need:
        pytest.skip(f"this machine allows fewer than {need} descriptors")
    daemon = serve(stream("echo", instances="UNLIMITED"), nofile=(need, need))
    with contextlib.ExitStack() as callers:
        echoes = [callers.enter_context(dial(main, AT["echo"])) for _ in range(10_000)]
        for s in echoes:
            s.sendall(b"x")
        assert all(s.recv(1) == b"x" for s in echoes)
        process = attendant(main)
        smaps = main.read(f"/proc/{process.inner}/smaps_rollup")
    pss_kb = int(re.search(r"^Pss:\s+(\d+) kB", smaps, re.MULTILINE)[1])
    assert pss_kb < 20_000 or "sanitize" in daemon.exe
