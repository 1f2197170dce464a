"""The machine of a soak: one host with roused on it, what it serves, the load on it, and what its log says."""

import contextlib
import json
import re
import socket
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scenarios"))

from lib import daemon as daemons  # noqa: E402
from lib import proc  # noqa: E402
from lib.control import SOCKET  # noqa: E402
from lib.daemon import LOG, SERVICE_LOG, Daemon  # noqa: E402
from lib.host import Host  # noqa: E402
from lib.until import until  # noqa: E402

HERE = Path(__file__).resolve().parent
BRIEF, HELD, FULL, WARM = 7001, 7002, 7003, 7004
RATE = 500
PATIENCE_S = 60
LOOKS = 200  # at descriptors: who has just asked for something may still be connected

DEFAULTS = f"""defaults
{{
    log_type = FILE {SERVICE_LOG}
    log_on_success = PID HOST EXIT DURATION
    log_on_failure = HOST
    instances = UNLIMITED
    cps = 100000 1
}}
includedir /etc/xinetd.d
"""


def entry(name, port, server, more=""):
    return f"""service {name}
{{
    type = UNLISTED
    socket_type = stream
    protocol = tcp
    port = {port}
    wait = no
    user = root
    flags = IPv4
    server = {server}
    {more}
}}
"""

RESIDENT = """service ticker
{{
    mode = standalone
    user = root
    server = {server}
    server_args = tick
}}
"""


@dataclass
class Footprint:
    """What must not grow. `descriptors` by role, `processes` by name."""

    descriptors: dict
    processes: Counter
    zombies: int
    memory_kb: int
    parked_kb: int


class Machine:
    """`roused` serves `brief` (what the load calls), `held` (sessions that last) and `full` (two at a time), and runs
    the resident `ticker`, which writes numbers."""

    def __init__(self, binary_folder):
        self.host = Host("soak")
        self.host.ip("link", "set", "lo", "up")
        self.folder = binary_folder
        self.server = str(binary_folder / "soak_server")
        self.host.write("/etc/xinetd.conf", DEFAULTS)
        for rules in ("/etc/hosts.allow", "/etc/hosts.deny"):
            self.host.write(rules, "")  # so that no caller waits for somebody's word
        for name, port, more in (("brief", BRIEF, ""), ("held", HELD, ""), ("full", FULL, "instances = 2")):
            self.host.write(f"/etc/xinetd.d/{name}", entry(name, port, self.server, more))
        self.host.write("/etc/xinetd.d/ticker", RESIDENT.format(server=self.server))
        self.daemon = Daemon(self.host, "roused")

    def start(self):
        self.daemon.start(nofile=None, more=["--control", SOCKET, "--steward-deaths", "100000"])
        return self

    def end(self):
        self.daemon.stop()
        self.host.end()

    def rouse(self, *words, check=True):
        return self.host.run(self.folder / "rouse", *words, "--control", SOCKET, check=check)

    # Processes

    def steward(self):
        """The process at the other end of the control socket; None: nobody is there."""
        with socket.socket(socket.AF_UNIX) as link:
            try:
                link.connect(str(self.host.path(SOCKET)))
            except OSError:
                return None
            pid, _, _ = struct.unpack("3i", link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        return proc.process(pid)

    def keeper(self):
        steward = self.steward()
        return steward and proc.process(steward.parent)

    def serving(self, but=None):
        """Waits for a steward (another than `but`) that answers orders."""
        def answers():
            steward = self.steward()
            if steward is None or steward.pid == but:
                return None
            return steward if self.rouse("list", "--json", check=False).returncode == 0 else None
        return until(answers, "steward that answers orders", PATIENCE_S)

    def running(self, service):
        """Sessions of a service, as the daemon counts them."""
        found = json.loads(self.rouse("show", service, "--json").stdout)["services"]
        return found[0]["sessions"]

    def memory_kb(self):
        """Of the keeper and the steward."""
        return anonymous_kb(self.keeper()) + anonymous_kb(self.steward())

    def parked(self, service):
        """Waits for the parked process of a service, which callers are given to."""
        def waits():
            status = json.loads(self.rouse("show", service, "--json").stdout)["services"][0]
            if status.get("detail") or status["pid"] == 0:
                return None
            return next(iter(self.host.processes(inner=status["pid"])), None)
        return until(waits, f"parked process of {service}", PATIENCE_S)

    def footprint(self, service):
        """What the daemon and the parked process of this service have when its sessions have ended."""
        until(lambda: self.running(service) == 0, f"ends of all sessions of {service}")
        roles = {"keeper": self.keeper(), "steward": self.steward(), "parked process": self.parked(service)}
        looks = [{role: len(proc.descriptors(each.pid)) for role, each in roles.items()} for _ in range(LOOKS)]
        processes = self.host.processes()
        return Footprint(
            descriptors={role: min(look[role] for look in looks) for role in roles},
            processes=Counter(each.comm for each in processes),
            zombies=sum(each.state == "Z" for each in processes),
            memory_kb=self.memory_kb(), parked_kb=anonymous_kb(roles["parked process"]))

    # Callers

    @contextlib.contextmanager
    def load(self, rate=RATE):
        """Callers of `brief`, `rate` a second; yields a dictionary that has their outcomes afterwards."""
        if "sanitize" in self.daemon.exe:
            rate /= 10  # the checkers make everything so much slower
        process = self.host.start("python3", HERE / "callers.py", BRIEF, rate,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        outcome = {}
        with process:
            try:
                yield outcome
            finally:
                process.stdin.close()
                outcome.update(json.loads(process.stdout.read()))

    def call(self, port):
        """A caller of `port`: his socket, and the pid of the server that answered; 0 when he was closed."""
        link = self.host.socket()
        link.settimeout(PATIENCE_S)
        link.connect(("127.0.0.1", port))
        return link, int((link.recv(64) or b"0").split()[0])

    @contextlib.contextmanager
    def crowd(self, port, callers):
        """So many callers of `port`, as fast as they are answered (crowd.py); yields their process, and a dictionary
        that has their outcomes afterwards."""
        outcome = Counter()
        with tempfile.TemporaryFile() as told, \
                self.host.start("python3", "-B", HERE / "crowd.py", port, callers, stdout=told) as process:
            yield process, outcome
            process.wait()
            told.seek(0)
            outcome.update(json.load(told))

    # Log

    def entries(self):
        """All entries of the service log and of what it was renamed to."""
        folder = self.host.path(str(Path(SERVICE_LOG).parent))
        name = Path(SERVICE_LOG).name
        return "".join(path.read_text() for path in sorted(folder.glob(name + "*"))).splitlines()

    def ends(self, service):
        """Counts of (pid, status) of all sessions of `service` that have ended."""
        pattern = re.compile(rf"EXIT: {service} status=(\d+) pid=(\d+)")
        return Counter((int(m[2]), int(m[1])) for m in map(pattern.search, self.entries()) if m)

    def starts(self, service):
        pattern = re.compile(rf"START: {service} pid=(\d+)")
        return Counter(int(m[1]) for m in map(pattern.search, self.entries()) if m)

    def ticks(self):
        """What the resident has written, as the log has it: {pid: numbers}."""
        found = {}
        for pid, number in re.findall(r"ticker\[(\d+)\]: tick (\d+)", self.host.read(LOG)):
            found.setdefault(int(pid), []).append(int(number))
        return found

    def lost_on_their_way(self):
        """How many callers the daemon says it lost between accept and exec."""
        return len(re.findall(r"lost a caller", self.host.read(LOG)))


def anonymous_kb(process):
    """Its anonymous memory: where a leak shows. What it shares with a child that has not become its server yet does
    not count, so callers on their way do not blur it."""
    text = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"^RssAnon:\s+(\d+)", text, re.MULTILINE)[1])


def binaries():
    return daemons.binary("roused").parent

