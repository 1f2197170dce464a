"""A person at a terminal: types, and reads until an expected text comes."""

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import time

from . import proc
from .until import DEADLINE_S, Expired


class Terminal:
    """A command of a host on a terminal of its own. `seen` is everything it has shown."""

    def __init__(self, host, *argv, env=None):
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            host.command(*argv), stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "dumb", "LANG": "C.UTF-8", **(env or {})})
        os.close(slave)
        self.seen = ""
        self._read_to = 0

    def expect(self, what, deadline_s=DEADLINE_S):
        """Reads until the regular expression matches something not matched before; the match."""
        end = time.monotonic() + deadline_s
        while True:
            match = re.search(what, self.seen[self._read_to:])
            if match:
                self._read_to += match.end()
                return match
            left = end - time.monotonic()
            if left <= 0 or not self._more(left):
                raise Expired(f"no `{what}` on the terminal; it shows:\n{self.seen}")

    def rest(self):
        """Everything it has shown, when the command has ended."""
        while self._more(0):
            pass
        return self.seen

    def _more(self, seconds):
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            part = os.read(self._master, 65536)
        except OSError:
            return False
        self.seen += part.decode(errors="replace")
        return bool(part)

    def type(self, line):
        os.write(self._master, f"{line}\r".encode())

    def ended(self):
        """Waits for the end of the command; its exit status."""
        return self._process.wait(timeout=DEADLINE_S)

    def close(self):
        os.close(self._master)
        for pid in proc.children(self._process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
