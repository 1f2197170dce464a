"""Waiting for a condition with a deadline: the only way in which a scenario waits."""

import time

DEADLINE_S = 60.0  # a slow machine that does much else, too, is no failure
_PAUSE_S = 0.005


class Expired(AssertionError):
    """The condition did not become true in time."""


def until(condition, what, deadline_s=DEADLINE_S):
    """Polls `condition` until it returns something true, and returns that; `what` names it when it never does."""
    end = time.monotonic() + deadline_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Expired(f"after {deadline_s:g} s still no {what}")
        time.sleep(_PAUSE_S)


def observe(condition, seconds):
    """Watches `condition` for `seconds` and returns True if it held all the time. For facts that only the passing
    of time can show: that a door stays closed, that nothing spins."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not condition():
            return False
        time.sleep(_PAUSE_S)
    return True
