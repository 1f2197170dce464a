"""What /proc says about processes: of one host, of one parent."""

import contextlib
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Process:
    """A process at one moment. `pid` as the scenario sees it, `inner` as its host does."""

    pid: int
    inner: int
    parent: int
    comm: str
    argv: list
    uid: int
    state: str
    exe: str = field(default="")

    def send(self, number):
        os.kill(self.pid, number)

    def kill(self):
        """Kills it, if it is still there."""
        with contextlib.suppress(ProcessLookupError):
            self.send(signal.SIGKILL)

    def alive(self):
        """It has not ended; nobody needs to have reaped it."""
        now = process(self.pid)
        return now is not None and now.state not in "ZX"


def _namespace(pid):
    try:
        return os.stat(f"/proc/{pid}/ns/pid").st_ino
    except OSError:
        return None


def _fields(pid):
    status = {}
    for line in Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines():
        key, _, value = line.partition(":")
        status[key] = value.strip()
    return status


def process(pid):
    """The process `pid`, or None when it is gone."""
    try:
        status = _fields(pid)
        argv = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
    except OSError:
        return None
    try:
        exe = os.readlink(f"/proc/{pid}/exe")
    except OSError:
        exe = ""
    return Process(pid=pid, inner=int(status["NSpid"].split()[-1]), parent=int(status["PPid"]),
                   comm=status["Name"], argv=[a.decode(errors="replace") for a in argv],
                   uid=int(status["Uid"].split()[0]), state=status["State"][0], exe=exe)


def _pids():
    return sorted(int(name) for name in os.listdir("/proc") if name.isdigit())


def of_namespace(pid):
    """Every process in the pid namespace of `pid`, by pid; processes that are gone are left out."""
    space = _namespace(pid)
    found = (process(p) for p in _pids() if space is not None and _namespace(p) == space)
    return [p for p in found if p is not None]


def children(pid):
    """The pids of the direct children of `pid`."""
    result = []
    for candidate in _pids():
        try:
            stat = Path(f"/proc/{candidate}/stat").read_text(errors="replace")
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == pid:
            result.append(candidate)
    return result


def ticks(pid):
    """Processor time that `pid` has used, user and system, in clock ticks (10 ms); 0 when it has gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(stat[11]) + int(stat[12])


def descriptors(pid):
    """The numbers of the open descriptors of `pid`."""
    return sorted(int(name) for name in os.listdir(f"/proc/{pid}/fd"))
