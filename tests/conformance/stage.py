"""One play on one stage: hosts main and clone1, one daemon, and a record of everything that can be seen."""

import re
import shutil
from dataclasses import dataclass, field

from lib import callers, helpers
from lib.daemon import CONFIGURATION, SERVICE_LOG, Daemon
from lib.identd import Identd
from lib.listeners import SYSLOG, Datagrams
from lib.rpcbind import Rpcbind
from lib.until import until

MAIN, CLONE1 = "172.20.1.1", "172.20.1.2"


@dataclass
class Record:
    """What a play showed, normalised, in order."""

    answers: list = field(default_factory=list)
    entries: dict = field(default_factory=dict)
    syslog: list = field(default_factory=list)
    complaints: list = field(default_factory=list)

    def lines(self):
        """The whole record as text, for comparing."""
        result = []
        for port, address, answer in self.answers:
            shown = [answer] if isinstance(answer, str) else answer
            result += [f"{address} {port}: {line}" for line in shown or ["(nothing)"]]
        for log, entries in self.entries.items():
            result += [f"{log}: {entry}" for entry in entries]
        return result + [f"syslog: {line}" for line in self.syslog] + [f"daemon: {c}" for c in self.complaints]


class Stage:
    """What a play may do. main is 172.20.1.1, 10.9.9.1 and fd00::1; clone1, where callers sit, ends in 2."""

    def __init__(self, main, clone1, kind):
        self._main, self._clone1 = main, clone1
        main.plug(clone1, f"{MAIN}/16", f"{CLONE1}/16")
        for host, last in ((main, 1), (clone1, 2)):
            host.ip("addr", "add", f"10.9.9.{last}/24", "dev", "eth0")
            host.ip("addr", "add", f"fd00::{last}/64", "dev", "eth0", "nodad")
        shutil.copy(helpers.programme("probe"), main.path("/srv/probe"))
        self._daemon = Daemon(main, kind)
        self._syslog = None
        self._logs = {SERVICE_LOG}
        self._held = []
        self._identd = None
        self._rpcbind = None
        self._programs = {}  # of RPC services, by port
        self.record = Record()

    def play(self, folder, script):
        """Runs the play of a folder to its end and returns the record."""
        self._main.write(CONFIGURATION, (folder / "xinetd.conf").read_text())
        if getattr(script, "SYSLOG", False):
            self._syslog = Datagrams(self._main, SYSLOG)
        if hasattr(script, "prepare"):
            script.prepare(self)
        inetd = folder / "inetd.conf"
        if inetd.exists():
            self._main.write("/etc/inetd.conf", inetd.read_text())
        self._daemon.start(("-inetd_compat", ) if inetd.exists() else (), env=getattr(script, "ENVIRONMENT", None))
        script.play(self)
        for caller in self._held:
            caller.close()
        if self._identd:
            self._identd.close()
        self._daemon.stop()
        if self._rpcbind:
            self._note_registrations(self._rpcbind.registrations())
        self._collect()
        return self.record

    # What a play does

    def path(self, inside):
        return self._main.path(inside)

    def write(self, inside, text):
        self._main.write(inside, text)

    def call(self, port, address=MAIN, source=None, send=b"", shape=False):
        """Calls from clone1; records and returns the whole answer, or None when nobody listens. The environment is
        recorded in order, without LD_LIBRARY_PATH, which only this stage gives (to xinetd, for libwrap). Of an answer
        that depends on the time only the `shape` is recorded."""
        source = source or ("fd00::2" if ":" in address else CLONE1)
        try:
            with callers.dial(self._clone1, (address, port), source) as s:
                if send:
                    s.sendall(send)
                    s.shutdown(1)
                answer = callers.read_all(s).decode(errors="replace")
                own_port = s.getsockname()[1]
        except ConnectionRefusedError:
            self.record.answers.append((port, address, "refused"))
            return None
        if shape:
            answer = _shape(answer)
        shown = [line for line in answer.replace(f"={own_port}\n", "=CALLER\n").splitlines()
                 if not line.startswith("env LD_LIBRARY_PATH=")]
        first = next((i for i, line in enumerate(shown) if line.startswith("env ")), len(shown))
        last = max((i + 1 for i, line in enumerate(shown) if line.startswith("env ")), default=first)
        shown[first:last] = sorted(shown[first:last])
        self.record.answers.append((port, address, shown))
        return answer

    def refused(self, port, address=MAIN):
        """Records whether anybody listens there, seen from main itself for its loopback addresses."""
        host = self._main if address.startswith("127.") else self._clone1
        self.record.answers.append((port, address, "refused" if callers.refused(host, (address, port)) else "open"))

    def hold(self, port, address=MAIN, source=CLONE1):
        """Calls, reads what `probe then=hold` says first, and stays."""
        caller = callers.dial(self._clone1, (address, port), source)
        self._held.append(caller)
        seen = b""
        while not seen.endswith(b"end\n"):
            part = caller.recv(65536)
            assert part, f"the server behind {port} hung up after {seen}"
            seen += part
        return caller

    def knock(self, port):
        """Connects and says nothing until the end of the play."""
        self._held.append(callers.dial(self._clone1, (MAIN, port), CLONE1))

    def taste(self, port, size, shape=False):
        """Calls, records the first `size` bytes of the answer (of their `shape` only how many) and hangs up."""
        with callers.dial(self._clone1, (MAIN, port), CLONE1) as s:
            with s.makefile("rb") as stream:
                answer = stream.read(size)
        shown = [f"{len(answer)} bytes"] if shape else answer.decode().splitlines()
        self.record.answers.append((port, MAIN, shown))

    def ask(self, port, question, address=MAIN, source=None, shape=False):
        """Sends one datagram and records the answer, or its `shape`."""
        with callers.datagram(self._clone1, (address, port), source) as s:
            s.send(question)
            answer = s.recv(65536).decode(errors="replace")
        self.record.answers.append((port, address, (_shape(answer) if shape else answer).splitlines()))

    def identd(self, says):
        """An ident server on clone1, until the end of the play (lib/identd.py)."""
        self._identd = Identd(self._clone1, says)
        return self._identd

    def rpcbind(self):
        """The real rpcbind on main; a daemon of its own has registered program 200100 there, at rpcbind's port."""
        self._rpcbind = Rpcbind(self._main)
        self._rpcbind.tell("set", 200100, 1, "tcp", "0.0.0.0.0.111")

    def registrations(self, count):
        """Records what rpcbind knows, once it is so many registrations."""
        self._note_registrations(until(lambda: len(found := self._rpcbind.registrations()) == count and found,
                                       f"{count} registrations"))

    def _note_registrations(self, known):
        self._programs.update({r.port: f"program {r.program}" for r in known})
        self.record.answers.append(("rpcbind", MAIN, [
            f"{r.program} {r.version} {r.netid} port of {self._programs[r.port]}, {r.owner}" for r in known]))

    def port_of(self, program):
        """The port of an RPC service, which is recorded by its program."""
        return next(port for port, name in self._programs.items() if name == f"program {program}")

    def reload(self, old, new):
        """Puts other words into the configuration and has it read again."""
        self._main.write(CONFIGURATION, self._main.read(CONFIGURATION).replace(old, new))
        self._daemon.reload()

    def send(self, port, bytes_, address=MAIN, source=None):
        """Sends one datagram that nobody answers."""
        with callers.datagram(self._clone1, (address, port), source) as s:
            s.send(bytes_)

    def entries(self, what, times, log=SERVICE_LOG):
        """Waits until the service log holds so many entries that start like `what`."""
        self._logs.add(log)
        self._daemon.entry(f"^{what}", times, log)

    def settled(self, service, source):
        """Waits until the one caller of `service` from `source` is refused or served to the end."""
        def done():
            entries = "\n".join(self._daemon.entries())
            if re.search(rf"^FAIL: {service} .*from=(::ffff:)?{source}$", entries, re.MULTILINE):
                return True
            start = re.search(rf"^START: {service} pid=(\d+) from=(::ffff:)?{source}$", entries, re.MULTILINE)
            return start and re.search(rf"^EXIT: {service} .*pid={start[1]}\b", entries, re.MULTILINE)
        until(done, f"end of {source} at {service}")

    def says(self, what):
        """Waits for a message of the daemon."""
        self._daemon.says(what)

    def hears(self, what):
        """Waits for a line in syslog."""
        self._syslog.hears(lambda message: re.search(what, message), f"syslog line `{what}`")

    # The record

    def _collect(self):
        self.record.answers = [(self._programs.get(port, port), *rest) for port, *rest in self.record.answers]
        for log in sorted(self._logs):
            self.record.entries[log] = [_normal(entry) for entry in self._daemon.entries(log)]
        if self._syslog:
            lines = [line for line in self._syslog.receive() if re.search(r"(START|EXIT|FAIL):", line)]
            self.record.syslog = [_normal(re.sub(r"> ?\w{3} [ \d]\d \d\d:\d\d:\d\d ", "> ", _name(line)))
                                  for line in lines]
        for line in self._daemon.text().splitlines():
            match = re.match(r"\S+ \w+\[\d+\]: (WARNING|ERROR|CRITICAL|INFO(?=: libwrap)): (.*)", line)
            if match and not match[2].startswith("Error parsing attribute "):
                complaint = _normal(f"{match[1]}: {_gist(match[2])}")
                if self.record.complaints[-1:] != [complaint]:  # what is said again and again is said once
                    self.record.complaints.append(complaint)


def _shape(answer):
    return re.sub(r"[A-Z]{3}", "AAA", re.sub(r"\d", "0", answer))


# Where a message may say more than xinetd's about the same thing: the reason, the file and the line. What xinetd says
# after it (`Error parsing attribute`) says nothing new.
_GISTS = (r"service = \S+, open of banner \S+ failed", r"Server \S+ is not executable",
          r"Service \S+ missing attribute \S+ - DISABLING", r"\S+ service: clearing USERID option from \S+",
          r"pmap_set failed\. service=\S+ program=\d+ version=\d+")


def _gist(message):
    found = (re.match(gist, message) for gist in _GISTS)
    return next((match[0] for match in found if match), message)


def _name(line):
    return re.sub(r"\b(xinetd|roused?)\[\d+\]", "NAME[PID]", line)


def _normal(entry):
    entry = re.sub(r"\bpid=[1-9]\d*", "pid=PID", entry)
    entry = re.sub(r"^CRITICAL: \d+ {", "CRITICAL: PID {", entry)
    entry = re.sub(r"(Sending signal \d+ to \S+ server) \d+$", r"\1 PID", entry)
    return re.sub(r"\bduration=\d+\(sec\)", "duration=D(sec)", entry)
