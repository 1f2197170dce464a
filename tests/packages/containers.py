"""The installed packages as the image of containers, as Docker starts them: its capabilities, no /dev/log, an enormous
limit of descriptors, an own tree of processes. `unshare` and `setpriv` are in Docker's place."""

import os
import re
import resource
import signal
import subprocess
import tempfile
from pathlib import Path

from installation import GREET, HELD, HELLO
from lib.until import until
from machine import Session, answers, must, served

DEFAULT = (
    "chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw sys_chroot mknod "
    "audit_write setfcap"
).split()
MOST_COMPLAINTS = 5
ROUSED_WORDS = "roused -dontfork"
ORDINARY = 1000
DESCRIPTORS = resource.getrlimit(resource.RLIMIT_NOFILE)[1]  # as far as one may go here
CONFIGURATION = """defaults
{{
    instances = UNLIMITED
    cps = 10000 1
}}
service greet
{{
    type = UNLISTED
    socket_type = stream
    protocol = tcp
    port = {greet}
    wait = no
    user = {user}
    server = /bin/echo
    server_args = hello
}}
service held
{{
    type = UNLISTED
    socket_type = stream
    protocol = tcp
    port = {held}
    wait = no
    user = {user}
    server = /bin/cat
}}
"""


class Container:
    """`docker run` of the machine's files, read-only or not; `words` are PID 1."""

    def __init__(self, machine, words, user=0, read_only=False):
        root = machine.root
        capabilities = ",".join(f"+{name}" for name in DEFAULT)
        identity = f"--reuid {user} --regid {user} --clear-groups" if user else ""
        steps = [
            f"mount --bind {root} {root}",
            f"mount -o remount,bind,ro {root}" if read_only else ":",
            f"cd {root}",
            "mount -t proc proc proc",
            f"exec chroot . setpriv --bounding-set -all,{capabilities} {identity} -- {words}",
        ]
        limits = ["prlimit", f"--nofile={DESCRIPTORS}"]
        spaces = ["unshare", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child"]
        self.output = tempfile.TemporaryFile("a+b")  # a pipe would wait for the last of its writers
        os.fchmod(self.output.fileno(), 0o666)  # Docker, too, gives it to the user
        self.process = subprocess.Popen(
            [*limits, *spaces, "sh", "-ec", "\n".join(steps)],
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            env=machine.environment,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        until(lambda: not answers(GREET), "end of the container")

    def said(self):
        """What it has written so far, in lines."""
        self.output.seek(0)
        return self.output.read().decode().splitlines()

    def first(self):
        """The pid of its PID 1, as it is out here."""
        pid = self.process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text())

    def stop(self):
        """As `docker stop`; the exit status."""
        os.kill(self.first(), signal.SIGTERM)
        return self.process.wait(timeout=30)


CASES = (
    ("xinetd -dontfork", "xinetd -dontfork", {}),
    ("/etc/init.d/xinetd start", "sh -c '/etc/init.d/xinetd start; exec sleep 100000'", {}),
    ("roused as PID 1", ROUSED_WORDS, {}),
    ("roused as PID 1, read-only root", ROUSED_WORDS, {"read_only": True}),
    ("roused as PID 1, ordinary user", ROUSED_WORDS, {"user": ORDINARY}),
    ("roused as PID 1, ordinary user, read-only root", ROUSED_WORDS, {"user": ORDINARY, "read_only": True}),
)


def complaints(container):
    return [line for line in container.said() if re.search(r"WARNING|ERROR|CRITICAL|[Ww]arning|cannot", line)]


def is_served(container):
    served(GREET, HELLO)
    session = Session(HELD)
    session.said()
    session.end()
    complained = [re.sub(r"^.*?: ", "", line) for line in complaints(container)]
    must(len(set(complained)) == len(complained), f"said twice: {complained}")
    must(len(complained) <= MOST_COMPLAINTS, f"much is said: {complained}")
    return complained


def containers_start(machine, _packages):
    machine.run("/etc/init.d/xinetd", "stop")
    until(lambda: machine.daemon() is None, "end of the daemon")
    must(not machine.path("/dev/log").exists(), "there is a /dev/log")
    for name, words, options in CASES:
        user = "alice" if "user" in options else "nobody"
        machine.write("/etc/xinetd.conf", CONFIGURATION.format(greet=GREET, held=HELD, user=user))
        machine.path("/run/xinetd.pid").unlink(missing_ok=True)
        with Container(machine, words, **options) as container:
            try:
                complained = is_served(container)
            except Exception:
                print(f"in a container, {name}:", *container.said(), sep="\n")
                raise
            if words == ROUSED_WORDS:
                must(container.stop() == 0, "docker stop does not end it well")
        if options == {"read_only": True}:
            must("Read-only file system" in "".join(complained), "the root is not read-only")
        yield f"in a container, {name}: {'; '.join(complained) or 'nothing is missing'}"


ACTS = (containers_start,)
