"""The rounds: in each, every setup with every contender in turn, so that a slow minute of the machine hits all."""

import json
import resource
import subprocess
import threading
import time
from collections import defaultdict
from dataclasses import dataclass

from contenders import Setup
from daemon import Broken, Daemon
from machine import Occupation, wait_for_quiet

DISTURBED = 0.1  # a measurement in which other work had more of the processors than this
QUIET_WAIT_S = 30
ATTEMPTS = 5


@dataclass(frozen=True)
class Plan:
    rounds: int
    duration_ms: int
    held: int
    patience_s: float = 0  # how long, in all, to wait and repeat what other work disturbed

    def setups(self):
        return [
            Setup("10", 10),
            Setup("1000", 1000),
            Setup("5000", 5000, reload=True),
            Setup("held", 10, held=self.held),
            Setup("list 10", 10, list_entries=10),
            Setup("list 100000", 1, list_entries=100_000),
        ]


FULL = Plan(rounds=5, duration_ms=1000, held=3000)
QUICK = Plan(rounds=2, duration_ms=300, held=300)


class Results:
    """Values by (setup, contender, metric), one per round; and what went wrong."""

    def __init__(self):
        self.values = defaultdict(dict)
        self.problems = []
        self.others = []  # the share of the processors that other work had, one per measurement

    def note(self, setup, contender, metric, round_number, value):
        self.values[setup.name, contender.name, metric][round_number] = value

    def problem(self, setup, contender, text):
        line = f"{contender.name}, {setup.name}: {text}"
        if line not in self.problems:
            self.problems.append(line)


class Rounds:
    def __init__(self, plan, contenders, tools, folder, say, only=None):
        self.plan, self.contenders, self.tools, self.folder, self.say = plan, contenders, tools, folder, say
        self.setups = [setup for setup in plan.setups() if only is None or setup.name in only]
        self.results = Results()
        self.patience_s = plan.patience_s

    def run(self):
        for number in range(self.plan.rounds):
            for setup in self.setups:
                for contender in self.order(number):
                    if contender.serves(setup):
                        self.say(f"round {number + 1} of {self.plan.rounds}: {setup.name}, {contender.name}")
                        self.visit(number, setup, contender)
        return self.results

    def order(self, number):
        start = number % len(self.contenders)
        return self.contenders[start:] + self.contenders[:start]

    def visit(self, number, setup, contender):
        folder = self.folder / f"{number}-{setup.name}-{contender.name}".replace(" ", "_")
        note = lambda metric, value: self.results.note(setup, contender, metric, number, value)
        try:
            with Daemon(contender, setup, folder) as daemon:
                note("load_ms", daemon.load_s * 1000)
                self.measure(daemon, note)
        except (Broken, OSError, subprocess.SubprocessError) as problem:
            self.results.problem(setup, contender, str(problem))

    def measure(self, daemon, note):
        if daemon.setup.held:
            return self.with_sessions(daemon, note)
        callers = [16] if daemon.setup.list_entries else [1, 16]
        for count in callers:
            self.callers(daemon, note, count)
        daemon.settle()
        note("memory_kb", daemon.memory_kb())
        if daemon.setup.reload and daemon.contender.reloads:
            self.reloads(daemon, note)

    def load(self, daemon, callers, duration_ms):
        words = [*daemon.setup.ports, callers, duration_ms]
        argv = [str(self.tools / "bench_load"), *map(str, words)]
        return json.loads(subprocess.run(argv, check=True, capture_output=True, timeout=60).stdout)

    def watched_load(self, daemon, callers):
        """The load, the processor time of the contender, and the share that neither it nor the callers used."""
        occupation, before, own = Occupation(), daemon.cpu.used_us(), children_s()
        seen = self.load(daemon, callers, self.plan.duration_ms)
        if before is None:
            return seen | {"others": 0.0}
        cpu_us = daemon.cpu.used_us() - before
        used = (cpu_us / 1e6 + children_s() - own) / max(occupation.seconds(), 0.01)
        return seen | {"cpu_us": cpu_us / max(1, seen["served"]), "others": max(0.0, occupation.share() - used)}

    def least_disturbed_load(self, daemon, callers):
        seen = self.watched_load(daemon, callers)
        for _ in range(1, ATTEMPTS):
            if seen["others"] <= DISTURBED or self.patience_s <= 0:
                break
            start = time.monotonic()
            wait_for_quiet(min(QUIET_WAIT_S, self.patience_s))
            seen = min(seen, self.watched_load(daemon, callers), key=lambda one: one["others"])
            self.patience_s -= time.monotonic() - start
        return seen

    def callers(self, daemon, note, callers):
        seen = self.least_disturbed_load(daemon, callers)
        if seen["served"] < 20:
            raise Broken(f"served only {seen['served']} of the callers ({losses(seen)})")
        for metric, key in (("rate", "rate"), ("p50", "p50_us"), ("p99", "p99_us"), ("cpu", "cpu_us")):
            if key in seen:
                note(f"{metric} {callers}", seen[key])
        self.results.others.append(seen["others"])
        if losses(seen):
            self.results.problem(daemon.setup, daemon.contender, f"lost callers: {losses(seen)}")

    def with_sessions(self, daemon, note):
        first, count, _ = daemon.setup.ports
        argv = [str(self.tools / "bench_hold"), str(first), str(count), str(daemon.setup.held)]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            held = int(holder.stdout.readline())
            if held == daemon.setup.held:
                note("memory_kb", daemon.memory_kb())
                self.callers(daemon, note, 16)
            holder.stdin.close()
        if held != daemon.setup.held:
            raise Broken(f"held only {held} sessions")
        daemon.settle()

    def reloads(self, daemon, note):
        took = daemon.reload(spare=False)
        if took is not None:
            note("reload_ms", took * 1000)
        note("lost", self.reloads_under_load(daemon))

    def reloads_under_load(self, daemon):
        """A service comes and goes while 16 callers call the others: how many of these are lost?"""
        seen = {}
        caller = threading.Thread(target=lambda: seen.update(self.load(daemon, 16, 3 * self.plan.duration_ms)))
        caller.start()
        time.sleep(self.plan.duration_ms / 3000)
        try:
            daemon.reload(spare=True)
            daemon.reload(spare=False)
        finally:
            caller.join()
        return sum(losses(seen).values())


def children_s():
    """Processor seconds of the callers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def losses(seen):
    return {name: seen[name] for name in ("refused", "reset", "closed", "silent", "other") if seen[name]}
