"""What a process does with the sockets that callers reach it through: strace tells, and knows sockets by inode.

A caller's socket is a door, what accept4 makes of one, and what comes in a message from another process of the house:
whoever sent it, a caller is behind it. Names change, inodes do not: a duplicate is the same socket.
"""

import os
import re
import signal
import subprocess

from .until import until

_TEXT = re.compile(r'"(\\.|[^"\\])*"')
_SOCKET = re.compile(r"\d+<socket:\[(\d+)\]>")
_CALL = re.compile(r"^(\w+)\(")
_FAILED_OR_EMPTY = r"\) += (-1 |0$)"
# The calls that may be made on a caller's socket, each with what its line must look like: those of the design, and
# below them the bookkeeping that tells nothing of what a caller sent.
ALLOWED = {
    "accept4": r"",
    "getsockopt": r"",
    "setsockopt": r"",
    "getpeername": r"",
    "getsockname": r"",
    "sendmsg": r"",  # a banner; on another socket: the caller is handed over
    "sendto": r"^sendto\(\S+, .*, NULL, 0\) = ",  # a banner, from send(): never to an address
    "shutdown": r"",
    "recvmsg": r"(msg_iov=NULL, msg_iovlen=0,.*|\{msg_namelen=\d+\}, )MSG_PEEK\b.*" + _FAILED_OR_EMPTY,
    "recvfrom": r"^recvfrom\(\S+, NULL, \d+, [A-Z_|]*MSG_TRUNC\b",
    "listen": r"",  # a door that cps had shut
    "epoll_ctl": r"",
    "fcntl": r", F_(DUPFD_CLOEXEC|GETFL|SETFL)\b",
    "close": r"",
}


def doors(host, pid):
    """The inodes of the sockets of `pid` that have a port or a path on `host`."""
    bound = set()
    for table, column in (("tcp", 9), ("tcp6", 9), ("udp", 9), ("udp6", 9), ("unix", 6)):
        for line in host.read(f"/proc/1/net/{table}").splitlines()[1:]:
            fields = line.split()
            if table != "unix" or len(fields) > 7:
                bound.add(fields[column])
    return bound & {inode for link in _links(pid) for inode in re.findall(r"^socket:\[(\d+)\]$", link)}


def _links(pid):
    for name in os.listdir(f"/proc/{pid}/fd"):
        yield os.readlink(f"/proc/{pid}/fd/{name}")


class Judge:
    """Reads the lines of a trace. `used` are the calls it has seen on callers' sockets, `forbidden` the lines that
    should not be."""

    def __init__(self, callers):
        self.callers = set(callers)
        self.used = set()
        self.forbidden = []

    def read(self, line):
        call = _CALL.match(line)
        if not call:
            return
        name, on = call[1], _SOCKET.findall(_TEXT.sub("", line))
        if name in ("sendmsg", "recvmsg") and on and on[0] not in self.callers:
            self.used |= {"handed over"} if set(on) & self.callers else set()
            self.callers |= set(on[1:]) if name == "recvmsg" else set()
            return
        if not set(on) & self.callers:
            return
        self.used.add(name)
        if name == "accept4" and len(on) > 1:
            self.callers.add(on[1])
        if not re.search(ALLOWED.get(name, r"(?!)"), line):
            self.forbidden.append(line)


class Trace:
    """Every system call of `pid` from now on, until it is `judged`."""

    def __init__(self, host, pid):
        self._file = host.path("/run") / f"trace-{pid}"
        self._doors = doors(host, pid)
        self._strace = subprocess.Popen(["strace", "--decode-fds=path", "-e", "signal=none", "-o", self._file, "-p",
                                         str(pid)], stderr=subprocess.PIPE, text=True)
        until(lambda: self._attached(pid), "strace on the process")

    def _attached(self, pid):
        if self._strace.poll() is not None:
            raise AssertionError(f"strace: {self._strace.stderr.read()}")
        with open(f"/proc/{pid}/status") as status:
            return not re.search(r"^TracerPid:\s+0$", status.read(), re.MULTILINE)

    def judged(self):
        """Lets go of the process; what the judge says."""
        self._strace.send_signal(signal.SIGINT)
        self._strace.communicate()
        judge = Judge(self._doors)
        for line in self._file.read_text().splitlines():
            judge.read(line)
        return judge
