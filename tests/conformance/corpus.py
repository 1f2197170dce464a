"""Real files from public repositories (../shared/corpus, where it is there): what either daemon makes of each.

They are read in a yard: a root of its own over the machine's, with a stand-in for every server, account and folder that
a file names, so that both daemons find the same."""

import os
import re
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lib import packages, proc
from lib.daemon import binary
from lib.host import PATH
from lib.until import until
from playing import spoken

FOLDER = Path(__file__).resolve().parents[3] / "shared/corpus"
ROOT = "/run/yard/root"
DISABLED = re.compile(r"^(\s*disable\s*=\s*)yes", re.M | re.I)
LOG, DUMP = "/run/daemon.log", "/run/xinetd.dump"
ACCOUNTS = ("root", "daemon", "nobody", "rouse-attendant", "rouse-resolver")


@dataclass(frozen=True)
class File:
    """A file as it was found, or with every service in it enabled."""

    kind: str  # "xinetd" or "inetd"
    name: str
    enabled: bool = False

    @property
    def title(self):
        return f"{self.kind}/{self.name}" + (" enabled" if self.enabled else "")

    def text(self):
        text = (FOLDER / self.kind / self.name).read_text("latin-1")
        return DISABLED.sub(r"\1no", text) if self.enabled else text


def files():
    """Every file, also enabled where that makes a difference; none where there is no corpus."""
    found = [File(kind, path.name) for kind in ("xinetd", "inetd") for path in sorted(FOLDER.glob(f"{kind}/*"))]
    return found + [File(file.kind, file.name, True) for file in found if DISABLED.search(file.text())]


class Yard:
    """The root in which one daemon reads the files."""

    def __init__(self, scene):
        self._host, self._kind = scene.main, scene.kind
        self._path = lambda inside: scene.main.path(ROOT + inside)
        self._furnish()
        texts = [file.text() for file in files() if not file.enabled]
        for text in texts:
            self._stand_in(text)
        self._write_accounts({name for text in texts for name in _accounts(text)})

    def _furnish(self):
        run = self._host.run
        for folder in ("/run/yard/upper", "/run/yard/work", ROOT):
            self._host.path(folder).mkdir(parents=True)
        run("mount", "-t", "overlay", "overlay", "-o", "lowerdir=/,upperdir=/run/yard/upper,workdir=/run/yard/work", ROOT)
        run("mount", "-t", "tmpfs", "tmpfs", f"{ROOT}/run")
        for folder in ("/proc", "/dev"):
            run("mount", "--rbind", folder, ROOT + folder)
        for folder in ("/run/sanitizer", "/srv/lib"):
            self._path(folder).mkdir(parents=True)
        self._path("/srv/daemon").touch()
        run("mount", "--bind", binary(self._kind), f"{ROOT}/srv/daemon")
        if self._kind == "xinetd":
            libraries = packages.library_path("libwrap0")["LD_LIBRARY_PATH"].split(":")[0]
            run("mount", "--bind", libraries, f"{ROOT}/srv/lib")
        for name, text in (("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\nservices: files\n"),
                           ("hosts", "127.0.0.1 localhost\n"), ("hosts.allow", ""), ("hosts.deny", ""),
                           ("resolv.conf", "")):
            self._write(f"/etc/{name}", text)

    def _write(self, inside, text):
        path = self._path(inside)
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1"))

    def _stand_in(self, text):
        for server in re.findall(r"^\s*server\s*[+=]*\s*(/\S+)", text, re.M | re.I) + _inetd_fields(text, 5):
            path = self._path(server)
            if server.startswith("/") and not path.exists() and not path.is_symlink():
                self._write(server, "#!/bin/sh\n")
                path.chmod(0o755)
        for folder in re.findall(r"^\s*includedir\s+(/\S+)", text, re.M):
            self._path(folder).mkdir(parents=True, exist_ok=True)
        for log in re.findall(r"^\s*log_type\s*\+?=\s*FILE\s+(/\S+)", text, re.M | re.I):
            self._path(log).parent.mkdir(parents=True, exist_ok=True)
        for banner in re.findall(r"^\s*banner\w*\s*=\s*(/\S+)", text, re.M | re.I):
            self._write(banner, "banner\n")

    def _write_accounts(self, names):
        names = [*ACCOUNTS, *sorted(names - set(ACCOUNTS))]
        self._write("/etc/passwd", "".join(f"{name}:x:{n}:{n}::/:/bin/sh\n" for n, name in enumerate(names)))
        self._write("/etc/group", "".join(f"{name}:x:{n}:\n" for n, name in enumerate(names)))

    def read(self, file):
        """What the daemon makes of a file: whether it starts, what it serves and where, what it complains about."""
        inetd = file.kind == "inetd"
        self._write("/etc/xinetd.conf", "" if inetd else file.text())
        self._write("/etc/inetd.conf", file.text() if inetd else "")
        for log in (LOG, DUMP):
            self._path(log).unlink(missing_ok=True)
        return self._played(["-inetd_compat"] if inetd else [])

    def _played(self, options):
        process = subprocess.Popen(
            self._host.command("chroot", ROOT, "/srv/daemon", "-f", "/etc/xinetd.conf", "-dontfork", "-stayalive",
                               "-filelog", LOG, "-pidfile", "/run/daemon.pid", *options),
            env={"PATH": PATH, "LANG": "C.UTF-8", "TZ": "UTC", "LD_LIBRARY_PATH": "/srv/lib"},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: "Started working" in self._said() or process.poll() is not None, f"start of {self._kind}")
        if process.poll() is not None:
            return [f"does not start: {process.returncode}", *spoken(self._said())]
        pid = proc.children(process.pid)[0]
        os.kill(pid, signal.SIGUSR1)
        until(lambda: "END OF DUMP" in self._text(DUMP) or process.poll() is not None, f"dump of {self._kind}")
        shown = [*_served(self._text(DUMP)), *_listening(pid), *spoken(self._said())]
        os.kill(pid, signal.SIGTERM)
        process.wait()
        return shown

    def _said(self):
        return self._text(LOG)

    def _text(self, inside):
        path = self._path(inside)
        return path.read_text("latin-1") if path.exists() else ""


def as_complaints(xinetd, rouse):
    """Where xinetd complains of a line, it is the same if rouse says that it reads it otherwise."""
    complained = {place(line) for line in xinetd if line.startswith("complains: ")}
    announced = [line for line in rouse if line.startswith("differs: ")]
    return [line.replace("differs: ", "complains: ", 1) for line in rouse
            if line not in announced or place(line) in complained]


def place(line):
    """The number of the line that a message is about."""
    found = re.search(r" \[line=(\d+)\]$", line)
    return found and found[1]


def _accounts(text):
    """The users and groups that a file names."""
    named = re.findall(r"^\s*(?:user|group)\s*=\s*([a-z_][\w-]*)", text, re.M | re.I)
    return named + [part for field in _inetd_fields(text, 4) for part in re.split(r"[.:/]", field) if part.isidentifier()]


def _inetd_fields(text, number):
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return [words[number] for words in lines if len(words) > number and words[1] in ("stream", "dgram")]


def _served(dump):
    services = re.findall(r"^\tState = Active\n(?:\t.*\n)*?\t\tid = (\S+)$", dump, re.M)
    return [f"serves: {id}" for id in sorted(services)]


def _listening(pid):
    found = []
    for table, listens in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == listens:
                address, port = words[1].split(":")
                found.append(f"listens: {table} {address}:{int(port, 16)}")
    return sorted(found)
