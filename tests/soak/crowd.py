"""Callers of soak_server, as many as are wanted, as fast as they are answered; then, as JSON, what became of each.

    crowd.py PORT CALLERS

The outcomes are those of callers.py; `warm` says how many were answered by a copy of a parked process.
"""

import json
import multiprocessing
import socket
import sys
from collections import Counter

from callers import PATIENCE_S, STATUSES

AT_ONCE = 8


def talk(address, status):
    """One conversation: the server's pid and that of the process that was started; or a word for what became of it."""
    with socket.socket() as link:
        link.settimeout(PATIENCE_S)
        try:
            link.connect(address)
            first = link.recv(64)
            if not first:
                return "closed"
            link.sendall(b"%d\n" % status)
            rest = link.recv(64)
        except ConnectionRefusedError:
            return "refused"
        except TimeoutError:
            return "unanswered"
        except OSError:
            return "cut"
    return "cut" if rest or not first.endswith(b"\n") else tuple(map(int, first.split()))


def one_after_another(address, numbers):
    answered, others = [], Counter()
    for number in numbers:
        outcome = talk(address, number % STATUSES)
        if isinstance(outcome, str):
            others[outcome] += 1
            continue
        server, started = outcome
        answered.append([server, number % STATUSES])
        others["warm"] += server != started
    return answered, others


def main():
    address, callers = ("127.0.0.1", int(sys.argv[1])), int(sys.argv[2])
    shares = [(address, range(first, callers, AT_ONCE)) for first in range(AT_ONCE)]
    with multiprocessing.Pool(AT_ONCE) as pool:
        found = pool.starmap(one_after_another, shares, chunksize=1)
    answered = [pair for some, _ in found for pair in some]
    print(json.dumps({"calls": callers, "answered": answered, **sum((others for _, others in found), Counter())}))


if __name__ == "__main__":
    main()
