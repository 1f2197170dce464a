"""The daemon under test: roused (env ROUSED) or Debian's xinetd, started, watched and stopped on a host."""

import contextlib
import os
import re
import resource
import signal
import subprocess
from pathlib import Path

from . import packages, proc
from .host import PATH
from .until import until

REPOSITORY = Path(__file__).resolve().parents[3]
LOG = "/var/log/daemon.log"
SERVICE_LOG = "/var/log/service.log"
PIDFILE = "/run/xinetd.pid"
CONFIGURATION = "/etc/xinetd.conf"
_STAMP = re.compile(r"^(\d+/\d+/\d+@\d\d:\d\d:\d\d)(?:: | )")


def binary(kind):
    """The programme of `kind`: "roused" or "xinetd"."""
    if kind == "xinetd":
        return packages.tree("xinetd") / "usr/sbin/xinetd"
    return Path(os.environ.get("ROUSED", REPOSITORY / "build/debug/roused")).resolve()


class Daemon:
    """One daemon on one host. `pid` is its process as the scenario sees it, once started."""

    def __init__(self, host, kind):
        self.host, self.kind = host, kind
        self.exe = self.program = str(binary(kind))
        self.process = None
        self.pid = None
        self.stderr = host.path("/run") / f".stderr-{len(host.daemons)}"
        host.daemons.append(self)

    # Start and stop

    def environment(self, extra=None):
        base = {"PATH": PATH, "LANG": "C.UTF-8", "TZ": "UTC"}
        base.update(packages.library_path("libwrap0") if self.kind == "xinetd" else {})
        base.update(extra or {})
        return base

    def link_as(self, path):
        """Puts a link to the programme at `path` of the host and starts it by that name from now on."""
        self.host.path(path).unlink(missing_ok=True)
        self.host.path(path).symlink_to(self.exe)
        self.program = path
        return self

    def launch(self, *arguments, env=None, nofile=(1024, 4096), before=(), fsize=None):
        """Starts the process with exactly these arguments and does not wait for anything. `before` is a command
        to start it through (`nice`, `prlimit`)."""
        def limits():
            if nofile is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE, nofile)
            if fsize is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (fsize, fsize))
        with open(self.stderr, "ab") as stderr:
            self.process = subprocess.Popen(
                self.host.command(*before, self.program, *arguments), env=self.environment(env),
                stdin=subprocess.DEVNULL, stdout=stderr, stderr=stderr, preexec_fn=limits)
        return self

    def start(self, more=(), conf=CONFIGURATION, log=LOG, **options):
        """Starts in the foreground with a log and a pid file (and the options `more`), and returns when it serves."""
        before = self.said("Started working")
        words = ["-filelog", log] if log else []
        self.launch("-f", conf, "-dontfork", "-stayalive", *words, "-pidfile", PIDFILE, *more, **options)
        self.serving(before)
        return self

    def serving(self, before=0):
        """Waits until the daemon has said once more than `before` times that it works."""
        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"{self.kind} ended with status {self.process.returncode} before it served")
            return self.said("Started working") > before
        until(ready, f"`Started working` from {self.kind}")
        self.pid = proc.children(self.process.pid)[0]

    def send(self, number):
        os.kill(self.pid, number)

    def reload(self, number=signal.SIGHUP, expect="Reconfigured"):
        """Sends HUP (or `number`) and waits for the line that answers it."""
        before = self.said(expect)
        self.send(number)
        until(lambda: self.said(expect) > before, f"`{expect}` after the reload")

    def exited(self):
        """Waits for the end of the daemon; its exit status."""
        return until(lambda: (self.process.poll() is not None) and (self.process.returncode, ),
                     f"end of {self.kind}")[0]

    def stop(self, number=signal.SIGTERM):
        """Ends the daemon by its pid and checks that none of its own processes stays; its exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None and self.pid:
            with contextlib.suppress(ProcessLookupError):  # the scenario may have told it to end
                self.send(number)
        else:
            until(self.killed, "end of a daemon that never served, or outlived the process that we started")
        status = self.exited()
        self.process = None
        until(lambda: not self.own_processes(), "end of every process of the daemon itself")
        return status

    def killed(self):
        """Kills what there is of it, who may have begotten another one meanwhile; whether nobody is left."""
        left = self.own_processes()
        for process in left:
            process.kill()
        return not left

    def steward(self):
        """The process that serves. A server on its way to exec has its name, too, and may be one of a steward that has
        died since: so the moment is awaited when one process has it."""
        def alone():
            found = self.host.processes(comm="rouse-steward")
            return found if len(found) == 1 else None
        return until(alone, "moment when the steward has its name alone")[0]

    def own_processes(self):
        """The processes that run the daemon's programme (keeper, steward, ...)."""
        return [p for p in self.host.processes() if p.exe == self.exe]

    # Logs

    def text(self):
        """Everything the daemon itself said: log file and standard error."""
        return self.host.read(LOG) + (self.stderr.read_text(errors="replace") if self.stderr.exists() else "")

    def said(self, what):
        """How many lines of the daemon match the regular expression."""
        return len(re.findall(what, self.text()))

    def says(self, what, times=1):
        """Waits until `times` lines match; the last match."""
        until(lambda: self.said(what) >= times, f"message `{what}`")
        return list(re.finditer(what, self.text()))[-1]

    def entries(self, log=SERVICE_LOG):
        """The entries of the service log without their time stamps."""
        return [_STAMP.sub("", line) for line in self.host.read(log).splitlines()]

    def entry(self, what, times=1, log=SERVICE_LOG):
        """Waits until `times` entries match; the list of matches."""
        def found():
            matches = [m for m in (re.search(what, e) for e in self.entries(log)) if m]
            return matches if len(matches) >= times else None
        return until(found, f"entry `{what}` ({times} times) in {log}")

    def report(self):
        """Everything that helps to understand a failure."""
        parts = [f"== {self.kind} on {self.host.name}: {self.program}", self.text()]
        logs = self.host.path("/var/log")
        for path in sorted(logs.iterdir()) if logs.exists() else []:
            if path.is_file() and path.name != Path(LOG).name:
                parts += [f"== {path.name}", path.read_text(errors="replace")[-20000:]]
        parts += [f"{p.inner} <{p.state}> uid {p.uid} {p.comm} {p.argv}" for p in self.host.processes()]
        return "\n".join(parts)
