"""Warm services (mode = warm): entries, and what is parked."""

from .configuration import service
from .control import Rouse
from .until import until


def warm(name, *lines, **attributes):
    """A service that is parked before anybody calls; and a caller needs no patience with cps."""
    return service(name, *lines, mode="warm", cps="10000 1", **{"prestart": "yes", **attributes})


def parked(daemon, name, other_than=0):
    """Waits until the service has a parked process (but for one of before); its pid as the daemon has it."""
    rouse = Rouse(daemon.host)

    def found():
        status = rouse.json("show", name)["services"][0]
        return not status.get("detail") and status["pid"] not in (0, other_than) and status["pid"]
    return until(found, f"parked process of {name}")
