"""Root reads no byte that a caller sent: the steward is traced while callers of every kind come and go."""

from functools import partial

import pytest
from lib.callers import call, datagram, dial, read_all, refused
from lib.configuration import service
from lib.identd import Identd, user
from lib.trace import Judge, Trace
from lib.until import until

FRIEND, STRANGER, BURGLAR = "127.0.0.1", "127.0.0.2", "127.0.0.3"
UNIX_DOOR = "/run/door"
ANSWER = """import socket
door = socket.socket(fileno=0)
word, peer = door.recvfrom(2048)
door.sendto(word, peer)
"""
ACCEPT = """import socket
caller, peer = socket.socket(fileno=0).accept()
caller.sendall(caller.recv(100))
"""
# What the run is for: without one of these it has not seen what it must judge.
NEEDED = {"accept4", "getsockname", "getpeername", "getsockopt", "setsockopt", "sendto", "recvmsg", "recvfrom",
          "shutdown", "listen", "fcntl", "epoll_ctl", "close", "handed over"}


def says(main, to, source=None):
    with dial(main, to, source) as s:
        s.sendall(b"hello")
        assert s.recv(5) == b"hello"


def says_over_ipv6(main, to):
    says(main, ("::1", to[1]))


def says_to_a_path(main, to):
    says(main, str(main.path(UNIX_DOOR)))


def reads(main, to):
    with dial(main, to) as s:
        s.sendall(b"hello")
        assert s.recv(4)


def says_only(main, to):
    with dial(main, to) as s:
        s.sendall(b"hello")


def is_greeted(main, to, banners):
    """Reads the banners first; an ordinary server says no more than these."""
    with dial(main, to) as s:
        s.sendall(b"hello")
        assert read_all(s).decode().startswith(banners)


def is_refused(main, to, source=None):
    with dial(main, to, source) as s:
        s.sendall(b"hello")
        assert read_all(s) == b""


def is_answered_unheard(main, to):
    """By a server that reads nothing; the steward throws away what was said to it."""
    with dial(main, to) as s:
        s.sendall(b"hello" * 1000)
        assert read_all(s) == b"answer\n"


def names_each(main, to):
    for name, answer in (("muxed", b"hello"), ("muxed-plus", b"+Go\r\nhello"), ("muxed-refused", b"sorry\n")):
        with dial(main, to) as s:
            s.sendall(name.encode() + b"\r\nhello")
            s.shutdown(1)
            assert read_all(s) == answer


def comes_through_tcpmux(main, to):
    """No door of its own: names_each was here."""
    assert refused(main, to)


def closes_the_door(main, to):
    """More often than cps allows, until the door is closed; then until it is open again."""
    until(lambda: refused(main, to), "closed door")
    until(lambda: not refused(main, to), "open door")


def asks(main, to):
    with datagram(main, to) as s:
        s.send(b"hello")
        assert s.recv(4)


def is_caught(main, to):
    assert call(main, to, b"hello", BURGLAR) == ""


def sends(main, to, source=None):
    with datagram(main, to, source) as s:
        s.send(b"hello")


def asks_behind_a_stranger(main, to):
    with datagram(main, to, STRANGER) as stranger, datagram(main, to, FRIEND) as friend:
        stranger.send(b"hello")
        friend.send(b"hello")
        assert friend.recv(5) == b"hello"


def visit(caller, name, *lines, **attributes):
    return caller, name, lines, {"cps": "0 1", **attributes}


def builtin(caller, kind, *lines, **attributes):
    return visit(caller, kind, *lines, **{"type": "INTERNAL UNLISTED", "id": f"internal-{kind}", **attributes})


BANNERS = {"banner": "/srv/always", "banner_success": "/srv/welcome", "banner_fail": "/srv/sorry"}
DGRAM = {"socket_type": "dgram", "protocol": "udp", "wait": "yes"}
CAT = {"server": "/bin/cat"}
SENSOR = {"flags": "SENSOR", "type": "INTERNAL UNLISTED", "deny_time": 5}
ACCEPTS = {"wait": "yes", "server": "/usr/bin/python3", "server_args": "-IS /srv/accept.py"}
ANSWERS = {**DGRAM, "server": "/usr/bin/python3", "server_args": "-IS /srv/answer.py"}

# What callers do, and the service they do it to; the n-th has the port 4000 + n. Whatever brings the steward a new
# kind of caller belongs here.
VISITS = [
    visit(says, "cat", **CAT),
    visit(says, "redirected", redirect=f"{FRIEND} 4000"),
    builtin(says, "echo"), builtin(reads, "daytime"), builtin(reads, "time"), builtin(reads, "chargen"),
    builtin(says_only, "discard"),
    *(builtin(asks, kind, id=f"{kind}-dgram", **DGRAM) for kind in ("echo", "daytime", "time", "chargen")),
    builtin(sends, "discard", id="discard-dgram", **DGRAM),
    builtin(partial(is_greeted, banners="always\nwelcome\n"), "daytime", id="greeted", **BANNERS),
    visit(says_over_ipv6, "six", **CAT),
    visit(says, "four", flags="IPv4 NODELAY KEEPALIVE", **CAT),
    visit(says_to_a_path, "path", port=None, bind=UNIX_DOOR, **CAT),
    visit(partial(is_greeted, banners="always\nwelcome\n"), "welcomed", server="/bin/true", **BANNERS),
    visit(partial(is_greeted, banners="always\nsorry\n"), "sorry", no_access=FRIEND, **CAT, **BANNERS),
    visit(is_refused, "refused", no_access=FRIEND, **CAT),
    visit(partial(says, source=STRANGER), "named", only_from="friend.example", **CAT),
    visit(is_refused, "misnamed", only_from="friend.example", **CAT),
    visit(is_answered_unheard, "hasty", server="/bin/echo", server_args="answer", linger_close="yes"),
    visit(partial(is_refused, source=BURGLAR), "trap", type="INTERNAL UNLISTED", flags="SENSOR IPv4", deny_time=5),
    visit(partial(is_refused, source=BURGLAR), "shuts-out", **CAT),
    visit(says, "identified", "log_on_success += USERID", **CAT),
    builtin(says, "echo", "log_on_success += USERID", id="identified-echo"),
    visit(closes_the_door, "rare", **{**CAT, "cps": "2 1"}),
    builtin(names_each, "tcpmux"),
    visit(comes_through_tcpmux, "muxed", type="TCPMUX UNLISTED", **CAT),
    visit(comes_through_tcpmux, "muxed-plus", type="TCPMUXPLUS UNLISTED", **CAT),
    visit(comes_through_tcpmux, "muxed-refused", type="TCPMUX UNLISTED", no_access=FRIEND, banner_fail="/srv/sorry",
          **CAT),
    visit(says, "accepts", **ACCEPTS),
    visit(is_refused, "takes-nobody", wait="yes", server="/bin/true"),
    visit(asks, "answers", **ANSWERS),
    visit(asks_behind_a_stranger, "answers-friends", only_from=FRIEND, **ANSWERS),
    visit(sends, "takes-nothing", **DGRAM, server="/bin/true"),
    visit(is_caught, "trap", **SENSOR),
    visit(partial(sends, source=BURGLAR), "letter-trap", **DGRAM, **SENSOR),
    visit(is_caught, "cat-that-knows-him", **CAT),
]


@pytest.mark.rouse("root reads what it likes")
def test_the_steward_reads_nothing_that_a_caller_sent(main, serve):
    main.ip("addr", "add", f"{STRANGER}/8", "dev", "lo")
    main.write("/etc/hosts", f"127.0.0.1 localhost\n{STRANGER} friend.example\n")
    for name in ("always", "welcome", "sorry"):
        main.write(f"/srv/{name}", f"{name}\n")
    main.write("/srv/answer.py", ANSWER)
    main.write("/srv/accept.py", ACCEPT)
    daemon = serve(*(service(name, *lines, **{"port": 4000 + n, **attributes})
                     for n, (_, name, lines, attributes) in enumerate(VISITS)))
    identd = Identd(main, user("alice"))
    steward = daemon.steward()
    trace = Trace(main, steward.pid)
    for n, (caller, *_) in enumerate(VISITS):
        caller(main, (FRIEND, 4000 + n))
    identd.close()
    assert len(identd.asked) == 2
    daemon.says("takes-nothing: the server ended 3 times without taking what woke it")
    judge = trace.judged()
    assert not judge.forbidden, "\n".join(judge.forbidden)
    assert NEEDED - judge.used == set()


CALLER, DOOR, OTHER = "7<socket:[77]>", "5<socket:[55]>", "9<socket:[99]>"
ARRIVES = f"accept4({DOOR}, NULL, NULL, SOCK_CLOEXEC) = {CALLER}"
CROSSES = f"recvmsg({OTHER}, {{msg_control=[{{cmsg_type=SCM_RIGHTS, cmsg_data=[{CALLER}]}}]}}, MSG_CMSG_CLOEXEC) = 9"


@pytest.mark.parametrize("arrival", [ARRIVES, CROSSES])
@pytest.mark.parametrize("line", [
    f'read({CALLER}, ""..., 4096) = 5',
    f'recvfrom({CALLER}, ""..., 4096, MSG_DONTWAIT, NULL, NULL) = 5',
    f'recvfrom({CALLER}, ""..., 4096, MSG_PEEK|MSG_TRUNC|MSG_DONTWAIT, NULL, NULL) = 5',
    f'recvmsg({DOOR}, {{msg_namelen=128, msg_iov=[{{iov_base=""..., iov_len=9}}], msg_iovlen=1, msg_flags=0}}, '
    "MSG_PEEK|MSG_DONTWAIT) = 9",
    f"recvmsg({DOOR}, {{msg_namelen=128, msg_iov=NULL, msg_iovlen=0, msg_flags=0}}, MSG_DONTWAIT) = 0",
    f"splice({CALLER}, NULL, 4<pipe:[8]>, NULL, 65536, 0) = 5",
    f"splice(4<pipe:[8]>, NULL, {CALLER}, NULL, 65536, 0) = 5",
    f"ioctl({CALLER}, FIONREAD, [5]) = 0",
    f"dup2({CALLER}, 0</dev/null>) = 0{CALLER[1:]}",
    f"fcntl({CALLER}, F_SETOWN, 1) = 0",
])
def test_the_judge_forbids(arrival, line):
    judge = Judge(["55"])
    judge.read(arrival)
    assert judge.forbidden == []
    judge.read(line)
    assert judge.forbidden == [line]


@pytest.mark.parametrize("line", [
    f'sendto({CALLER}, ""..., 7, MSG_DONTWAIT|MSG_NOSIGNAL, NULL, 0) = 7',
    f"recvmsg({DOOR}, {{msg_namelen=128 => 16, msg_iov=NULL, msg_iovlen=0, msg_controllen=0, msg_flags=MSG_TRUNC}}, "
    "MSG_PEEK|MSG_DONTWAIT) = 0",
    f"recvmsg({DOOR}, {{msg_namelen=128}}, MSG_PEEK|MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)",
    f"recvfrom({DOOR}, NULL, 0, MSG_TRUNC|MSG_DONTWAIT, NULL, NULL) = 0",
    f"sendmsg({OTHER}, {{msg_control=[{{cmsg_type=SCM_RIGHTS, cmsg_data=[{CALLER}]}}]}}, MSG_DONTWAIT) = 1",
    f'read({OTHER}, ""..., 4096) = 5',
])
def test_the_judge_allows(line):
    judge = Judge(["55"])
    judge.read(ARRIVES)
    judge.read(line)
    assert judge.forbidden == []
