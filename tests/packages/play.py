"""What administrators do with rouse's packages, played on a Debian of its own (scripts/packages-test).

    play.py ROOT FOLDER

ROOT is that Debian, FOLDER has the packages. This process is in the namespaces of what it starts. Every thing that
holds is a line on standard output; the first that does not ends the play with status 1.
"""

import sys
from pathlib import Path

import containers
import daemon
import installation
import sysv
from acts import play
from machine import Machine
from packages import Packages

ACTS = (
    *installation.BEFORE,
    *sysv.BEFORE,
    *installation.UPGRADE,
    *daemon.ACTS,
    *sysv.AFTER,
    *installation.AFTER,
    *containers.ACTS,
)


def told(machine):
    """What the daemon has logged, but for its callers."""
    log = machine.path("/var/log/xinetd.log")
    return [line for line in log.read_text().splitlines() if ": START: " not in line] if log.exists() else []


def main():
    machine = Machine(sys.argv[1])
    return play(ACTS, machine, Packages(machine, Path(sys.argv[2])), lambda: told(machine))


sys.exit(main())
