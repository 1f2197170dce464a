"""The rounds: in each, every setup with every contender in turn, so that a slow minute of the machine hits all."""

import subprocess
from collections import defaultdict
from dataclasses import dataclass

from behind import ECHO_PORT, PUMP_PORT, Behind
from contenders import Setup
from daemon import Broken, Daemon
from measure import Measure


@dataclass(frozen=True)
class Plan:
    rounds: int
    duration_ms: int
    held: int  # sessions, each a server
    idle: int  # conversations without a server
    patience_s: float = 0  # how long, in all, to wait and repeat what other work disturbed

    def setups(self):
        redirect = {"task": "redirect", "behind": ECHO_PORT}
        return [
            Setup("10", 10),
            Setup("1000", 1000),
            Setup("5000", 5000, reload=True),
            Setup("held", 10, held=self.held),
            Setup("list 10", 10, list_entries=10),
            Setup("list 100000", 1, list_entries=100_000),
            Setup("daytime", 10, task="daytime"),
            Setup("echo", 10, task="echo"),
            Setup("idle echo", 10, task="echo", held=self.idle),
            Setup("redirect", 10, **redirect),
            Setup("idle redirect", 10, **redirect, held=self.idle),
            Setup("bulk", 1, task="redirect", behind=PUMP_PORT),
        ]


FULL = Plan(rounds=5, duration_ms=1000, held=3000, idle=5000)
QUICK = Plan(rounds=2, duration_ms=300, held=300, idle=2000)


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
    daemon = Daemon

    def __init__(self, plan, contenders, tools, folder, say, only=None):
        self.plan, self.contenders, self.tools, self.folder, self.say = plan, contenders, tools, folder, say
        self.setups = [setup for setup in self.setups_of(plan) if only is None or setup.name in only]
        self.results = Results()

    def setups_of(self, plan):
        return plan.setups()

    def run(self):
        with Behind(self.tools) as behind:
            self.measure = Measure(self.plan, self.tools, behind, self.results)
            for number in range(self.plan.rounds):
                self.round(number)
        return self.results

    def round(self, number):
        for setup in self.setups:
            for contender in self.order(number, setup):
                if contender.serves(setup):
                    self.say(f"round {number + 1} of {self.plan.rounds}: {setup.name}, {contender.name}")
                    self.visit(number, setup, contender)

    def order(self, number, setup):
        start = number % len(self.contenders)
        return self.contenders[start:] + self.contenders[:start]

    def visit(self, number, setup, contender):
        folder = self.folder / f"{number}-{setup.name}-{contender.name}".replace(" ", "_")
        note = lambda metric, value: self.results.note(setup, contender, metric, number, value)
        try:
            with self.daemon(contender, setup, folder) as daemon:
                note("load_ms", daemon.load_s * 1000)
                self.measure.all_of(daemon, note)
        except (Broken, OSError, subprocess.SubprocessError) as problem:
            self.results.problem(setup, contender, str(problem))
