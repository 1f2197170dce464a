"""How nice the tests were started does not matter to them."""

import os


def nicer(by=0):
    """The nice value of a process that asks for `by` more than these tests have."""
    return min(os.nice(0) + by, 19)
