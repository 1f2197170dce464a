"""The installed packages as the image of containers, as Docker starts them: its capabilities, no /dev/log, an enormous
limit of descriptors, an own tree of processes. `unshare` and `setpriv` are in Docker's place.

No machine lets just anybody have a billion descriptors: `strace` makes every process believe that it may. Who did
something for each of them would not get to serving while the test waits."""

import os
import re
import resource
import signal
import subprocess
import tempfile
from pathlib import Path

from installation import GREET, HELD, HELLO
from lib import proc
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
ENORMOUS = 1073741816  # as Docker has it
BELIEVED = (
    "strace -D -f -qq --seccomp-bpf -o /dev/null -e signal=none -e trace=prlimit64 "
    f"-e inject=prlimit64:retval=0:poke_exit=@arg4={ENORMOUS.to_bytes(8, 'little').hex() * 2}"
)
MOST_MEMORY_KB = 1 << 20
ECHO = 7003
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
service echo
{{
    type = INTERNAL UNLISTED
    socket_type = stream
    protocol = tcp
    port = {echo}
    wait = no
    user = {user}
}}
"""


class Container:
    """`docker run` of the machine's files, read-only or not; `words` are PID 1."""

    def __init__(self, machine, words, user=0, read_only=False, believed=True):
        root = machine.root
        capabilities = ",".join(f"+{name}" for name in DEFAULT)
        identity = f"--reuid {user} --regid {user} --clear-groups" if user else ""
        steps = [
            f"mount --bind {root} {root}",
            f"mount -o remount,bind,ro {root}" if read_only else ":",
            f"cd {root}",
            "mount -t proc proc proc",
            f"exec {BELIEVED if believed else ''} chroot . setpriv --bounding-set -all,{capabilities} {identity} -- {words}",
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


# Debian's start-stop-daemon, which the script calls, closes descriptor after descriptor up to the limit itself.
CASES = (
    ("xinetd -dontfork", "xinetd -dontfork", {}),
    ("/etc/init.d/xinetd start", "sh -c '/etc/init.d/xinetd start; exec sleep 100000'", {"believed": False}),
    ("roused as PID 1", ROUSED_WORDS, {}),
    ("roused with a log file", f"{ROUSED_WORDS} -filelog /dev/stderr", {}),
    ("roused as PID 1, read-only root", ROUSED_WORDS, {"read_only": True}),
    ("roused as PID 1, ordinary user", ROUSED_WORDS, {"user": ORDINARY}),
    ("roused as PID 1, ordinary user, read-only root", ROUSED_WORDS, {"user": ORDINARY, "read_only": True}),
)


def complaints(container):
    return [line for line in container.said() if re.search(r"WARNING|ERROR|CRITICAL|[Ww]arning|cannot", line)]


def is_served(container):
    served(GREET, HELLO)
    for port in (HELD, ECHO):
        session = Session(port)
        session.said()
        session.end()
    complained = [re.sub(r"^.*?: ", "", line) for line in complaints(container)]
    must(len(set(complained)) == len(complained), f"said twice: {complained}")
    must(len(complained) <= MOST_COMPLAINTS, f"much is said: {complained}")
    return complained


def takes_little_memory(container):
    """None that grows with the limit: not even address space."""
    first = container.first()
    for pid in (first, *proc.children(first)):
        process = proc.process(pid)
        if process and process.comm in ("roused", "xinetd", "rouse-steward", "rouse-attendant"):
            found = re.search(r"VmPeak:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_text())
            must(int(found[1]) < MOST_MEMORY_KB, f"{process.comm} has taken {found[0]}")


def containers_start(machine, _packages):
    machine.run("/etc/init.d/xinetd", "stop")
    until(lambda: machine.daemon() is None, "end of the daemon")
    must(not machine.path("/dev/log").exists(), "there is a /dev/log")
    with Container(machine, "sh -c 'ulimit -n'") as container:
        container.process.wait()
        must(str(ENORMOUS) in container.said(), f"the limit of descriptors is not believed: {container.said()}")
    for name, words, options in CASES:
        user = "alice" if "user" in options else "nobody"
        machine.write("/etc/xinetd.conf", CONFIGURATION.format(greet=GREET, held=HELD, echo=ECHO, user=user))
        machine.path("/run/xinetd.pid").unlink(missing_ok=True)
        with Container(machine, words, **options) as container:
            try:
                complained = is_served(container)
            except Exception:
                print(f"in a container, {name}:", *container.said(), sep="\n")
                raise
            if options.get("believed", True):
                takes_little_memory(container)
            if words.startswith(ROUSED_WORDS):
                must(any("Started working" in line for line in container.said()), "it does not say that it serves")
                must(container.stop() == 0, "docker stop does not end it well")
        if options == {"read_only": True}:
            must("Read-only file system" in "".join(complained), "the root is not read-only")
        if "user" in options:
            must("no control socket" in "".join(complained), "it is not said that there is no control socket")
        yield f"in a container, {name}: {'; '.join(complained) or 'nothing is missing'}"


ACTS = (containers_start,)
