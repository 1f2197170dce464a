"""Hosts: a network, process, mount and UTS namespace each, with a file tree of its own over the machine's.

    machine tree (read through)
      + /etc and /usr/sbin of its own, which link to the machine's
      + layers over /home and /srv
      + empty /run, /var/log and /dev

A bare host has an empty root instead that shows the machine's programs read-only (lib/init_tree.py).
"""

import ctypes
import json
import os
import socket
import subprocess
from pathlib import Path

from . import proc
from .until import until

_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)
TREE = {"links": ["/etc", "/usr/sbin"], "layers": ["/home", "/srv"]}
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def _setns(fd):
    if _libc.setns(fd, _CLONE_NEWNET) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"setns: {os.strerror(code)}")


class Host:
    """One machine of a scenario. `pid` is its process 1 as the scenario sees it."""

    def __init__(self, name, furniture=None):
        self.name = name
        furniture = furniture or TREE
        plan = json.dumps({"name": name, **furniture})
        init = Path(__file__).with_name("init.py")
        self._init = subprocess.Popen(
            ["unshare", "--mount", "--net", "--uts", "--ipc", "--pid", "--fork",
             "/usr/bin/python3", "-I", "-S", str(init), plan],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self._init.stdout.readline() != b"ready\n":
            raise RuntimeError(f"host {name} did not come up; exit status {self._init.wait()}")
        self.pid = proc.children(self._init.pid)[0]
        self._netns = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self._own_netns = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self._own = [self.path(folder) for folder in furniture["links"]]
        self.daemons = []

    # Files

    def path(self, inside):
        """Where the scenario finds a file of this host. /var/run is a link and would lead out of the tree."""
        assert inside.startswith("/") and not inside.startswith("/var/run"), inside
        return Path(f"/proc/{self.pid}/root{inside}")

    def write(self, inside, text, mode=0o644):
        """Writes a file of this host, with its folders, in place of any link to the machine's; the path inside."""
        path = self.path(inside)
        for place in (*reversed(path.parents), path):
            if place.is_symlink() and any(map(place.is_relative_to, self._own)):
                place.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        path.chmod(mode)
        return inside

    def read(self, inside):
        """The text of a file of this host; empty when there is none."""
        try:
            return self.path(inside).read_text(errors="replace")
        except FileNotFoundError:
            return ""

    def sanitizer_reports(self):
        """What the sanitizers found in a sanitized daemon on this host; empty when nothing. A process that is killed
        while it looks for leaks, as a resolver is with its steward, leaves a remark that is no finding."""
        reports = (report.read_text(errors="replace") for report in self.path("/run/sanitizer").iterdir())
        return "\n".join(text for text in reports if "ERROR: " in text or "runtime error: " in text)

    # Processes

    def command(self, *argv):
        """The command line that runs `argv` on this host."""
        return ["nsenter", "-t", str(self.pid), "-m", "-n", "-u", "-i", "-p", *map(str, argv)]

    def run(self, *argv, check=True, **options):
        """Runs a command on this host to its end; the CompletedProcess, with stdout and stderr as text."""
        options.setdefault("env", {"PATH": PATH, "LANG": "C.UTF-8"})
        done = subprocess.run(self.command(*argv), capture_output=True, text=True, timeout=120, check=False,
                              **options)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, argv))}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def start(self, *argv, **options):
        """Starts a command on this host in the background; the Popen of the nsenter in front of it."""
        options.setdefault("env", {"PATH": PATH, "LANG": "C.UTF-8"})
        return subprocess.Popen(self.command(*argv), **options)

    def processes(self, **wanted):
        """Every process of this host but its process 1, oldest first; keywords filter by attribute."""
        found = [p for p in proc.of_namespace(self.pid) if p.pid != self.pid]
        return [p for p in found if all(getattr(p, key) == value for key, value in wanted.items())]

    # Network

    def socket(self, family=socket.AF_INET, kind=socket.SOCK_STREAM):
        """A socket that lives in this host's network (the process stays where it is)."""
        _setns(self._netns)
        try:
            return socket.socket(family, kind)
        finally:
            _setns(self._own_netns)

    def listens(self, port):
        """Somebody waits for TCP callers there. Nobody is called to find out."""
        tables = (Path(f"/proc/{self.pid}/net/{table}").read_text().splitlines()[1:] for table in ("tcp", "tcp6"))
        rows = [row.split() for table in tables for row in table]
        return any(int(local.rpartition(":")[2], 16) == port and state == "0A" for _, local, _, state, *_ in rows)

    def ip(self, *words):
        """`ip` with these words, in this host's network."""
        self.run("ip", *words)

    def plug(self, other, here, there):
        """A cable between two hosts; `here` and `there` are their addresses with prefix length."""
        subprocess.run(["ip", "link", "add", "eth0", "netns", str(self.pid), "type", "veth",
                        "peer", "name", "eth0", "netns", str(other.pid)], check=True)
        for host, address in ((self, here), (other, there)):
            host.ip("addr", "add", address, "dev", "eth0", *(["nodad"] if ":" in address else []))
            host.ip("link", "set", "eth0", "up")
        for host in (self, other):
            until(lambda h=host: "state UP" in h.run("ip", "link", "show", "eth0").stdout, "carrier on eth0")

    def end(self):
        """Ends the host and everything on it."""
        self._init.stdin.close()
        self._init.wait()
        self._init.stdout.close()
        os.close(self._netns)
        os.close(self._own_netns)
