"""bench/run --warm: the rounds. In each, every program with everybody who serves it, in turn."""

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

from contenders import Setup
from daemon import Daemon, wait_until
from measure import Measure
from rounds import Rounds
from warm_field import contenders, parks

STILL_S = 0.3  # without a process that comes or goes: nobody is served any more
WARM_UP_MS = 200


@dataclass(frozen=True)
class WarmPlan:
    rounds: int
    duration_ms: int
    patience_s: float = 0


FULL = WarmPlan(rounds=5, duration_ms=1000)
QUICK = WarmPlan(rounds=2, duration_ms=300)


class WarmDaemon(Daemon):
    """Its processes are all that came with it, whatever they run: one that is parked, and one that stays, too."""

    def __init__(self, contender, setup, folder):
        self.before = set(self.everybody())
        super().__init__(contender, setup, folder)

    @staticmethod
    def everybody():
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]

    def programs(self):
        """{pid: what it runs}; one that has ended and waits to be reaped runs nothing."""
        found = {}
        for pid in self.everybody():
            try:
                if pid not in self.before:
                    found[pid] = os.readlink(f"/proc/{pid}/exe")
            except OSError:
                pass
        return found

    def pids(self):
        return list(self.programs())

    def settle(self):
        seen, since = None, time.monotonic()

        def still():
            nonlocal seen, since
            now = set(self.pids())
            if now != seen:
                seen, since = now, time.monotonic()
            return time.monotonic() - since > STILL_S

        wait_until(still, "its servers do not end")

    def has_parked(self):
        """One of its processes runs something else than the daemon."""
        return bool(set(self.programs().values()) - {os.path.realpath(self.contender.exe)})


class WarmMeasure(Measure):
    fewest = 5  # an interpreter that starts takes its time

    def __init__(self, plan, tools, results, programs):
        super().__init__(plan, tools, None, results)
        self.slowness = {program.name: program.slowness for program in programs}

    def own_s(self):
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def load(self, daemon, callers, duration_ms):
        return super().load(daemon, callers, duration_ms * self.slowness[daemon.setup.name])

    def all_of(self, daemon, note):
        self.load(daemon, 1, WARM_UP_MS)
        daemon.settle()
        for callers in (1, 16):
            self.callers(daemon, note, callers)
        daemon.settle()
        note("memory_kb", daemon.memory_kb())
        if parks(daemon.contender) and not daemon.has_parked():
            self.results.problem(daemon.setup, daemon.contender, "nothing was parked: its callers were served cold")


class WarmRounds(Rounds):
    daemon = WarmDaemon

    def __init__(self, plan, programs, packages, roused, tools, folder, say, only=None):
        self.field = {program.name: contenders(program, packages, roused) for program in programs}
        self.programs = programs
        everybody = [one for field in self.field.values() for one in field if only is None or one.name in only]
        super().__init__(plan, everybody, tools, folder, say)

    def setups_of(self, plan):
        return [Setup(program.name, 1) for program in self.programs]

    def run(self):
        self.measure = WarmMeasure(self.plan, self.tools, self.results, self.programs)
        for number in range(self.plan.rounds):
            self.round(number)
        return self.results

    def order(self, number, setup):
        return [one for one in super().order(number, setup) if one in self.field[setup.name]]

    def names(self):
        """Every contender once; where most of them serve, in their order."""
        fields = sorted(self.field.values(), key=len, reverse=True)
        return list(dict.fromkeys(one.name for field in fields for one in field if one in self.contenders))
