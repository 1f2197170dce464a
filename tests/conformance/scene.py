"""A scene: the two hosts on which one of the daemons is played, group after group, and that daemon.

    main     172.20.1.1, 10.9.9.1, fd00::1: the daemon
    clone1   172.20.1.2, 10.9.9.2, fd00::2 and a few more: the callers
"""

import re
import shutil
import signal
import time
from pathlib import Path

from lib import callers, helpers, proc
from lib.daemon import CONFIGURATION, LOG, PIDFILE, SERVICE_LOG, Daemon
from lib.host import Host
from lib.listeners import SYSLOG, Datagrams
from lib.tree import plant
from lib.until import until
from warmth import is_about_parking, settled, warmed

DUMP = "/run/xinetd.dump"
# Who calls: source and the address of main that is called.
CALLERS = {
    "near": ("172.20.1.2", "172.20.1.1"),
    "far": ("10.9.9.2", "10.9.9.1"),
    "six": ("fd00::2", "fd00::1"),
    "self": ("127.0.0.1", "127.0.0.1"),
}
MORE_CALLERS = ("172.20.1.3", "172.20.2.2", "172.20.0.9", "10.0.0.1", "fd00::3")
LOAD = "3.50 2.00 1.00 1/100 1000\n"
SERVERS = Path(__file__).resolve().parent / "servers"  # beside `probe`, at /srv of main
_EMPTIED = ("/var/log", "/etc/xinetd.d")


class Scene:
    """Hosts and daemon of one kind ("xinetd" or "roused"); with warm services, which park there, or None."""

    def __init__(self, kind, warm=None):
        self.kind, self.warm = kind, warm
        self.main, self.clone1 = Host("main"), Host("clone1")
        for host in (self.main, self.clone1):
            plant(host)
        self.main.plug(self.clone1, "172.20.1.1/16", "172.20.1.2/16")
        self._give(self.main, "10.9.9.1/8", "fd00::1/64")
        self._give(self.clone1, "10.9.9.2/8", "fd00::2/64", *(f"{a}/{64 if ':' in a else 16}" for a in MORE_CALLERS))
        for server in (helpers.programme("probe"), *SERVERS.iterdir()):
            shutil.copy(server, self.main.path("/srv"))
        self._plain = {path: self.main.read(path) for path in ("/etc/hosts", "/etc/services", "/etc/networks")}
        self.main.write("/srv/loadavg", LOAD)
        self.main.run("mount", "--bind", "/srv/loadavg", "/proc/loadavg")
        self.syslog = Datagrams(self.main, SYSLOG)
        self.daemon = None

    @staticmethod
    def _give(host, *addresses):
        for address in addresses:
            host.ip("addr", "add", address, "dev", "eth0", *(["nodad"] if ":" in address else []))

    def end(self):
        for host in (self.main, self.clone1):
            host.end()

    # The daemon

    def furnish(self, files):
        """Leaves nothing of the group before, and writes the files of this one."""
        for folder in _EMPTIED:
            for path in self.main.path(folder).iterdir():
                path.unlink()
        for path in ("/etc/inetd.conf", DUMP):
            self.main.path(path).unlink(missing_ok=True)
        if self.warm:
            files = {path: warmed(text, self.warm) if "xinetd" in path else text for path, text in files.items()}
        for path, text in {**self._plain, "/etc/hosts.allow": "", "/etc/hosts.deny": "", **files}.items():
            self.main.write(path, text, 0o755 if text.startswith("#!") else 0o644)
        del self.syslog.receive()[:]

    def start(self, options, environment):
        """Starts the daemon; False when it ends before it serves. $NOON in its environment is a time zone where it is
        12:30 now."""
        environment = {name: value.replace("$NOON", _noon()) for name, value in environment.items()}
        self.daemon = Daemon(self.main, self.kind)
        self.daemon.stderr.unlink(missing_ok=True)
        self.daemon.launch("-f", CONFIGURATION, "-dontfork", "-stayalive", "-filelog", LOG, "-pidfile", PIDFILE, *options,
                           env=environment)
        until(lambda: self.daemon.said("Started working") or self.daemon.process.poll() is not None,
              f"`Started working` from {self.kind}")
        if self.daemon.process.poll() is not None:
            return False
        self.daemon.serving(0)
        if self.warm:
            settled(self.daemon)
        return True

    def stop(self):
        """Ends the daemon and what it has started; what a sanitizer found."""
        self.daemon.stop()
        self.main.daemons.remove(self.daemon)
        for process in self.main.processes():
            process.kill()
        until(lambda: not self.main.processes(), f"end of every server of {self.kind}")
        return self.main.sanitizer_reports()

    def dump(self):
        """A fresh state dump. It is made between two events, so what it says of the servers is in the logs, too."""
        self.main.path(DUMP).unlink(missing_ok=True)
        self.daemon.send(signal.SIGUSR1)
        until(lambda: "END OF DUMP" in self.main.read(DUMP), f"state dump of {self.kind}")
        return self.main.read(DUMP)

    def dump_of(self, id):
        """The block of one service in a fresh dump, as lines; empty when it is not there."""
        services = re.search(r"^Services \+ defaults:\n(.*?)^Server table dump:", self.dump(), re.M | re.S)[1]
        for block in re.split(r"^(?=Service = )", services, flags=re.M):
            if re.search(rf"^\t\tid = {re.escape(id)}$", block, re.M):
                return [line for line in block.rstrip().splitlines() if not self.warm or not is_about_parking(line)]
        return []

    def running(self, id):
        """How many servers of a service run."""
        return len(re.findall(rf"^{re.escape(id)} server$", self.dump(), re.M))

    def settle(self):
        """Waits until no service has a server any more."""
        until(lambda: not re.search(r"^\S+ server$", self.dump(), re.M), f"last server of {self.kind}")

    def idle(self):
        """Waits until the daemon waits: xinetd throws away what comes in between a built-in's answer and that."""
        until(lambda: proc.process(self.daemon.pid).state.startswith("S"), f"an idle {self.kind}")

    # What it said

    def entries(self, log=SERVICE_LOG):
        return self.daemon.entries(log)

    # What listens

    def listening(self, port):
        """What listens on a port: "tcp 0.0.0.0 backlog 64", "udp [::] v6only"."""
        shown = self.main.run("ss", "-Htulnep").stdout.splitlines()
        return sorted(filter(None, (_socket(line.split(), port) for line in shown)))

    def sockets(self, port):
        """Which sockets listen on a port: the kernel's own names for them."""
        shown = self.main.run("ss", "-Htulne").stdout.splitlines()
        return {re.search(r"\bsk:(\w+)", line)[1] for line in shown if line.split()[4].endswith(f":{port}")}

    # Callers

    def dial(self, who, port, timeout_s=callers.ANSWER_S):
        source, address = _ways(who)
        host = self.main if who == "self" else self.clone1
        return callers.dial(host, (address, port), source, timeout_s)

    def datagram(self, who, port, source_port=0):
        source, address = _ways(who)
        host = self.main if who == "self" else self.clone1
        return callers.datagram(host, (address, port), source, source_port)


def _noon():
    """POSIX counts west as positive: local time is UTC less this."""
    seconds = int(time.time()) % 86400 - (12 * 3600 + 30 * 60)
    hours, rest = divmod(abs(seconds), 3600)
    return f"NOON{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"


def _ways(who):
    if who in CALLERS:
        return CALLERS[who]
    spot = "six" if ":" in who else "far" if who.startswith("10.") else "near"
    return who, CALLERS[spot][1]


def _socket(words, port):
    address, _, number = words[4].rpartition(":")
    if number != str(port):
        return None
    return f"{words[0]} {address}" + (" v6only" if "v6only:1" in words else "")
