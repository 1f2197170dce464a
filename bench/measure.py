"""What is measured of one running contender."""

import json
import resource
import subprocess
import threading
import time
from contextlib import contextmanager

from behind import PUMP_PORT
from daemon import Broken
from machine import Occupation, wait_for_quiet

DISTURBED = 0.1  # a measurement in which other work had more of the processors than this
QUIET_WAIT_S = 30
ATTEMPTS = 5
WORD_BYTES = 64  # what a caller who is answered by an echo says
STREAMS = 4  # connections at once where bytes are counted
FIRST_SESSIONS = 16  # what these make a contender set up is not counted to those who come behind them


class Measure:
    fewest = 20  # callers out of which anything is told

    def __init__(self, plan, tools, behind, results):
        self.plan, self.tools, self.behind, self.results = plan, tools, behind, results
        self.patience_s = plan.patience_s

    def all_of(self, daemon, note):
        """Everything that the daemon's setup is there for."""
        setup = daemon.setup
        if setup.task == "server":
            return self.sessions(daemon, note) if setup.held else self.servers(daemon, note)
        if setup.held:
            return self.idle(daemon, note)
        if setup.behind == PUMP_PORT:
            return self.bulk(daemon, note)
        self.callers(daemon, note, 16)

    def servers(self, daemon, note):
        callers = [16] if daemon.setup.list_entries else [1, 16]
        for count in callers:
            self.callers(daemon, note, count)
        daemon.settle()
        note("memory_kb", daemon.memory_kb())
        if daemon.setup.reload and daemon.contender.reloads:
            self.reloads(daemon, note)

    def tool(self, name, *words):
        argv = [str(self.tools / name), *map(str, words)]
        return json.loads(subprocess.run(argv, check=True, capture_output=True, timeout=60).stdout)

    def load(self, daemon, callers, duration_ms):
        return self.tool("bench_load", *daemon.setup.ports, callers, duration_ms, word_bytes(daemon.setup))

    def watched(self, daemon, work):
        """What `work` has seen, the processor time of the contender meanwhile, and the share that nobody of us used."""
        occupation, before, own = Occupation(), daemon.cpu.used_us(), self.own_s()
        seen = work()
        if before is None:
            return seen | {"others": 0.0}
        cpu_us = daemon.cpu.used_us() - before
        used = (cpu_us / 1e6 + self.own_s() - own) / max(occupation.seconds(), 0.01)
        return seen | {"cpu_us": cpu_us, "others": max(0.0, occupation.share() - used)}

    def own_s(self):
        """Processor seconds of the callers that have ended, and of the server behind redirects."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime + (self.behind.cpu.used_us() or 0) / 1e6

    def least_disturbed(self, daemon, work):
        seen = self.watched(daemon, work)
        for _ in range(1, ATTEMPTS):
            if seen["others"] <= DISTURBED or self.patience_s <= 0:
                break
            start = time.monotonic()
            wait_for_quiet(min(QUIET_WAIT_S, self.patience_s))
            seen = min(seen, self.watched(daemon, work), key=lambda one: one["others"])
            self.patience_s -= time.monotonic() - start
        self.results.others.append(seen["others"])
        return seen

    def callers(self, daemon, note, callers):
        seen = self.least_disturbed(daemon, lambda: self.load(daemon, callers, self.plan.duration_ms))
        if seen["served"] < self.fewest:
            raise Broken(f"served only {seen['served']} of the callers ({losses(seen)})")
        for metric, key in (("rate", "rate"), ("p50", "p50_us"), ("p99", "p99_us")):
            note(f"{metric} {callers}", seen[key])
        if "cpu_us" in seen:
            note(f"cpu {callers}", seen["cpu_us"] / seen["served"])
        if losses(seen):
            self.results.problem(daemon.setup, daemon.contender, f"lost callers: {losses(seen)}")

    def sessions(self, daemon, note):
        with self.held(daemon, daemon.setup.held):
            note("memory_kb", daemon.memory_kb())
            self.callers(daemon, note, 16)
        daemon.settle()

    @contextmanager
    def held(self, daemon, count):
        """So many callers who stay."""
        first, doors, _ = daemon.setup.ports
        argv = [str(self.tools / "bench_hold"), *map(str, (first, doors, count, word_bytes(daemon.setup)))]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            try:
                held = int(holder.stdout.readline())
                if held != count:
                    raise Broken(f"held only {held} sessions")
                yield
            finally:
                holder.stdin.close()

    def idle(self, daemon, note):
        count = min(daemon.setup.held, daemon.contender.most_idle)
        with self.held(daemon, FIRST_SESSIONS):
            before_kb = daemon.memory_kb()
            with self.held(daemon, count):
                note("bytes each", 1024 * (daemon.memory_kb() - before_kb) / count)

    def bulk(self, daemon, note):
        port = daemon.setup.ports[0]
        for ways in ("one", "both"):
            words = port, STREAMS, self.plan.duration_ms, ways
            seen = self.least_disturbed(daemon, lambda: self.tool("bench_bulk", *words))
            if seen["gb_s"] < 0:
                raise Broken("a bulk transfer was cut off")
            note(f"gb_s {ways}", seen["gb_s"])

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


def word_bytes(setup):
    return WORD_BYTES if setup.task in ("echo", "redirect") else 0


def losses(seen):
    return {name: seen[name] for name in ("refused", "reset", "closed", "silent", "other") if seen[name]}
