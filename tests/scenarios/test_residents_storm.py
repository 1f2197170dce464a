"""A thousand random events over twenty residents end in the right states, with no process left over.

Each event is one of: the server is killed, crashes, exits well or badly, hangs, or its next starts go wrong. Now and
then the steward is killed, too, and the next one goes on with whatever was going on. The seed is fixed: what fails
once fails again.
"""

import contextlib
import random
import signal

import pytest
from lib.configuration import DEFAULTS
from lib.daemon import CONFIGURATION
from lib.residents import resident, residents, server
from lib.until import Expired, until

pytestmark = pytest.mark.rouse("it has no residents")

SEED, EVENTS = 4, 1000
# What a start does is written in /run/do/NAME. One that serves has a child, as many servers do.
SERVER = """
read -r mood < /run/do/$1
case $mood in
fails) exit 4 ;;
leaves) exit 0 ;;
hangs) exec sleep 1000 ;;
deaf) trap '' TERM ;;
esac
trap 'exit 0' USR1
trap 'exit 3' USR2
echo $$ > /run/$1.pid
while :; do sleep 1000 & wait; done
"""
MOODS = ["serves"] * 8 + ["fails", "leaves", "hangs", "deaf"]
BLOWS = [signal.SIGKILL, signal.SIGSEGV, signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM, signal.SIGSTOP]
TIMES = {"start_timeout": 0.4, "stop_timeout": 0.2, "respawn_delay": "0.01 0.05"}
FOREVER = {"respawn_limit": "1000 0.001"}
# name -> its policy, and the states in which it may be once everything goes well again.
ALWAYS = {f"always{i}": ({"respawn": "yes", **FOREVER}, {"running"}) for i in range(10)}
FAILURE = {f"failure{i}": ({"respawn": "on-failure", **FOREVER}, {"running", "stopped"}) for i in range(4)}
NEVER = {f"never{i}": ({"respawn": "no"}, {"stopped", "given up"}) for i in range(4)}
LIMITED = {f"limited{i}": ({"respawn": "yes", "respawn_limit": "5 1000"}, {"given up"}) for i in range(2)}
ALL = ALWAYS | FAILURE | NEVER | LIMITED


class Storm:
    def __init__(self, main, daemon):
        self.main, self.daemon, self.random = main, daemon, random.Random(SEED)
        self.generation = dict.fromkeys(ALL, 0)
        self.stewards = 1

    def configuration(self):
        entries = [resident(name, server="/srv/server", server_args=name, ready=f"pidfile /run/{name}.pid",
                            env=f"GENERATION={self.generation[name]}", **TIMES, **policy)
                   for name, (policy, _) in ALL.items()]
        return DEFAULTS + "\n".join(entries)

    def servers(self):
        """The main process of each resident, by name."""
        found = self.main.processes()
        return {p.argv[2]: p for p in found if p.argv[1:2] == ["/srv/server"] and p.parent == self.daemon.pid}

    def strike(self, running):
        """One event for one resident: a mood for its next starts, or a blow for its process. False: it has none."""
        name = self.random.choice(list(ALL))
        if self.random.random() < 0.3:
            self.main.write(f"/run/do/{name}", self.random.choice(MOODS) + "\n")
            return True
        try:
            running.pop(name).send(self.random.choice(BLOWS))
        except (KeyError, ProcessLookupError):
            return False
        return True

    def rage(self):
        events, running = 0, {}
        while events < EVENTS:
            running = running if len(running) > 5 else self.servers()
            if not self.strike(running):
                continue
            events += 1
            if events % 40 == 0:
                self.kill_steward()
            if events % 100 == 0:
                self.restart_some()

    def kill_steward(self):
        self.daemon.says("Started working", times=self.stewards)
        self.daemon.steward().send(signal.SIGKILL)
        self.stewards += 1

    def restart_some(self):
        """A reload, which also brings those back that had been given up."""
        self.daemon.says("Started working", times=self.stewards)
        for name in self.random.sample(list(ALL), 4):
            self.generation[name] += 1
        self.main.write(CONFIGURATION, self.configuration())
        self.daemon.reload()

    def kill(self, names):
        for name, process in self.servers().items():
            if name in names:
                process.kill()

    def calm(self):
        """Everything goes well from now on, what hangs is ended, and those with a limit come to it."""
        for name in ALL:
            self.main.write(f"/run/do/{name}", "serves\n")
        until(lambda: {r["state"] for r in residents(self.daemon).values()} <= {"running", "stopped", "given up"}, "calm")
        self.kill(ALL)
        until(lambda: self.kill(LIMITED) or not LIMITED.keys() & wrong_states(self.daemon).keys(), "given up ones")


def wrong_states(daemon):
    seen = residents(daemon)
    return {name: seen[name] for name, (_, states) in ALL.items() if seen[name]["state"] not in states}


def test_a_thousand_random_events(main, make_daemon):
    server(main, "server", SERVER)
    for name in ALL:
        main.write(f"/run/do/{name}", "serves\n")
    daemon = make_daemon(main)
    storm = Storm(main, daemon)
    main.write(CONFIGURATION, storm.configuration())
    daemon.start(more=["--steward-deaths", "1000"])
    until(lambda: all(r["state"] == "running" for r in residents(daemon).values()), "twenty residents")
    storm.rage()
    storm.calm()
    with contextlib.suppress(Expired):
        until(lambda: not wrong_states(daemon), "the right states")
    assert wrong_states(daemon) == {}
    seen = residents(daemon)
    alive = {name: str(process.inner) for name, process in storm.servers().items()}
    assert alive == {name: r["pid"] for name, r in seen.items() if r["pid"] != "0"}
    assert set(alive) == {name for name, r in seen.items() if r["state"] == "running"} >= set(ALWAYS)
    until(lambda: len(main.processes(comm="sleep")) == len(alive), "each with one child")
    assert daemon.stop() == 0
    assert not main.processes()
