"""The real rpcbind on a host (as root only: it insists), and what it knows."""

import signal
from dataclasses import dataclass

from . import packages
from .until import until

ITSELF = 100000


@dataclass(frozen=True, order=True)
class Registration:
    program: int
    version: int
    netid: str
    port: int
    owner: str


class Rpcbind:
    """rpcbind, started at once, and with the host it ends."""

    def __init__(self, host):
        self._host = host
        self._program = packages.programme("rpcbind", "sbin/rpcbind")
        self.rpcinfo = packages.programme("rpcbind", "usr/bin/rpcinfo")
        host.run("install", "-d", "-o", "_rpc", "/run/rpcbind")
        self.start()

    def start(self):
        self._program.run(self._host)
        until(lambda: "udp6" in self.rpcinfo.run(self._host, check=False).stdout, "answer of rpcbind")

    def send(self, number):
        for process in self._host.processes(comm="rpcbind"):
            process.send(number)

    def stop(self):
        """Ends it; what it was told is gone with it."""
        self.send(signal.SIGKILL)
        until(lambda: not self._host.processes(comm="rpcbind"), "end of rpcbind")

    def registrations(self):
        """What it knows of others, sorted."""
        lines = self.rpcinfo.run(self._host).stdout.splitlines()[1:]
        found = []
        for program, version, netid, address, *_, owner in map(str.split, lines):
            high, low = address.split(".")[-2:] if int(program) != ITSELF else (0, 0)
            found.append(Registration(int(program), int(version), netid, 256 * int(high) + int(low), owner))
        return sorted(r for r in found if r.program != ITSELF)

    def of(self, program):
        """(version, netid) of a program, sorted."""
        return [(r.version, r.netid) for r in self.registrations() if r.program == program]

    def knows(self, program, *expected):
        """Waits until it has exactly these (version, netid) of a program; the port, where there is one."""
        until(lambda: self.of(program) == sorted(expected), f"{sorted(expected)} of program {program}")
        return next((r.port for r in self.registrations() if r.program == program), None)

    def portmapper(self):
        """What clients of the portmapper see: the (program, version, protocol, port) of `rpcinfo -p`."""
        lines = self.rpcinfo.run(self._host, "-p").stdout.splitlines()[1:]
        found = [(int(program), int(version), protocol, int(port))
                 for program, version, protocol, port, *_ in map(str.split, lines)]
        return sorted(entry for entry in found if entry[0] != ITSELF)

    def tell(self, procedure, program, version, netid, address=""):
        """Speaks to it as another daemon would: procedure "set" or "unset"; whether it did it."""
        script = "/srv/tell-rpcbind.py"
        self._host.write(script, _TELL)
        words = (procedure, str(program), str(version), netid, address)
        return self._host.run("/usr/bin/python3", "-I", "-S", script, *words).stdout == "1\n"


_TELL = r'''
import socket, struct, sys
def text(value):
    return struct.pack(">I", len(value)) + value.encode() + bytes(-len(value) % 4)
procedure, program, version, netid, address = sys.argv[1:]
call = struct.pack(">10I", 1, 0, 2, 100000, 3, {"set": 1, "unset": 2}[procedure], 0, 0, 0, 0)
call += struct.pack(">2I", int(program), int(version)) + text(netid) + text(address) + text("")
with socket.socket(socket.AF_UNIX) as s:
    s.connect("/run/rpcbind.sock")
    s.sendall(struct.pack(">I", 0x80000000 | len(call)) + call)
    print(s.recv(4096)[-1])
'''
