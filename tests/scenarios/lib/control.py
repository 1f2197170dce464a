"""The command `rouse` on a host, and clients of the control socket that are less polite."""

import json
import os
import socket
import struct
import subprocess
from contextlib import contextmanager

from . import daemon as daemons
from .host import PATH

SOCKET = "/run/rouse/control"
OPTIONS = ("--control", SOCKET)  # an ordinary user's daemon has its socket elsewhere
VERSION, ORDER = 1, 1
DONE, FAILED, USAGE, NOT_RUNNING, NOT_PERMITTED, NO_SUCH_SERVICE = range(6)


_CROWD = """
import select, socket, sys
path, order = sys.argv[1], bytes.fromhex(sys.argv[2])
clients = [socket.socket(socket.AF_UNIX) for _ in range(int(sys.argv[3]))]
for client in clients:
    client.connect(path)
while True:
    for client in clients:
        client.sendall(order)
        if b"too many" in client.recv(65536):
            sys.exit("no seat")
    print(flush=True)
    if select.select([sys.stdin], [], [], 1)[0]:
        break
"""


def become(user, groups):
    """The command in front of one that `user` (a uid, or None: the scenario's own user) runs."""
    if user is None:
        return []
    return ["setpriv", f"--reuid={user}", f"--regid={user}",
            f"--groups={','.join(map(str, groups))}" if groups else "--clear-groups"]


@contextmanager
def crowd(host, count, user=None, groups=()):
    """As many clients of a user, who ask again and again and so are not dropped."""
    process = host.start(*become(user, groups), "python3", "-c", _CROWD, SOCKET, LIST.hex(), count,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdout.readline() == b"\n", "they have no seats"
        yield
        process.stdin.close()


class Rouse:
    """`rouse` as `user` (a uid) with `groups` in place of his own; by default as the scenario's user."""

    def __init__(self, host, user=None, groups=(), language="C.UTF-8"):
        self.host = host
        self.before = become(user, groups)
        self.language = language

    def words(self, *words):
        """Its command line."""
        return [*self.before, daemons.binary("roused").with_name("rouse"), "--control", SOCKET, *words]

    def __call__(self, *words, check=DONE):
        """Runs it, and checks the exit status; what it said, on both channels."""
        done = self.host.run(*self.words(*words), check=False, env={"PATH": PATH, "LANG": self.language})
        assert done.returncode == check, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def json(self, *words, check=DONE):
        return json.loads(self(*words, "--json", check=check))

    def states(self):
        """The state of every service, by name."""
        return {service["name"]: service["state"] for service in self.json("list")["services"]}

    def changed(self, *words):
        """Runs an order that changes something or not."""
        said = self(*words).splitlines()[-1]
        assert said in ("changed: yes", "changed: no"), said
        return said == "changed: yes"


def connect(host):
    """A connection to the control socket of the host."""
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(20)
    s.connect(os.fspath(host.path(SOCKET)))
    return s


def frame(*fields, version=VERSION, kind=ORDER):
    body = b"".join(struct.pack("<BI", tag, len(value)) + value for tag, value in fields)
    return b"rous" + struct.pack("<HHI", version, kind, len(body)) + body


LIST = frame((1, b"list"))
