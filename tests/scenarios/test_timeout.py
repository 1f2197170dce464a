"""`timeout`: servers and conversations that may last only so long."""

import re

import pytest
from lib.callers import dial, read_all
from lib.configuration import DEFAULTS, service
from lib.until import until

pytestmark = pytest.mark.rouse("it has no timeout")

HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
SLOW = """#!/bin/sh
/bin/sleep 1000
echo done
"""
# Does not listen to SIGTERM, and neither does what it starts.
DEAF = """#!/bin/sh
trap '' TERM
/bin/sleep 1000
"""
# Ends at SIGTERM, but leaves somebody behind who does not.
LEAVER = """#!/bin/sh
(trap '' TERM; exec /bin/sleep 1000) &
wait
"""


def test_a_server_is_told_to_end_and_all_it_started(main, serve):
    main.write("/srv/slow", SLOW, 0o755)
    daemon = serve(service("slow", port=4000, server="/srv/slow", timeout=1))
    with dial(main, HERE) as caller:
        start, = daemon.entry(r"^START: slow pid=(\d+)")
        assert read_all(caller) == b""
    daemon.says(rf"NOTICE: slow: server {start[1]} ran for more than 1 seconds; told to end \(SIGTERM\)")
    daemon.entry(rf"^EXIT: slow signal=15 pid={start[1]} duration=\d+\(sec\)$")
    until(lambda: not main.processes(comm="sleep"), "end of what the server had started")


def test_who_does_not_listen_is_killed(main, serve):
    main.write("/srv/deaf", DEAF, 0o755)
    daemon = serve(service("deaf", port=4000, server="/srv/deaf", timeout=1))
    with dial(main, HERE) as caller:
        start, = daemon.entry(r"^START: deaf pid=(\d+)")
        assert read_all(caller) == b""
    daemon.entry(rf"^EXIT: deaf signal=9 pid={start[1]} ")
    daemon.says(rf"NOTICE: deaf: server {start[1]}, or what it started, did not end within 5 seconds; killed")
    until(lambda: not main.processes(comm="sleep"), "end of what the server had started")


def test_what_a_server_leaves_behind_is_killed(main, serve):
    main.write("/srv/leaver", LEAVER, 0o755)
    daemon = serve(service("leaver", port=4000, server="/srv/leaver", timeout=1))
    with dial(main, HERE) as caller:
        daemon.entry("^EXIT: leaver signal=15 ")
        assert read_all(caller) == b"", "the caller's connection is over once nobody holds it"
    daemon.says("leaver: server .* killed")
    until(lambda: not main.processes(comm="sleep"), "end of what the server had left")


def test_who_ends_in_time_is_left_alone(main, serve):
    """The deadline of a session goes with it: its slot in the book may be another's by then."""
    daemon = serve(service("quick", port=4000, server="/bin/echo", timeout=1),
                   service("cat", port=4001, server="/bin/cat", timeout=2))
    with dial(main, HERE) as caller:
        read_all(caller)
    daemon.entry("^EXIT: quick status=0")
    with dial(main, OTHER) as caller:
        daemon.entry(r"^EXIT: cat signal=15 pid=\d+ duration=[2-9]\(sec\)$")
        assert read_all(caller) == b""
    assert len(re.findall("ran for more than", daemon.text())) == 1


def test_wait_yes_has_its_own_timeout_only(main, serve):
    """A server of many callers is not ended because defaults limit the sessions of one."""
    limit = DEFAULTS.replace("{", "{\n    timeout = 1", 1)
    hold = {"wait": "yes", "server": "/bin/sleep", "server_args": "1000"}
    daemon = serve(service("many", port=4000, **hold), service("one", port=4001, server="/bin/cat"),
                   service("own", port=4002, timeout=1, **hold), defaults=limit)
    with dial(main, HERE), dial(main, ("127.0.0.1", 4002)), dial(main, OTHER):
        daemon.entry("^START: (many|own)", times=2)
        daemon.entry("^EXIT: one signal=15")
        daemon.entry("^EXIT: own signal=15")
    assert not [entry for entry in daemon.entries() if entry.startswith("EXIT: many")]


def test_conversations_of_rouse_itself_end_too(main, serve):
    daemon = serve(service("echo", type="INTERNAL UNLISTED", port=4000, timeout=1),
                   service("passed", "log_on_success += TRAFFIC", port=4001, redirect="127.0.0.1 4100", timeout=1),
                   service("cat", port=4100, server="/bin/cat"))
    with dial(main, HERE) as talking, dial(main, OTHER) as passed:
        for caller in (talking, passed):
            caller.sendall(b"x")
            assert caller.recv(1) == b"x"
        for caller in (talking, passed):
            assert caller.recv(1) == b""
    for name in ("echo", "passed"):
        daemon.says(rf"{name}: the conversation with (::ffff:)?127\.0\.0\.1 lasted more than 1 seconds; ended")
        daemon.entry(rf"^EXIT: {name} status=0 ")
    daemon.entry(r"^TRAFFIC: passed in=1\(bytes\) out=1\(bytes\)$")


def test_the_dump_shows_it(main, serve):
    daemon = serve(service("cat", port=4000, server="/bin/cat", timeout=300))
    daemon.send(10)
    daemon.says("generated state dump")
    assert "\t\tTimeout = 300\n" in main.read("/run/xinetd.dump")
