"""One running contender: start, ready, memory, reload, stop. Ends what it started, by pid."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from cpu import CpuMeter

PATIENCE_S = 30


class Broken(Exception):
    """A contender did not do what the measurement needs."""


def wait_until(condition, what, seconds=PATIENCE_S):
    """Asks every 0.2 ms; returns how many seconds it took."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > seconds:
            raise Broken(what)
        time.sleep(0.0002)
    return time.monotonic() - start


def listens(port):
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


class Daemon:
    def __init__(self, contender, setup, folder):
        self.contender, self.setup, self.folder = contender, setup, folder
        folder.mkdir(parents=True)
        contender.configure(setup, folder)
        self.log = folder / "daemon.log"
        self.processes = []
        self.cpu = CpuMeter()

    def __enter__(self):
        self.load_s = self.start()
        return self

    def __exit__(self, *problem):
        self.stop()

    def start(self):
        """Starts it and returns the seconds until it serves."""
        output = open(self.folder / "output", "wb")
        start = time.monotonic()
        for argv in self.contender.argvs(self.setup, self.folder):
            self.processes.append(subprocess.Popen(argv, env=self.contender.environment, cwd="/", stdout=output,
                                                   stdin=subprocess.DEVNULL, stderr=output,
                                                   preexec_fn=self.cpu.enter))
        first, count, step = self.setup.ports
        try:
            if self.contender.xinetd_like:
                wait_until(lambda: self.said("Started working"), "did not start")
            wait_until(lambda: listens(first + (count - 1) * step), "does not listen")
        except Broken:
            self.stop()
            raise
        return time.monotonic() - start

    def said(self, text):
        """How often it wrote `text` into its log."""
        try:
            return self.log.read_bytes().count(text.encode())
        except FileNotFoundError:
            return 0

    def leaders(self):
        """The processes that signals go to."""
        if not self.contender.xinetd_like:
            return [process.pid for process in self.processes]
        try:
            return [int((self.folder / "pid").read_text())]
        except FileNotFoundError:
            return []

    def reload(self, spare):
        """Signals the new configuration and returns the seconds until it is in force, or None if it never says."""
        self.contender.configure(self.setup, self.folder, spare)
        if not self.contender.xinetd_like:
            os.kill(self.leaders()[0], signal.SIGHUP)
            time.sleep(0.5)
            return None
        before = self.said("Reconfigured")
        os.kill(self.leaders()[0], signal.SIGHUP)
        return wait_until(lambda: self.said("Reconfigured") > before, "did not reload")

    def pids(self):
        """Every process that runs the contender's own program (the namespace holds nobody else's)."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if os.readlink(entry / "exe") == os.path.realpath(self.contender.exe):
                        found.append(int(entry.name))
                except OSError:
                    pass
        return found

    def memory_kb(self):
        """The sum of PSS over the contender's processes, its servers left out."""
        total = 0
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total

    def sessions(self):
        count = 0
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    count += os.readlink(entry / "exe") == str(self.contender.server)
                except OSError:
                    pass
        return count

    def settle(self):
        """Waits until no server runs any more."""
        wait_until(lambda: self.sessions() == 0, "its servers do not end")

    def stop(self):
        left = self.pids()
        for pid in self.leaders():
            self.signal(pid, signal.SIGTERM)
        try:
            wait_until(lambda: self.gone(left), "did not end", seconds=5)
        except Broken:
            for pid in left:
                self.signal(pid, signal.SIGKILL)
        for process in self.processes:
            process.wait()
        self.settle()
        wait_until(self.cpu.close, "its control group does not empty")

    def gone(self, pids):
        for process in self.processes:
            process.poll()
        return not set(pids) & set(self.pids())

    @staticmethod
    def signal(pid, number):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass
