"""What `rouse` tells of callers, sessions and events, and what it tells monitoring."""

import json
import signal
import subprocess
import time

import pytest
from lib.callers import dial
from lib.configuration import service
from lib.control import (FAILED, NO_SUCH_SERVICE, NOT_PERMITTED, NOT_RUNNING, OPTIONS, SOCKET, USAGE, Rouse)
from lib.until import until

pytestmark = pytest.mark.rouse("xinetd has no control socket")

HERE, THERE, METRICS = ("127.0.0.1", 4000), ("127.0.0.1", 4001), ("127.0.0.1", 4002)
STRANGER = 4242
OK, WARNING, CRITICAL, UNKNOWN = range(4)
CAT = service("cat", port=4000, server="/bin/cat", bind="127.0.0.1", instances=5)
DENIED = service("denied", port=4001, server="/bin/cat", bind="127.0.0.1", no_access="127.0.0.1")


def be_refused(main):
    with dial(main, THERE) as s:
        assert s.recv(1) == b""


def events(rouse, *words):
    return [json.loads(line) for line in rouse("events", *words, "--json").splitlines()]


def names(events):
    return [(event["event"], event["service"]) for event in events]


def kinds(rouse, *words):
    return names(events(rouse, *words))


def test_rouse_alone_tells_what_was_counted(main, command, rouse):
    command(CAT, DENIED)
    be_refused(main)
    with dial(main, HERE) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
        head, cat, denied = rouse().splitlines()
    assert head.split() == "NAME MODE STATE LISTENS SESSIONS SERVED REFUSED LAST CALLER MEMORY".split()
    assert cat.split()[:8] == ["cat", "on-demand", "open", "127.0.0.1:4000/tcp", "1/5", "1", "0", "127.0.0.1"]
    assert cat.split()[8].endswith(("K", "M"))
    assert "1 (address 1)  127.0.0.1" in denied
    assert rouse.json("show", "denied")["services"][0]["refused"] == {"address": 1}
    assert "refused   1 (address 1)" in rouse("show", "denied")


def test_counts_survive_a_reload_and_the_steward(main, command, rouse):
    daemon = command(CAT, DENIED)
    be_refused(main)
    rouse("reload")
    assert rouse.json("show", "denied")["services"][0]["refused"] == {"address": 1}
    before = daemon.said("Started working")
    daemon.steward().kill()
    daemon.says("Started working", times=before + 1)
    assert rouse.json("show", "denied")["services"][0]["refused"] == {"address": 1}
    assert ("refused", "denied") in kinds(rouse)
    assert rouse("health", check=WARNING).startswith("ROUSE WARNING - a steward died; another has taken over | ")


def test_a_session_is_ended_by_its_number(main, command, rouse):
    daemon = command(CAT, DENIED)
    assert rouse.json("sessions")["sessions"] == []
    with dial(main, HERE) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
        session, = rouse.json("sessions", "cat")["sessions"]
        assert (session["service"], session["caller"]) == ("cat", "127.0.0.1")
        assert session["id"].startswith(f"{session['pid']}.")
        assert session["id"] in rouse("sessions")
        assert rouse.json("sessions", "denied")["sessions"] == []
        assert rouse("kill", f"{session['pid']}.1") == "that session has ended already\nchanged: no\n"
        assert rouse("kill", session["id"]) == "changed: yes\n"
        assert s.recv(1) == b""
        daemon.says(rf"NOTICE: order: kill {session['id']} \(from uid \d+, process \d+\)")
    until(lambda: rouse.json("sessions")["sessions"] == [], "the end of the session")
    assert rouse("kill", session["id"], "--force") == "that session has ended already\nchanged: no\n"
    daemon.says(rf"NOTICE: order: kill {session['id']}, by force \(from uid \d+, process \d+\)")
    assert [e["signal"] for e in events(rouse) if e["event"] == "ended"] == [signal.SIGTERM]


def test_wrong_words_have_their_own_exit_status(main, command, rouse):
    command(CAT)
    assert "no service is called dog" in rouse("sessions", "dog", check=NO_SUCH_SERVICE)
    assert "no service is called dog" in rouse("events", "dog", check=NO_SUCH_SERVICE)
    assert "rouse sessions lists them" in rouse("kill", "17", check=FAILED)
    assert "usage: rouse kill SESSION" in rouse("kill", check=USAGE)
    assert "is no time" in rouse("events", "--since", "soon", check=USAGE)


@pytest.mark.root
def test_strangers_are_told_nothing(main, command):
    command(CAT)
    stranger = Rouse(main, STRANGER)
    for words in (("sessions", ), ("kill", "7.1"), ("events", ), ("metrics", )):
        stranger(*words, check=NOT_PERMITTED)
    stranger("health", check=UNKNOWN)


def test_without_a_daemon_nothing_is_told(main, rouse):
    for words in ((), ("sessions", ), ("kill", "7.1"), ("events", ), ("metrics", )):
        assert "not running" in rouse(*words, check=NOT_RUNNING)
    assert rouse("health", check=UNKNOWN).startswith("ROUSE UNKNOWN - roused is not running")
    assert rouse.json("health", check=UNKNOWN)["status"] == "UNKNOWN"


def test_events_are_told_and_followed(main, command, rouse):
    command(CAT, DENIED)
    be_refused(main)
    assert kinds(rouse) == [("refused", "denied")]
    assert kinds(rouse, "cat") == []
    assert kinds(rouse, "--since", f"@{int(time.time()) + 1000}") == []
    assert "FAIL: denied address from=127.0.0.1" in rouse("events")
    with main.start(*rouse.words("events", "-f", "--json"), stdout=subprocess.PIPE) as follower:
        assert json.loads(follower.stdout.readline())["service"] == "denied"
        with dial(main, HERE):
            assert json.loads(follower.stdout.readline())["event"] == "started"
        assert json.loads(follower.stdout.readline())["event"] == "ended"
        follower.terminate()


class Follower:
    """`rouse events -f` in the background."""

    def __init__(self, main, rouse):
        self.main, self.out = main, main.path("/srv/followed")
        with self.out.open("wb") as out:
            self.process = main.start(*rouse.words("events", "-f", "--json"), stdout=out, stderr=subprocess.STDOUT)
        self.heard = 0

    def lines(self):
        return self.out.read_text().splitlines()

    def hears(self, *kinds):
        """Reads on; the next events are these."""
        end = self.heard + len(kinds)
        until(lambda: len(self.lines()) >= end, f"{kinds} after {self.lines()}")
        assert [json.loads(line)["event"] for line in self.lines()[self.heard:end]] == list(kinds)
        self.heard = end

    def send(self, number):
        """Sends a signal to `rouse` itself, and wakes what brought it to the host, which stops when it does."""
        for process in self.main.processes(comm="rouse"):
            process.send(number)
        self.process.send_signal(signal.SIGCONT)

    def ends(self):
        """Its exit status, and what it has said beside events."""
        until(lambda: self.process.poll() is not None, "end of who follows")
        return self.process.returncode, self.lines()[self.heard:]


@pytest.fixture
def follow(main, rouse):
    followers = []

    def start():
        followers.append(Follower(main, rouse))
        return followers[-1]
    yield start
    for follower in followers:
        follower.send(signal.SIGKILL)
        follower.process.wait()


def test_who_follows_events_outlives_stewards(main, command, rouse, follow):
    """A crash and an upgrade: every event is told once. Only the end of the daemon is the end."""
    daemon = command(CAT, DENIED)
    be_refused(main)
    follower = follow()
    follower.hears("refused")
    with dial(main, HERE) as held:
        follower.hears("started")
        before = daemon.said("Started working")
        daemon.steward().kill()
        daemon.says("Started working", before + 1)
        be_refused(main)
        follower.hears("refused")
        held.close()
        follower.hears("ended")
    rouse("upgrade")
    be_refused(main)
    follower.hears("refused")
    assert follower.lines() == rouse("events", "--json").splitlines()
    daemon.stop()
    status, said = follower.ends()
    assert status == NOT_RUNNING and len(said) == 1 and "roused is not running" in said[0], said


def test_who_follows_events_hears_of_the_next_daemon(main, command, follow):
    """Its first events, though it has had more already than were told of the one before."""
    daemon = command(CAT, DENIED)
    be_refused(main)
    follower = follow()
    follower.hears("refused")
    follower.send(signal.SIGSTOP)
    daemon.stop()
    daemon.start(more=OPTIONS)
    for _ in range(3):
        be_refused(main)
    follower.send(signal.SIGCONT)
    follower.hears("refused", "refused", "refused")


def test_health_weighs_what_is_wrong(main, command, rouse):
    command(CAT, DENIED)
    assert rouse("health").startswith("ROUSE OK - all services are as they should be | services=2 sessions=0 ")
    rouse("close", "cat")
    assert rouse("health", check=WARNING).startswith("ROUSE WARNING - cat is closed")
    assert rouse.json("health", check=WARNING)["status"] == "WARNING"


def test_metrics_are_scraped_through_rouse_itself(main, command, rouse):
    binary = rouse.words()[-3]
    command(CAT, DENIED, service("metrics", port=4002, server=binary, bind="127.0.0.1",
                                 server_args=f"--control {SOCKET} metrics --http"))
    be_refused(main)
    text = rouse("metrics")
    assert 'rouse_refused_total{service="denied",reason="address"} 1\n' in text
    assert text.endswith("\n# EOF\n")
    with dial(main, METRICS) as s:
        s.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while more := s.recv(65536):
            answer += more
    head, body = answer.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.0 200 OK\r\nContent-Type: application/openmetrics-text; version=1.0.0")
    assert f"Content-Length: {len(body)}".encode() in head
    assert body.endswith(b"# EOF\n")
