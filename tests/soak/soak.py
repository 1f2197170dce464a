"""The soak: what must not lose anybody, done again and again while callers come. scripts/soak starts it.

    soak.py [--short] [PHASE...]

Every phase has a machine of its own. At its end, what the callers saw and what the log says must be the same story.
The last line of each phase begins with PASS or MISS; the exit status is 1 when there is a MISS.
"""

import argparse
import contextlib
import itertools
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from machine import BRIEF, FULL, HELD, WARM, Machine, binaries, entry
from lib.daemon import PIDFILE, SERVICE_LOG
from lib.until import until

HELD_SESSIONS = 20
PARKED = """mode = warm
    prestart = yes
    park_refresh = UNLIMITED UNLIMITED"""
LOST_PER_HUNDRED = 3


@dataclass
class Verdict:
    """What a phase found. Everything in `misses` is one."""

    misses: list = field(default_factory=list)
    told: list = field(default_factory=list)

    def expect(self, right, what):
        if not right:
            self.misses.append(what)

    def tell(self, what):
        self.told.append(what)


class Held:
    """Sessions that last as long as the phase, and answer all the time."""

    def __init__(self, machine):
        self.machine = machine
        self.links = [machine.call(HELD) for _ in range(HELD_SESSIONS)]

    def check(self, verdict):
        for link, pid in self.links:
            link.sendall(b"still there\n")
            with contextlib.suppress(OSError):
                if link.recv(64) == b"still there\n":
                    continue
            verdict.expect(False, f"the session of process {pid} does not answer")

    def end(self, verdict):
        wanted = Counter()
        for status, (link, pid) in enumerate(self.links, start=1):
            link.sendall(b"%d\n" % status)
            link.recv(64)
            link.close()
            wanted[pid, status] += 1
        until(lambda: sum(self.machine.ends("held").values()) >= len(self.links), "ends of the held sessions")
        verdict.expect(self.machine.ends("held") == wanted,
                       f"held sessions: ended {self.machine.ends('held') - wanted}, not {wanted - self.machine.ends('held')}")


def counts_are_right(machine, verdict):
    """`full` has two places: taken, both are counted and the next caller is closed; free again, he comes in."""
    taken = [machine.call(FULL) for _ in range(2)]
    late, pid = machine.call(FULL)
    late.close()
    verdict.expect(pid == 0, "a third caller came in where instances = 2")
    verdict.expect(machine.running("held") == HELD_SESSIONS,
                   f"{machine.running('held')} held sessions are counted, {HELD_SESSIONS} run")
    for link, _ in taken:
        link.sendall(b"0\n")
        link.recv(64)
        link.close()
    until(lambda: machine.running("full") == 0, "places of `full` to be free")


def same_story(machine, outcome, verdict, lost_most, service="brief"):
    """What the callers of a service saw against what the log says."""
    answered = Counter(map(tuple, outcome["answered"]))
    until(lambda: sum(machine.ends(service).values()) >= sum(answered.values()), "ends of all sessions")
    ends = machine.ends(service)
    verdict.expect(ends == answered, f"ends in the log that no caller saw: {dict(ends - answered)}; "
                   f"ends that the log lacks: {dict(answered - ends)}")
    closed = outcome.get("closed", 0)
    verdict.expect(closed <= lost_most, f"{closed} callers closed without an answer (at most {lost_most})")
    verdict.expect(closed <= machine.lost_on_their_way(), f"{closed} were closed, and the log tells of "
                   f"{machine.lost_on_their_way()}")
    for word in ("refused", "cut", "unanswered"):
        verdict.expect(outcome.get(word, 0) == 0, f"{outcome.get(word)} callers {word}")
    verdict.expect(machine.running(service) == 0, f"{machine.running(service)} sessions are counted, none runs")
    verdict.tell(f"{outcome['calls']} callers, {len(outcome['answered'])} answered, {closed} closed on their way")


def resident_goes_on(machine, verdict, lines_lost_most):
    """It is the process that it was, and its lines are in the log. A steward that is killed may have read one that it
    had not logged yet."""
    ticks = machine.ticks()
    verdict.expect(len(ticks) == 1, f"the resident was {len(ticks)} processes")
    numbers = next(iter(ticks.values()), [])
    missing = (numbers[-1] + 1 if numbers else 1) - len(numbers)
    verdict.expect(0 <= missing <= lines_lost_most, f"{missing} of its {len(numbers)} lines are lost")
    verdict.tell(f"the resident goes on, {len(numbers)} of its lines logged, {missing} lost")


def memory_stays(machine, verdict, early, late):
    kept = "sanitize" in machine.daemon.exe  # by the checkers, which hold back what was freed
    verdict.expect(kept or late < early * 1.1 + 256, f"memory grew from {early} kB to {late} kB")


def died_again_and_again(machine, times, victim, verdict, rng):
    """Kills the process that `victim` finds, `times` times at random moments."""
    for _ in range(times):
        steward, target = machine.serving(), victim()
        time.sleep(rng.uniform(0.0, 0.3))
        target.send(signal.SIGKILL)
        machine.serving(but=steward.pid)
    verdict.tell(f"{times} kills")


def under_load(machine, verdict, lost_most, work):
    """`work` while 500 callers come in a second and others stay; then everything must add up."""
    held = Held(machine)
    pid = machine.host.read(PIDFILE)
    with machine.load() as outcome:
        work()
        held.check(verdict)
    counts_are_right(machine, verdict)
    held.end(verdict)
    same_story(machine, outcome, verdict, lost_most)
    resident_goes_on(machine, verdict, lost_most)
    return machine.host.read(PIDFILE) == pid


def kills(machine, times, verdict, rng):
    """kill -9 of the steward."""
    lost_most = times * LOST_PER_HUNDRED // 100 if times >= 100 else times  # a few kills are no statistics
    same = under_load(machine, verdict, lost_most,
                      lambda: died_again_and_again(machine, times, machine.steward, verdict, rng))
    verdict.expect(same, "the pid file has another pid")


def keeper(machine, times, verdict, rng):
    """kill -9 of the keeper."""
    under_load(machine, verdict, 0, lambda: died_again_and_again(machine, times, machine.keeper, verdict, rng))
    verdict.expect(machine.host.read(PIDFILE).strip() == str(machine.keeper().inner), "the pid file has not its pid")


def upgrades(machine, times, verdict, rng):
    """`rouse upgrade`."""
    def work():
        for _ in range(times):
            time.sleep(rng.uniform(0.0, 0.2))
            said = machine.rouse("upgrade", check=False).stdout
            verdict.expect(said.endswith("changed: yes\n"), f"rouse upgrade said {said!r}")
        verdict.tell(f"{times} upgrades")
    verdict.expect(under_load(machine, verdict, 0, work), "the pid file has another pid")


def reloads(machine, times, verdict, rng):
    """Reloads that add, change and remove services."""
    def write(name, number):
        more = f"nice = {number % 19}"
        machine.host.write(f"/etc/xinetd.d/{name}", entry(name, 7100 + int(name[1:]), machine.server, more))

    def once(number):
        name = f"s{rng.randrange(40)}"
        path = machine.host.path(f"/etc/xinetd.d/{name}")
        if path.exists() and rng.random() < 0.4:
            path.unlink()
        else:
            write(name, number)
        machine.host.write("/etc/xinetd.d/brief", entry("brief", BRIEF, machine.server, f"nice = {number % 3}"))
        machine.rouse("reload")

    def work():
        for number in range(times):
            once(number)
            if number == times // 4:
                early = machine.memory_kb()
        late = machine.memory_kb()
        verdict.tell(f"{times} reloads; memory {early} kB after a quarter of them, {late} kB at the end")
        memory_stays(machine, verdict, early, late)
    verdict.expect(under_load(machine, verdict, 0, work), "the pid file has another pid")


def rotations(machine, times, verdict, rng):
    """The log renamed, and the daemon told."""
    def work():
        for number in range(times):
            log = machine.host.path(SERVICE_LOG)
            until(log.exists, "log")
            os.rename(log, f"{log}.{number}")
            machine.rouse("reload")
            time.sleep(rng.uniform(0.0, 0.1))
        verdict.tell(f"{times} rotations")
    under_load(machine, verdict, 0, work)
    starts, ends = machine.starts("brief"), machine.ends("brief")
    verdict.expect(sum(starts.values()) == sum(ends.values()), "START and EXIT lines are not as many")


def killed_every_second(machine, crowd):
    """Kills the parked process of `warm` every second for as long as the crowd calls; how often."""
    for kills in itertools.count():
        with contextlib.suppress(subprocess.TimeoutExpired):
            crowd.wait(1)
            return kills
        machine.parked("warm").send(signal.SIGKILL)


def nothing_grew(machine, verdict, early, late):
    for role, count in late.descriptors.items():
        verdict.expect(count == early.descriptors[role],
                       f"the {role} had {early.descriptors[role]} descriptors and has {count}")
    verdict.expect(late.processes == early.processes,
                   f"there were {dict(early.processes)}, and are {dict(late.processes)}")
    verdict.expect(late.zombies == 0, f"{late.zombies} zombies")
    memory_stays(machine, verdict, early.memory_kb, late.memory_kb)
    verdict.expect(late.parked_kb < early.parked_kb * 1.1 + 256,
                   f"the memory of the parked process grew from {early.parked_kb} kB to {late.parked_kb} kB")


def called(machine, verdict, callers):
    """So many callers of `warm` while its parked process is killed every second, the last tenth of them while it is
    left alone; what became of all, and what was there at the end."""
    calm = callers // 10
    with machine.crowd(WARM, callers - calm) as (crowd, outcome):
        kills = killed_every_second(machine, crowd)
    before = machine.footprint("warm")
    with machine.crowd(WARM, calm) as (_, more):
        pass
    verdict.expect(more["warm"] == calm, f"{calm - more['warm']} callers were served cold, and nobody killed anything")
    after = machine.footprint("warm")
    nothing_grew(machine, verdict, before, after)
    for what, count in more.items():
        outcome[what] += count
    return outcome, kills, after


def warm(machine, callers, verdict, _):
    """kill -9 of the parked process of a warm service."""
    if "sanitize" in machine.daemon.exe:
        callers //= 4  # the checkers make everything so much slower
    machine.host.write("/etc/xinetd.d/warm", entry("warm", WARM, machine.server, PARKED))
    machine.rouse("reload")
    machine.parked("warm")
    outcome, kills, early = called(machine, verdict, callers // 4)
    more, more_kills, late = called(machine, verdict, callers - callers // 4)
    for what, count in more.items():
        outcome[what] += count
    same_story(machine, outcome, verdict, 0, "warm")
    starts = Counter(pid for pid, _ in outcome["answered"])
    verdict.expect(machine.starts("warm") == starts,
                   f"starts in the log that no caller saw: {dict(machine.starts('warm') - starts)}; "
                   f"starts that the log lacks: {dict(starts - machine.starts('warm'))}")
    verdict.expect(outcome["warm"] > outcome["calls"] / 2, f"only {outcome['warm']} callers were served warm")
    nothing_grew(machine, verdict, early, late)
    verdict.tell(f"{outcome['warm']} of them by copies of a parked process; {kills + more_kills} kills of it; "
                 f"memory {early.memory_kb} kB after a quarter of them, {late.memory_kb} kB at the end; "
                 f"descriptors of {', '.join(f'{role} {count}' for role, count in late.descriptors.items())}")


# phase, how often, how often in short
PHASES = {"kills": (kills, 100, 4), "keeper": (keeper, 20, 2), "upgrades": (upgrades, 200, 4),
          "reloads": (reloads, 1000, 40), "rotations": (rotations, 50, 4),
          "warm": (warm, 100000, 12000)}


def play(name, short, seed):
    work, times, few = PHASES[name]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    machine, verdict = Machine(binaries()), Verdict()
    began = time.monotonic()
    try:
        machine.start()
        work(machine, few if short else times, verdict, random.Random(seed))
    except Exception as error:  # pylint: disable=broad-except
        verdict.expect(False, f"{type(error).__name__}: {error}")
    if verdict.misses:
        print(machine.daemon.text()[-4000000:])
    machine.end()
    for miss in verdict.misses:
        print(f"  {name}: {miss}")
    took = time.monotonic() - began
    print(f"{'MISS' if verdict.misses else 'PASS'} {name}: {'; '.join(verdict.told)} ({took:.0f} s, seed {seed})",
          flush=True)
    return not verdict.misses


def main():
    parser = argparse.ArgumentParser(prog="scripts/soak", description="Kills, upgrades, reloads and rotations while "
                                     "callers come, cold and warm; tells what was lost.")
    parser.add_argument("--short", action="store_true", help="a few times each")
    parser.add_argument("--seed", type=int, default=random.randrange(10000), help="of the random moments")
    parser.add_argument("phases", nargs="*", metavar="PHASE", help=f"of {', '.join(PHASES)} (default: all)")
    wanted = parser.parse_args()
    unknown = [name for name in wanted.phases if name not in PHASES]
    if unknown:
        parser.error(f"{unknown[0]} is no phase; there are {', '.join(PHASES)}")
    results = [play(name, wanted.short, wanted.seed) for name in wanted.phases or PHASES]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
