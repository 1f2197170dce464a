"""The machine of a run, so that its numbers can be read later; and how busy others kept it."""

import os
import platform
import time
from datetime import date
from pathlib import Path


def first_value(path, key):
    for line in Path(path).read_text().splitlines():
        if line.startswith(key):
            return line.split(":", 1)[1].strip()
    return "unknown"


class Occupation:
    """How much of the processors was in use since it was made."""

    def __init__(self):
        self.start = self.sample()

    @staticmethod
    def sample():
        fields = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return sum(fields), fields[3] + fields[4]

    def share(self):
        """Of all processors' time, the part that was not idle (0 .. 1)."""
        total, idle = (now - then for now, then in zip(self.sample(), self.start))
        return 1 - idle / max(1, total)

    def seconds(self):
        """Processor seconds that all processors together had."""
        return (self.sample()[0] - self.start[0]) / os.sysconf("SC_CLK_TCK")


def wait_for_quiet(most_seconds, share=0.1):
    """Returns when the machine was nearly idle for half a second, or when `most_seconds` are over."""
    end = time.monotonic() + most_seconds
    while time.monotonic() < end:
        occupation = Occupation()
        time.sleep(0.5)
        if occupation.share() < share:
            return


def describe():
    memory_gb = int(first_value("/proc/meminfo", "MemTotal").split()[0]) / 1e6
    system = first_value_of_os_release()
    return (
        f"{date.today().isoformat()}, {first_value('/proc/cpuinfo', 'model name')}, {os.cpu_count()} processors, "
        f"{memory_gb:.0f} GB, {system}, Linux {platform.release()}"
    )


def first_value_of_os_release():
    for line in Path("/etc/os-release").read_text().splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.split("=", 1)[1].strip('"')
    return "Linux"
