"""bench/run --warm: the programs that are served, and who serves them."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from contenders import FIRST_PORT, Contender, SocketActivate, Tcpserver, Xinetd
from daemon import Broken
from field import library_path

ON_DEMAND, WARM, WARM_IO, STANDALONE = "rouse on-demand", "rouse warm", "rouse warm io", "rouse standalone"
FORKING_LOOP = "forking loop"

SHELL = """#!/bin/bash
echo ok
"""

# It ends as programs do, through the whole shutdown of the interpreter.
PYTHON = """#!/usr/bin/python3
import json, ssl, urllib.request
print("ok", flush=True)
"""

PYTHON_LOOP = """#!/usr/bin/python3
import json, ssl, urllib.request
import os, signal, socket, sys

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
door = socket.create_server(("", int(sys.argv[1])), backlog=64)
while True:
    caller, _ = door.accept()
    if os.fork() == 0:
        for place in (0, 1, 2):
            os.dup2(caller.fileno(), place)
        break
    caller.close()
print("ok", flush=True)
"""


@dataclass(frozen=True)
class Program:
    """A server as xinetd starts it, and the same as one that stays and forks (where somebody would write that)."""

    name: str
    server: Path
    resident: Path | None
    parks_late: bool  # it has much to do between its main() and its first word
    slowness: int  # measured so many times longer, for as many callers


def programs(tools, folder):
    """All of them, below `folder`, where the service's user can reach them."""

    def text(name, content):
        path = folder / name
        path.write_text(content)
        path.chmod(0o755)
        return path

    def built(name):
        shutil.copy(tools / name, folder / name)
        os.chmod(folder / name, 0o755)
        return folder / name

    return [
        Program("C program", built("warm_server"), built("bench_forking_loop"), False, 1),
        Program("bash script", text("script.sh", SHELL), None, True, 1),
        Program("python3 script", text("script.py", PYTHON), text("loop.py", PYTHON_LOOP), True, 5),
    ]


class Rouse(Xinetd):
    """roused with its service in a mode."""

    lines = ()

    def answer(self, setup):
        return [*super().answer(setup), *self.lines]

    def argvs(self, setup, folder):
        """Not before roused has said that it would serve this, all of it: else other things would be measured."""
        said = subprocess.run([str(self.exe), "-f", f"{folder}/main.conf", "--check"], env=self.environment,
                              capture_output=True, text=True, timeout=60)
        for line in (said.stdout + said.stderr).splitlines():
            for mark in (" error: ", " is not served: ", " warning: "):
                if mark in line:
                    raise Broken(line.split(mark, 1)[1])
        return super().argvs(setup, folder)


class WarmRouse(Rouse):
    parks = True
    lines = ("mode = warm",)


class WarmIoRouse(WarmRouse):
    lines = ("mode = warm", "park = io")


class StandaloneRouse(Rouse):
    """The server is the one that stays, and opens its door itself."""

    def service(self, setup, number):
        return (f"service resident\n{{\n  mode = standalone\n  user = nobody\n  server = {self.server}\n"
                f"  server_args = {FIRST_PORT}\n}}\n")


class ForkingLoop(Contender):
    def argvs(self, setup, folder):
        return [[str(self.exe), str(FIRST_PORT)]]


def parks(contender):
    """It shall keep a process of the server while nobody calls."""
    return getattr(contender, "parks", False)


def contenders(program, packages, roused):
    """Who serves the program."""

    def packaged(kind, name, package, path, **more):
        home = packages / package
        return kind(name, home / path, program.server, library_path(home), **more)

    def rouse(kind, name, server=program.server):
        return kind(name, roused, server, xinetd_like=True) if roused and server else None

    found = [
        rouse(Rouse, ON_DEMAND),
        rouse(WarmRouse, WARM),
        rouse(WarmIoRouse, WARM_IO) if program.parks_late else None,
        rouse(StandaloneRouse, STANDALONE, program.resident),
        packaged(Xinetd, "xinetd", "xinetd", "usr/sbin/xinetd", xinetd_like=True),
        packaged(SocketActivate, "socket-activate", "systemd", "usr/bin/systemd-socket-activate"),
        packaged(Tcpserver, "tcpserver", "ucspi-tcp", "usr/bin/tcpserver"),
        ForkingLoop(FORKING_LOOP, program.resident, program.resident) if program.resident else None,
    ]
    return [one for one in found if one]
