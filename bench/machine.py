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


def busy_share(seconds=1.0):
    """The share of all processors that was not idle for so long: before a run, the work of others."""
    def sample():
        fields = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return sum(fields), fields[3] + fields[4]

    total, idle = sample()
    time.sleep(seconds)
    total_after, idle_after = sample()
    return 1 - (idle_after - idle) / max(1, total_after - total)


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
