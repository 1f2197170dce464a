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
from machine import Failure, Machine
from packages import Packages

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scenarios"))

from lib.until import Expired  # noqa: E402

ACTS = (
    *installation.BEFORE,
    *sysv.BEFORE,
    *installation.UPGRADE,
    *daemon.ACTS,
    *sysv.AFTER,
    *installation.AFTER,
    *containers.ACTS,
)


def main():
    machine = Machine(sys.argv[1])
    packages = Packages(machine, Path(sys.argv[2]))
    for act in ACTS:
        try:
            for holds in act(machine, packages):
                print(f"ok {holds}", flush=True)
        except (Failure, Expired, OSError) as failure:
            print(f"FAILED in {act.__name__}: {failure}", flush=True)
            log = machine.path("/var/log/xinetd.log")
            if log.exists():
                told = [line for line in log.read_text().splitlines() if ": START: " not in line]
                print("the end of its log:", *told[-20:], sep="\n", flush=True)
            return 1
    return 0


sys.exit(main())
