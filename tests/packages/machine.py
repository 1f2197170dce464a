"""The machine of the packages' play: a Debian in a folder, in whose namespaces this process is, too."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scenarios"))

from lib import proc  # noqa: E402
from lib.until import until  # noqa: E402

PATIENCE_S = 10


class Failure(Exception):
    """Something that was to hold does not."""


def must(condition, what):
    if not condition:
        raise Failure(what)


class Machine:
    def __init__(self, root):
        self.root = Path(root).absolute()  # not resolve(): /proc/PID/root would be our own
        self.enter = ("chroot", self.root)
        self.environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "DEBIAN_FRONTEND": "noninteractive",
            "LC_ALL": "C.UTF-8",
            "HOME": "/root",
        }
        # No init runs here: without this word invoke-rc.d would start nothing.
        self.write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 0\n", mode=0o755)

    def path(self, inside):
        return self.root / inside.lstrip("/")

    def run(self, *words, check=True, status=None, **options):
        """Runs a command there. `status`: the exit status that it must have."""
        done = subprocess.run(
            [*self.enter, *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=300,
            **options,
        )
        expected = 0 if status is None else status
        if (check or status is not None) and done.returncode != expected:
            said = (done.stdout + done.stderr)[-3000:]
            raise Failure(f"{' '.join(words)}: exit status {done.returncode}, not {expected}\n{said}")
        return done

    def apt(self, *words):
        return self.run("apt-get", "-y", "--no-install-recommends", *words)

    def write(self, inside, text, mode=None):
        path = self.path(inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if mode:
            path.chmod(mode)

    def edit(self, inside, old, new):
        text = self.path(inside).read_text()
        must(old in text, f"{inside} has no {old!r}")
        self.write(inside, text.replace(old, new))

    def read(self, inside):
        return self.path(inside).read_text()

    def contents(self, *folders):
        """Path -> what is in it, for all files below the folders: type, mode and bytes."""
        found = {}
        for folder in folders:
            top = self.path(folder)
            for path in [top, *sorted(top.rglob("*"))]:
                name = "/" + str(path.relative_to(self.root))
                if path.is_symlink():
                    found[name] = ("link", os.readlink(path))
                elif path.is_file():
                    found[name] = (path.stat().st_mode, path.read_bytes())
        return found

    def daemon(self, pid_file="/run/xinetd.pid"):
        """The pid in the pid file and the program that it runs; nothing, if none does."""
        try:
            pid = int(self.read(pid_file))
            return pid, os.readlink(f"/proc/{pid}/exe").removeprefix(str(self.root))
        except (OSError, ValueError):
            return None

    def wait_for_daemon(self, program, pid_file="/run/xinetd.pid"):
        until(lambda: (self.daemon(pid_file) or (0, ""))[1] == program, f"{program} with the pid in {pid_file}")
        return self.daemon(pid_file)[0]

    def steward(self):
        """The pid of the process that serves."""
        children = (proc.process(pid) for pid in proc.children(self.daemon()[0]))
        [found] = [child.pid for child in children if child and child.comm == "rouse-steward"]
        return found


def call(port, word=b""):
    """What the server at the port says until it is done."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as link:
        if word:
            link.sendall(word)
            link.shutdown(socket.SHUT_WR)
        said = b""
        while part := link.recv(4096):
            said += part
        return said.decode()


def answers(port):
    """Whether there is a door."""
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port)) == 0


def served(port, answer, word=b""):
    """Waits until callers of the port get the answer, a pattern."""

    def answered():
        try:
            return re.fullmatch(answer, call(port, word))
        except OSError:
            return False

    until(answered, f"answer {answer!r} at port {port}")


class Session:
    """A conversation with a server that says everything back; it lasts."""

    def __init__(self, port):
        self.link = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self.said()

    def said(self):
        self.link.sendall(b"still here\n")
        must(self.link.recv(64) == b"still here\n", "a session does not answer any more")

    def end(self):
        self.link.close()


class Load:
    """One caller after the other, or so many at a time, as long as the `with` block lasts; what became of them."""

    PAUSE_S = 0.005

    def __init__(self, port, answer, callers=1):
        self.port, self.answer = port, answer
        self.answered, self.lost = 0, []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.work) for _ in range(callers)]

    def work(self):
        while not self.over.is_set():
            try:
                said = call(self.port)
                if said == self.answer:
                    self.answered += 1
                else:
                    self.lost.append(f"was told {said!r}")
            except OSError as error:
                self.lost.append(str(error))
            time.sleep(self.PAUSE_S)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def in_vain(self):
        """How many had no answer, for those who are told that some will have none."""
        return f"{len(self.lost)} of {self.answered + len(self.lost)} callers in vain"

    def none_lost(self):
        must(self.answered > 20, f"only {self.answered} callers came")
        must(not self.lost, f"{len(self.lost)} of {self.answered} callers lost, the first: {self.lost[:1]}")


class Watch:
    """Tells whether a file was missing while the `with` block lasted: what inotify says of its folder."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        must(self.path.exists(), f"{self.path} is missing")
        self.process = subprocess.Popen(
            ["inotifywait", "-m", "-e", "delete,moved_from,create", "--format", "%e %f", str(self.path.parent)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while "established" not in (line := self.process.stderr.readline()):
            must(line, "inotifywait does not watch")
        return self

    def __exit__(self, kind, *_):
        last = self.path.parent / "last-event"
        last.touch()
        gone = []
        for line in self.process.stdout:
            if line.endswith(" last-event\n"):
                break
            event, _, name = line.strip().partition(" ")
            if name == self.path.name and event != "CREATE":
                gone.append(event)
        self.process.kill()
        self.process.wait()
        last.unlink()
        if kind is None:
            must(not gone, f"{self.path.name} was missing: {gone}")
            must(self.path.exists(), f"{self.path} is missing")
