"""Bad days with callers: too many, silent ones, rude ones."""

import resource
import select

import pytest
from lib.callers import call, dial, slam
from lib.configuration import service
from lib.until import until

HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
CALLERS = 5000


def flood(main, count):
    """`count` callers that connect at once, none waiting for another."""
    callers = []
    for _ in range(count):
        s = main.socket()
        s.setblocking(False)
        s.connect_ex(HERE)
        callers.append(s)
    return callers


def hung_up(callers):
    """Those of the callers whose connection is over."""
    poll = select.poll()
    by_number = {s.fileno(): s for s in callers}
    for number in by_number:
        poll.register(number, select.POLLIN)
    over = []
    for number, _ in poll.poll(0):
        try:
            ended = by_number[number].recv(1) == b""
        except OSError:
            ended = True
        if ended:
            over.append(by_number[number])
    return over


@pytest.mark.rouse("its backlog of 64 turns callers away unseen")
def test_five_thousand_at_once_against_ten_seats(main, serve):
    """Ten are served, all the others are refused and logged, another service answers meanwhile, and when a seat is
    free the next caller gets it."""
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < CALLERS + 100:
        pytest.skip(f"{CALLERS} callers need more descriptors than this user may have")
    daemon = serve(service("cat", port=4000, server="/bin/cat", instances=10, cps="0 1"),
                   service("other", port=4001, server="/bin/echo", cps="0 1"))
    callers = flood(main, CALLERS)
    waiting = list(callers)
    for _ in range(5):
        assert call(main, OTHER) == "\n"
    gone = set()

    def all_refused():
        over = hung_up([s for s in waiting if s not in gone])
        gone.update(over)
        return len(gone) >= CALLERS - 10
    until(all_refused, "end of everybody without a seat", 60)
    assert len(gone) == CALLERS - 10
    daemon.entry(r"^FAIL: cat service_limit", times=CALLERS - 10)
    assert len(daemon.entry(r"^START: cat", times=10)) == 10
    assert len(main.processes(comm="cat")) == 10
    for s in callers:
        s.close()
    daemon.entry(r"^EXIT: cat", times=10)
    with dial(main, HERE) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"


def test_a_silent_caller_holds_up_nobody(main, serve):
    daemon = serve(service("cat", port=4000, server="/bin/cat"), service("other", port=4001, server="/bin/echo"))
    with dial(main, HERE):
        daemon.entry("^START: cat")
        with dial(main, HERE) as second:
            second.sendall(b"x")
            assert second.recv(1) == b"x"
        assert call(main, OTHER) == "\n"
    daemon.entry("^EXIT: cat", times=2)


def test_callers_that_reset_at_once(main, serve):
    """Before accept, after accept, in numbers: each is a caller that is gone, and nothing more."""
    daemon = serve(service("cat", port=4000, server="/bin/cat", cps="0 1"),
                   service("other", port=4001, server="/bin/echo", cps="0 1"))
    for _ in range(200):
        slam(dial(main, HERE))
    assert call(main, OTHER) == "\n"
    with dial(main, HERE) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
    until(lambda: not main.processes(comm="cat"), "end of every cat")
    starts = len([e for e in daemon.entries() if e.startswith("START: cat")])
    daemon.entry("^EXIT: cat", times=starts)
    assert daemon.process.poll() is None


def test_callers_that_reset_while_refused(main, serve):
    daemon = serve(service("cat", port=4000, server="/bin/cat", instances=0, cps="0 1"),
                   service("other", port=4001, server="/bin/echo"))
    for _ in range(100):
        slam(dial(main, HERE))
    assert call(main, OTHER) == "\n"
    daemon.entry(r"^FAIL: cat service_limit", times=1)
