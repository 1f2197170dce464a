"""Plays acts on a machine, for scripts/packages-test and scripts/systemd-test."""

import sys
from pathlib import Path

from machine import Failure

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scenarios"))

from lib.until import Expired  # noqa: E402


def play(acts, machine, packages, told):
    """The exit status: every thing that holds is a line on standard output; the first that does not ends the play with
    status 1 and the end of what `told()` says the daemon has said."""
    for act in acts:
        try:
            for holds in act(machine, packages):
                print(f"ok {holds}", flush=True)
        except (Failure, Expired, OSError) as failure:
            print(f"FAILED in {act.__name__}: {failure}", flush=True)
            print("the end of what the daemon said:", *told()[-30:], sep="\n", flush=True)
            return 1
    return 0
