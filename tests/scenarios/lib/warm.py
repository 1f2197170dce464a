"""Warm services (mode = warm): entries, what is parked, and the same server cold and warm."""

import ctypes
import platform
import re

from . import helpers
from .configuration import service
from .control import Rouse
from .until import until

COLD, WARM = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
_SET_DISPATCH = 59  # PR_SET_SYSCALL_USER_DISPATCH, which is off anyway


def obstacle_to(park):
    """Why this machine has no such park point; empty: it has."""
    if park == "io" and platform.machine() != "x86_64":
        return f"park = io is for x86-64, and this is {platform.machine()}"
    if park == "io" and ctypes.CDLL(None).prctl(_SET_DISPATCH, 0, 0, 0, 0) != 0:
        return "park = io needs a kernel that dispatches system calls (Linux 5.11)"
    return ""


def warm(name, *lines, **attributes):
    """A service that is parked before anybody calls; and a caller needs no patience with cps."""
    return service(name, *lines, mode="warm", cps="10000 1", **{"prestart": "yes", **attributes})


def both(name="server", park="main", **attributes):
    """The same server, on demand and warm."""
    return (service("cold", port=COLD[1], **attributes), warm(name, port=WARM[1], park=park, **attributes))


def warm_server(*words):
    """The attributes of the helper that behaves as its words say."""
    return {"server": helpers.programme("warm_server"), "server_args": " ".join(words)}


def parked(daemon, name, other_than=0):
    """Waits until the service has a parked process (but for one of before); its pid as the daemon has it."""
    rouse = Rouse(daemon.host)

    def found():
        status = rouse.json("show", name)["services"][0]
        return not status.get("detail") and status["pid"] not in (0, other_than) and status["pid"]
    return until(found, f"parked process of {name}")


def log_of(daemon, name):
    """The entries of the service, without what no two callers have in common."""
    entries = [entry for entry in daemon.entries() if re.match(rf"\w+: {name} ", entry)]
    return [re.sub(r"pid=\d+|duration=\d+", "", entry).replace(f" {name} ", " NAME ") for entry in entries]


def logged_alike(daemon, times, name="server"):
    """Both have had so many callers, and are logged the same; how the last one's server ended."""
    ends = daemon.entry(r"^EXIT: cold (\w+=\w+)", times)
    daemon.entry(f"^EXIT: {name} ", times)
    cold, warm_ones = log_of(daemon, "cold"), log_of(daemon, name)
    assert sorted(warm_ones) == sorted(cold) and len(cold) == 2 * times
    return ends[-1][1]


def alike(daemon, talk, name="server", callers=1, crashes=False):
    """Calls both twice. They say the same, by one parked process, of which nothing is complained, and are logged the
    same; what they say, and how they end. `talk(host, address)` is the conversation, with so many callers. Where the
    server `crashes`, the parked process may be replaced, and the log says so."""
    said, pids = [], set()
    for address in (COLD, WARM, COLD, WARM):
        pids.add(parked(daemon, name))
        said.append(talk(daemon.host, address))
    ends = logged_alike(daemon, 2 * callers, name)
    assert said == [said[0]] * 4, said
    if not crashes:
        assert Rouse(daemon.host).json("show", name)["services"][0]["park"]["served_cold"] == 0
        assert pids == {parked(daemon, name)} and not re.search("WARNING|ERROR|CRITICAL", daemon.text())
    return said[0], ends
