"""Residents (mode = standalone): their entries, their servers, and what the state dump says of them."""

import re
import signal

from .configuration import ME, block
from .until import until

DUMP = "/run/xinetd.dump"
# What a server does that stays until it is told to end.
SLEEP = "exec sleep 1000"
# A server that takes its listening socket; a caller who says "die" ends it.
TAKER = """
import os, socket
assert os.environ["LISTEN_FDS"] == "1" and int(os.environ["LISTEN_PID"]) == os.getpid(), os.environ
s = socket.socket(fileno=3)
while True:
    caller, _ = s.accept()
    caller.sendall(b"pid %d\\n" % os.getpid())
    if caller.recv(10) == b"die":
        os._exit(1)
    caller.close()
"""


def resident(name, *lines, **attributes):
    """An entry with mode = standalone and a server in /srv, unless said otherwise; `lines` are written as they are. An
    attribute given as None is left out."""
    entry = {"mode": "standalone", "user": ME, "server": f"/srv/{name}", **attributes}
    return block(f"service {name}", [*(f"{key} = {value}" for key, value in entry.items() if value is not None),
                                     *lines])


def server(host, name, text, interpreter="/bin/sh"):
    """A server of the test's own on the host; its path there."""
    return host.write(f"/srv/{name}", f"#!{interpreter}\n{text}", 0o755)


def python(host, name, text):
    return server(host, name, text, "/usr/bin/python3 -IS")


def residents(daemon):
    """What the state dump says of each resident: {name: {"state": ..., "pid": ...}}."""
    daemon.host.path(DUMP).unlink(missing_ok=True)
    daemon.send(signal.SIGUSR1)
    text = until(lambda: "END OF DUMP" in (dump := daemon.host.read(DUMP)) and dump, "state dump")
    entries = re.findall(r"^(\S+) resident\n((?:.+\n)*)", text, re.M)
    return {name: dict(line.split(" = ", 1) for line in lines.splitlines()) for name, lines in entries}


def settled(daemon, name, state):
    """Waits until the resident is in `state`; what is said of it then."""
    def found():
        seen = residents(daemon).get(name)
        return seen and seen["state"] == state and seen
    return until(found, f"{name} {state}")
