"""Playing in warm mode: every service that can be warm is, under roused, and has to show what it shows on demand."""

import re

from lib.control import Rouse
from lib.until import until

_BLOCK = re.compile(r"^service[ \t].*?^\}", re.M | re.S)
_TOLD = r"^\t+(Mode|Park|Prestart|Park \w+) = |: parked, pid|: cannot be parked: |: its parked process|before it was parked"


def warmed(text):
    """The configuration with `mode = warm` behind the attributes of each entry that can have it."""
    return _BLOCK.sub(lambda found: _warm(found[0]), text)


def _warm(block):
    def says(attribute, value):
        return re.search(rf"^\s*{attribute}\s*=\s*{value}\s*(#.*)?$", block, re.M | re.I)
    can = says("wait", "no") and says("server", r"\S+") and not says("socket_type", "(dgram|raw|seqpacket)")
    cannot = re.search(r"^\s*(redirect|mode)\s*=|INTERNAL|SENSOR|^\s*include", block, re.M)
    if not can or cannot or not re.search(r"^\s*socket_type\s*=\s*stream", block, re.M):
        return block
    return block[:-1] + "mode = warm\nprestart = yes\nidle_timeout = UNLIMITED\n}"


def settled(daemon):
    """Waits until each warm service is parked, or tells why it is not."""
    rouse = Rouse(daemon.host)

    def found():
        open_ones = [each for each in rouse.json("list")["services"] if each["mode"] == "warm" and each["state"] == "open"]
        return all(each["pid"] or each.get("detail", "").startswith("cold") for each in open_ones)
    until(found, "parked processes")


def is_about_parking(line):
    """A line of the log or of the dump that only a warm service has."""
    return re.search(_TOLD, line)
