"""Redirected services: callers that are passed on to a server elsewhere."""

import socket
import threading

import pytest
from lib.callers import call, dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION
from lib.until import until

HERE = ("127.0.0.1", 4000)
BEHIND = ("127.0.0.1", 4100)


def redirected(to="127.0.0.1 4100", *lines, **attributes):
    return service("passed", *lines, **{"port": 4000, "redirect": to, "cps": "0 1", **attributes})


def behind(*lines, **attributes):
    return service("behind", *lines, **{"port": 4100, "server": "/bin/cat", "cps": "0 1", **attributes})


def test_a_caller_talks_to_the_server_behind(main, serve):
    daemon = serve(redirected("127.0.0.1 4100", "log_on_success += TRAFFIC"), behind())
    with dial(main, HERE) as s:
        s.sendall(b"hello")
        assert s.recv(5) == b"hello"
    daemon.entry(r"^START: passed pid=\d+ from=(::ffff:)?127\.0\.0\.1$")
    daemon.entry(r"^TRAFFIC: passed in=5\(bytes\) out=5\(bytes\)$")
    daemon.entry(r"^EXIT: passed status=0 pid=\d+ duration=\d+\(sec\)$")


@pytest.mark.rouse("it loses the answer")
def test_an_answer_after_the_callers_last_word_is_delivered(main, serve):
    serve(redirected(), behind(server="/usr/bin/sha256sum"))
    with dial(main, HERE) as s:
        s.sendall(b"x" * 3_000_000)
        s.shutdown(socket.SHUT_WR)
        assert read_all(s).endswith(b"  -\n")


def test_much_in_both_directions(main, serve):
    serve(redirected(), behind())
    sent = b"0123456789abcdef" * 65536 * 5
    with dial(main, HERE) as s:
        def talk():
            s.sendall(sent)
            s.shutdown(socket.SHUT_WR)
        talker = threading.Thread(target=talk)
        talker.start()
        got = bytearray()
        while len(got) < len(sent):
            got += s.recv(1 << 20)
        talker.join()
    assert got == sent


@pytest.mark.rouse("another message")
def test_nobody_behind(main, serve):
    daemon = serve(redirected())
    assert call(main, HERE) == ""
    daemon.says(r"ERROR: passed: can't connect to remote host 127\.0\.0\.1:4100: Connection refused")
    daemon.entry("^EXIT: passed")


@pytest.mark.rouse("it resolves names for IPv4 only, once")
def test_a_name_and_the_next_address(main, serve):
    """The name has two addresses; on the first nobody listens."""
    main.write("/etc/hosts", "127.0.0.1 localhost\n127.0.0.9 pair\n127.0.0.1 pair\n::1 six\n")
    serve(redirected("pair 4100"), behind(), service("six", port=4001, redirect="six 4101"),
          service("over6", port=4101, flags="IPv6", server="/bin/cat"))
    for port in (4000, 4001):
        with dial(main, ("127.0.0.1", port)) as s:
            s.sendall(b"x")
            assert s.recv(1) == b"x"


@pytest.mark.rouse("it is another service to it")
def test_a_reload_makes_a_server_of_it_and_back(main, serve):
    """The door changes hands; once the attendant kept it, and had nothing to answer with."""
    local = service("passed", port=4000, server="/bin/echo", server_args="here")
    daemon = serve(redirected("127.0.0.1 4100"), service("behind", port=4100, server="/bin/echo", server_args="there"))
    for entry, answer in ((local, "here\n"), (redirected("127.0.0.1 4100"), "there\n")):
        main.write(CONFIGURATION, DEFAULTS + entry + service("behind", port=4100, server="/bin/echo",
                                                             server_args="there"))
        daemon.reload()
        until(lambda: not refused(main, HERE), "open door")
        assert call(main, HERE) == answer


def seen_by_the_server(main):
    """The address that the server behind is called from."""
    return call(main, HERE).strip()


@pytest.mark.rouse("its source address cannot be chosen")
def test_the_address_to_call_from(main, serve):
    """Also another one after a reload; of a name's addresses those of its family are called."""
    main.write("/etc/hosts", "127.0.0.1 localhost\n127.0.0.1 both\n::1 both\n")
    show = {"server": "/usr/bin/printenv", "server_args": "REMOTE_HOST"}
    daemon = serve(redirected("both 4100", redirect_source="127.0.0.5"), behind(**show))
    assert seen_by_the_server(main) in ("127.0.0.5", "::ffff:127.0.0.5")
    main.write("/etc/xinetd.conf", redirected("both 4100", redirect_source="::1") + behind(**show))
    daemon.reload()
    assert seen_by_the_server(main) == "::1"


@pytest.mark.rouse("its source address cannot be chosen")
def test_an_address_that_cannot_be_called_from(main, serve):
    main.write("/etc/hosts", "127.0.0.1 localhost\n127.0.0.1 four\n")
    daemon = serve(redirected("four 4100", redirect_source="::1"),
                   service("abroad", port=4001, redirect="four 4100", redirect_source="192.0.2.1"), behind())
    assert call(main, HERE) == ""
    daemon.says(r"ERROR: passed: can't connect to remote host: it has no IPv6 address, and redirect_source = ::1 "
                "reaches no other")
    assert call(main, ("127.0.0.1", 4001)) == ""
    daemon.says(r"ERROR: abroad: can't connect to remote host 127\.0\.0\.1:4100 from 192\.0\.2\.1: "
                "Cannot assign requested address")


@pytest.mark.rouse("it has no idle_timeout")
def test_who_says_nothing_is_let_go(main, serve):
    daemon = serve(redirected("127.0.0.1 4100", "log_on_success += TRAFFIC", idle_timeout=1), behind())
    with dial(main, HERE) as s:
        s.sendall(b"hello")
        assert s.recv(5) == b"hello"
        assert s.recv(1) == b""
    daemon.says(r"NOTICE: passed: (::ffff:)?127\.0\.0\.1 and the server behind said nothing for 1 seconds; ended")
    daemon.entry(r"^TRAFFIC: passed in=5\(bytes\) out=5\(bytes\)$")
    daemon.entry(r"^EXIT: passed status=0 pid=\d+ duration=\d+\(sec\)$")


def test_limits_hold(main, serve):
    daemon = serve(redirected(instances=1), behind())
    with dial(main, HERE) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
        assert call(main, HERE) == ""
        daemon.entry("^FAIL: passed service_limit")


@pytest.mark.rouse("its redirects are children like others")
def test_a_service_that_changes_hands_keeps_its_counts_when_the_attendant_dies(main, serve):
    """A session of before a reload is the steward's, whoever serves the callers after it."""
    local = service("passed", port=4000, server="/bin/cat", cps="0 1", instances=2)
    daemon = serve(local, behind())
    with dial(main, HERE) as first:
        first.sendall(b"x")
        assert first.recv(1) == b"x"
        main.write(CONFIGURATION, DEFAULTS + redirected(instances=2) + behind())
        daemon.reload()
        with dial(main, HERE) as second:
            second.sendall(b"y")
            assert second.recv(1) == b"y"
            daemon.entry("^START: passed", times=2)
            until(lambda: main.processes(comm="rouse-attendant"), "attendant")[0].kill()
            daemon.says("the attendant ended; 1 callers were cut off")
    daemon.entry(r"^EXIT: passed .*status=0")
    main.write(CONFIGURATION, DEFAULTS + local + behind())
    daemon.reload()
    with dial(main, HERE) as third:
        third.sendall(b"z")
        assert third.recv(1) == b"z"


@pytest.mark.rouse("it has another door for each")
def test_a_door_that_moves_is_open_at_once(main, serve):
    daemon = serve(redirected(), behind())
    main.write(CONFIGURATION, DEFAULTS + redirected(bind="127.0.0.9") + behind())
    daemon.reload()
    with dial(main, ("127.0.0.9", 4000)) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
    assert not daemon.said("bind failed|does not listen")
