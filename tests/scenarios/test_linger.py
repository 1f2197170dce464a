"""`linger_close`: servers that end without having read what they were asked."""

import os

import pytest
from lib import proc
from lib.callers import dial
from lib.configuration import service
from lib.until import until

pytestmark = pytest.mark.rouse("it has no linger_close")

HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
ANSWER = b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nup\n"
# A health check as many write it: it answers, whatever it is asked.
HEALTH = """#!/bin/sh
printf 'HTTP/1.0 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nup\\n'
"""
REQUEST = b"GET /" + b"x" * 100_000 + b" HTTP/1.0\r\n\r\n"


def health(main, *lines, **attributes):
    main.write("/srv/health", HEALTH, 0o755)
    return service("health", *lines, **{"port": 4000, "server": "/srv/health", "cps": "0 1", **attributes})


def ask(main, request=REQUEST):
    """What a caller gets who sends a request, and how it ended for him: "end" or "reset"."""
    got = b""
    with dial(main, HERE) as caller:
        try:
            caller.sendall(request)
            while part := caller.recv(65536):
                got += part
        except (ConnectionResetError, BrokenPipeError):
            return got, "reset"
    return got, "end"


def test_without_it_callers_see_a_reset(main, serve):
    """The reason for the attribute."""
    serve(health(main))
    assert "reset" in [ask(main)[1] for _ in range(20)]


def test_nobody_sees_a_reset(main, serve):
    daemon = serve(health(main, linger_close="yes"))
    assert {ask(main) for _ in range(100)} == {(ANSWER, "end")}
    assert len(daemon.entry("^EXIT: health status=0", times=100)) == 100


def test_defaults_may_say_it(main, serve):
    from lib.configuration import DEFAULTS
    serve(health(main), defaults=DEFAULTS.replace("{", "{\n    linger_close = yes", 1))
    assert {ask(main) for _ in range(20)} == {(ANSWER, "end")}


def test_the_place_is_free_while_the_caller_lingers(main, serve):
    daemon = serve(health(main, linger_close="yes", instances=1, per_source=1))
    with dial(main, HERE) as first:
        first.sendall(b"a question")
        daemon.entry("^EXIT: health")
        assert ask(main) == (ANSWER, "end")
        assert first.recv(100) == ANSWER and first.recv(1) == b""


def steward(daemon):
    """The child of the keeper that holds the doors."""
    return next(pid for pid in proc.children(daemon.pid) if os.readlink(f"/proc/{pid}/exe").endswith("roused"))


def test_descriptors_come_back(main, serve):
    """One for each caller as long as his server runs and he lingers, none afterwards."""
    daemon = serve(service("cat", port=4000, server="/bin/cat", linger_close="yes"))
    before = len(proc.descriptors(steward(daemon)))
    callers = [dial(main, HERE) for _ in range(10)]
    daemon.entry("^START: cat", times=10)
    for process in until(lambda: (found := main.processes(comm="cat")) and len(found) == 10 and found, "ten times cat"):
        process.kill()
    daemon.entry("^EXIT: cat signal=9", times=10)
    for caller in callers:
        caller.sendall(b"nobody reads this")
        assert caller.recv(1) == b""
        caller.close()
    until(lambda: len(proc.descriptors(steward(daemon))) == before, "the descriptors of before")


def test_a_caller_who_never_closes_is_closed(main, serve):
    daemon = serve(health(main, linger_close="yes"))
    before = len(proc.descriptors(steward(daemon)))
    with dial(main, HERE) as caller:
        daemon.entry("^EXIT: health")
        until(lambda: len(proc.descriptors(steward(daemon))) == before, "the descriptors of before")
        assert caller.recv(100) == ANSWER
