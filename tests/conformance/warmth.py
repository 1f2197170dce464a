"""Playing in warm mode: every service that can be warm is, under roused, and has to show what it shows on demand; with
`park = io` but for what its server knows of the caller by its environment, which must be nothing."""

import re

from lib.control import Rouse
from lib.until import until

_BLOCK = re.compile(r"^service[ \t].*?^\}", re.M | re.S)
_OF_CALLER = re.compile(r"\benv (REMOTE_HOST|REMOTE_PORT|LOCAL_ADDR|LOCAL_PORT)=")
_TOLD = (r"^\t+(Mode|Park|Prestart|Park \w+) = |: parked, pid|: cannot be parked: |: its parked process|before it was parked"
         r"|; its parked process \d+ is replaced, so that nobody tries again")


def warmed(text, park):
    """The configuration with `mode = warm` and this park point behind the attributes of each entry that can have them."""
    return _BLOCK.sub(lambda found: _warm(found[0], park), text)


def _warm(block, park):
    def says(attribute, value):
        return re.search(rf"^\s*{attribute}\s*=\s*{value}\s*(#.*)?$", block, re.M | re.I)
    can = says("wait", "no") and says("server", r"\S+") and not says("socket_type", "(dgram|raw|seqpacket)")
    cannot = re.search(r"^\s*(redirect|mode)\s*=|INTERNAL|SENSOR|^\s*include", block, re.M)
    if not can or cannot or not re.search(r"^\s*socket_type\s*=\s*stream", block, re.M):
        return block
    return block[:-1] + f"mode = warm\npark = {park}\nprestart = yes\nidle_timeout = UNLIMITED\n}}"


def settled(daemon):
    """Waits until each warm service is parked, or tells why it is not."""
    rouse = Rouse(daemon.host)

    def found():
        open_ones = [each for each in rouse.json("list")["services"] if each["mode"] == "warm" and each["state"] == "open"]
        return all(not each.get("detail") or each["detail"].startswith("cold") for each in open_ones)
    until(found, "parked processes")


def is_about_parking(line):
    """A line of the log or of the dump that only a warm service has."""
    return re.search(_TOLD, line)


def without_caller(lines):
    """A transcript without what a server's environment says of its caller."""
    return [line for line in lines if not _OF_CALLER.search(line)]
