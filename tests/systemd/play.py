"""What administrators do with rouse.service under a real systemd (scripts/systemd-test).

    play.py INIT FOLDER

INIT is the pid of a systemd that is process 1 of namespaces of its own, FOLDER has the packages. This process is in
the network namespace of that machine. Every thing that holds is a line on standard output; the first that does not
ends the play with status 1.
"""

import os
import re
import signal
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "packages"), str(TESTS / "scenarios")]

from acts import play  # noqa: E402
from installation import ROUSED, entry  # noqa: E402
from lib.until import until  # noqa: E402
from machine import Load, Machine, Session, answers, call, must, served  # noqa: E402
from packages import Packages  # noqa: E402

GREET, HELD, FACTS, SPARE = 7001, 7002, 7003, 7004
HELLO = "hello\n"
RESTARTS = 180
UPGRADES = 10
DEATHS = 5
CALLERS = 8
SERVES = (GREET, HELD, FACTS, SPARE)
MANY = range(20000, 20600)
KEPT = 400
FACTS_SCRIPT = """#!/bin/sh
echo nice $(nice), oom_score_adj $(cat /proc/self/oom_score_adj), umask $(umask)
cat /proc/self/limits
"""
ECHO = """service echo
{
    type = INTERNAL
    id = echo-stream
    socket_type = stream
    wait = no
    flags = IPv4
}
"""
ECHO_PORT = 7


class Booted(Machine):
    """The machine whose process 1 is the systemd `init`."""

    def __init__(self, init):
        super().__init__(f"/proc/{init}/root")
        self.enter = ("nsenter", "--target", init, "--all", "--")

    def systemctl(self, *words, **options):
        return self.run("systemctl", *words, **options).stdout

    def shown(self, what, unit="rouse"):
        """A property of the unit."""
        return self.systemctl("show", "--property", what, "--value", unit).strip()

    def main(self):
        return int(self.shown("MainPID"))

    def restart(self):
        """However often it was started of late."""
        self.systemctl("reset-failed", "rouse")
        self.systemctl("restart", "rouse")

    def processes(self, name):
        """Pids of the daemon's processes with that name."""
        # Read there: out here they have other numbers.
        members = self.run("cat", f"/sys/fs/cgroup{self.shown('ControlGroup')}/cgroup.procs").stdout.split()
        return [int(pid) for pid in members if self.name_of(pid) == name]

    def name_of(self, pid):
        try:
            return self.read(f"/proc/{pid}/comm").strip()
        except OSError:  # it has ended
            return None

    def steward(self):
        return until(lambda: self.processes("rouse-steward"), "steward")[0]

    def kill(self, pid, number):
        self.run("kill", f"-{number}", str(pid))

    def journal(self):
        return self.run("journalctl", "--unit", "rouse", "--output", "cat", "--no-pager").stdout

    def stored(self):
        return int(self.shown("NFileDescriptorStore"))

    def drop_in(self, text):
        self.write("/etc/systemd/system/rouse.service.d/test.conf", text)
        self.systemctl("daemon-reload")


def everybody_is_served():
    served(GREET, HELLO)
    served(HELD, "word", b"word")


def it_starts(machine, packages):
    packages.install("rouse")
    machine.write("/etc/xinetd.d/greet", entry("greet", GREET, "/bin/echo", "hello"))
    machine.write("/etc/xinetd.d/held", entry("held", HELD, "/bin/cat", "-u"))
    machine.write("/etc/xinetd.d/facts", entry("facts", FACTS, "/bin/sh", "/srv/facts"))
    machine.write("/srv/facts", FACTS_SCRIPT)
    machine.write("/etc/xinetd.d/spare", entry("spare", SPARE, "/bin/echo", "spare"))
    machine.write("/etc/xinetd.d/echo", ECHO)
    logged = "log_type = SYSLOG daemon\n\tlog_on_success = PID HOST"
    machine.edit("/etc/rouse/rouse.conf", "defaults\n{", f"defaults\n{{\n\t{logged}")
    must(machine.shown("ActiveState") == "inactive", "the package has started its unit")
    machine.systemctl("start", "rouse")
    everybody_is_served()
    must(machine.shown("ActiveState") == "active", "started, it is not active")
    must(machine.shown("StatusText") == "Serving", f"its status is {machine.shown('StatusText')!r}")
    must(machine.read(f"/proc/{machine.main()}/comm") == "roused\n", "its main process is not the keeper")
    version = machine.systemctl("--version").splitlines()[0]
    yield f"{version}: the package's unit is active when the daemon serves; MainPID is the keeper"
    until(lambda: re.search(r"START: greet pid=\d+ from=\S*127.0.0.1", machine.journal()), "line of a caller")
    yield "the journal has what the daemon says, and its callers"


def servers_are_as_by_hand(machine, _packages):
    plain = machine.run("systemd-run", "--quiet", "--pipe", "--wait", "/bin/sh", "/srv/facts").stdout
    seen = call(FACTS)
    must(seen == plain, f"a server has\n{seen}\nand not\n{plain}")
    must(seen.startswith("nice 0, oom_score_adj 0, umask 0022\n"), seen)
    yield "a server has the limits, nice, oom_score_adj and umask of any program that systemd starts"
    machine.drop_in("[Service]\nOOMScoreAdjust=300\nNice=-3\nLimitNOFILE=700:800\n")
    machine.restart()
    seen = call(FACTS)
    must(seen.startswith("nice -3, oom_score_adj 300,"), seen)
    must(re.search(r"Max open files +700 +800 ", seen), seen)
    machine.drop_in("")
    machine.restart()
    yield "what the unit says of them is the servers', as if the daemon had been started by hand with it"


def it_reloads(machine, _packages):
    pid = machine.main()
    machine.edit("/etc/xinetd.d/greet", "hello", "good morning")
    machine.systemctl("reload", "rouse")
    must(call(GREET) == "good morning\n", "reload came back before the new configuration served")
    machine.edit("/etc/xinetd.d/greet", "good morning", "hello")
    machine.systemctl("reload", "rouse")
    must(call(GREET) == HELLO and machine.main() == pid, "a second reload")
    must(machine.shown("ActiveState") == "active", "it is not active after a reload")
    yield "systemctl reload: done when the new configuration serves, in the same process"
    file = machine.path("/etc/rouse/rouse.conf")
    file.rename(f"{file}.away")
    failed = machine.run("systemctl", "reload", "rouse", check=False)
    file.with_name("rouse.conf.away").rename(file)
    must(failed.returncode != 0 and machine.main() == pid, "a reload of what cannot be read is no failure")
    everybody_is_served()
    yield "systemctl reload of a configuration that cannot be read fails, and the old one serves on"


def restarts_lose_nobody(machine, _packages):
    must(machine.stored() == len(SERVES) + 1, f"systemd keeps {machine.stored()} doors")
    sessions = [Session(HELD), Session(ECHO_PORT)]
    pid = machine.main()
    with Load(GREET, HELLO, CALLERS) as load:
        for _ in range(RESTARTS):
            machine.restart()
    load.none_lost()
    must(machine.main() != pid and machine.stored() == len(SERVES) + 1, f"systemd keeps {machine.stored()} doors")
    for session in sessions:
        session.said()
        session.end()
    yield f"{RESTARTS} times systemctl restart: {load.answered} callers served, none lost; sessions go on"


def doors_that_nobody_wants_are_closed(machine, _packages):
    before = machine.stored()
    entry_of_spare = machine.read("/etc/xinetd.d/spare")
    machine.path("/etc/xinetd.d/spare").unlink()
    machine.restart()
    until(lambda: not answers(SPARE), "end of a door that no service wants")
    until(lambda: machine.stored() == before - 1, "end of systemd's duplicate of it")
    must(re.search(rf"closing a door that no service wants: \S+:{SPARE}/tcp", machine.journal()), "nobody is told")
    machine.write("/etc/xinetd.d/spare", entry_of_spare)
    machine.systemctl("reload", "rouse")
    served(SPARE, "spare\n")
    until(lambda: machine.stored() == before, "duplicate of the door that came back")
    yield "a service that is gone after a restart: its door is closed, by systemd, too"


def it_keeps_as_many_as_its_unit_says(machine, _packages):
    file = "/etc/xinetd.d/many"
    machine.write(file, "".join(entry(f"many-{port}", port, "/bin/echo", "many") for port in MANY))
    machine.restart()
    until(lambda: machine.stored() == KEPT, f"{KEPT} doors at systemd")
    machine.restart()
    must(all(answers(port) for port in MANY) and machine.stored() == KEPT, f"systemd keeps {machine.stored()} doors")
    everybody_is_served()
    machine.path(file).unlink()
    machine.restart()
    until(lambda: machine.stored() == len(SERVES) + 1, "end of all the others")
    yield f"with {len(MANY)} doors more: systemd keeps {KEPT}, and all are served after a restart"


def it_stops(machine, _packages):
    session = Session(HELD)
    machine.systemctl("stop", "rouse")
    must(not any(answers(port) for port in SERVES), "stopped, it has doors")
    must(machine.stored() == 0, "stopped, systemd keeps doors")
    must(machine.shown("Result") == "success", f"the result of stop is {machine.shown('Result')}")
    session.said()
    machine.systemctl("start", "rouse")
    everybody_is_served()
    session.said()
    session.end()
    yield "systemctl stop: nobody holds the doors any more, sessions go on; and start"


def stewards_die(machine, _packages):
    pid, restarts = machine.main(), machine.shown("NRestarts")
    session = Session(HELD)
    steward = machine.steward()
    machine.kill(steward, signal.SIGKILL)
    until(lambda: machine.processes("rouse-steward") not in ([], [steward]), "another steward")
    everybody_is_served()
    session.said()
    session.end()
    must((machine.main(), machine.shown("NRestarts")) == (pid, restarts), "systemd has started another daemon")
    must(machine.shown("ActiveState") == "active", f"it is {machine.shown('ActiveState')}")
    yield "the steward killed: the keeper starts another one, systemd has nothing to do"


def keepers_die(machine, _packages):
    session = Session(HELD)
    with Load(GREET, HELLO, CALLERS) as load:
        for _ in range(DEATHS):
            machine.systemctl("reset-failed", "rouse")
            keeper, steward = machine.main(), machine.steward()
            machine.kill(keeper, signal.SIGKILL)
            until(lambda: machine.main() not in (0, keeper) and machine.shown("ActiveState") == "active", "restart")
            until(lambda: steward not in machine.processes("rouse-steward"), "end of the steward without a keeper")
            must(len(machine.processes("roused")) == 1, f"keepers: {machine.processes('roused')}")
    load.none_lost()
    session.said()
    session.end()
    must(machine.run("rouse", "list").returncode == 0, "the new daemon does not take orders")
    yield f"the keeper killed {DEATHS} times: systemd starts the daemon anew; {load.answered} callers served, none lost"


def hung_stewards_are_replaced(machine, _packages):
    machine.drop_in("[Service]\nWatchdogSec=2\n")
    machine.restart()
    pid, restarts = machine.main(), machine.shown("NRestarts")
    with Load(GREET, HELLO) as load:
        for _ in range(2):
            steward = machine.steward()
            machine.kill(steward, signal.SIGSTOP)
            until(lambda: machine.processes("rouse-steward") not in ([], [steward]), "another steward")
            until(lambda: load.answered > 25, "callers")
    load.none_lost()
    must((machine.main(), machine.shown("NRestarts")) == (pid, restarts), "systemd has started another daemon")
    machine.drop_in("")
    machine.restart()
    yield f"WatchdogSec=: a steward that hangs is replaced, {load.answered} callers served, none lost"


def it_is_upgraded(machine, packages):
    pid = machine.main()
    program = os.stat(machine.path(ROUSED)).st_ino
    session = Session(HELD)
    with Load(GREET, HELLO) as load:
        said = packages.install("rouse", build="next")
        everybody_is_served()
    load.none_lost()
    session.said()
    session.end()
    must(machine.main() == pid, "it is another process")
    installed, runs = (os.stat(machine.path(file)).st_ino for file in (ROUSED, f"/proc/{pid}/exe"))
    must(installed != program and runs == installed, "it does not run the new program")
    must("rouse:" not in said.stderr, said.stderr)
    yield f"upgraded by the package in the same process: {load.answered} callers served, none lost, a session kept"
    with Load(GREET, HELLO, CALLERS) as load:
        for _ in range(UPGRADES):
            machine.run("dpkg", "--install", "/srv/packages/next/rouse.deb")
            must(machine.main() == pid, "it is another process")
            machine.restart()
            pid = machine.main()
    load.none_lost()
    yield f"{UPGRADES} times again, and restarted each time: {load.answered} callers served, none lost"


def init_scripts_are_left_to_systemd(machine, _packages):
    """As long as it has a generator for them."""
    machine.systemctl("start", "rouse-rc")
    said = machine.run("journalctl", "--unit", "rouse-rc", "--output", "cat", "--no-pager").stdout
    must(machine.shown("ActiveState", "rouse-rc") == "active" and "generator" in said, said)
    machine.systemctl("stop", "rouse-rc")
    yield "rouse-rc.service: says that this systemd starts init scripts itself, and does nothing"


def it_is_removed(machine, _packages):
    machine.apt("remove", "rouse")
    must(not answers(GREET), "removed, it serves")
    must(machine.shown("ActiveState") == "inactive", f"removed, it is {machine.shown('ActiveState')}")
    yield "removed: stopped before"


ACTS = (
    it_starts,
    servers_are_as_by_hand,
    it_reloads,
    restarts_lose_nobody,
    doors_that_nobody_wants_are_closed,
    it_keeps_as_many_as_its_unit_says,
    it_stops,
    stewards_die,
    keepers_die,
    hung_stewards_are_replaced,
    it_is_upgraded,
    init_scripts_are_left_to_systemd,
    it_is_removed,
)


def main():
    machine = Booted(sys.argv[1])
    return play(ACTS, machine, Packages(machine, Path(sys.argv[2])), lambda: machine.journal().splitlines())


sys.exit(main())
