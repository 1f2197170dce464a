"""Small servers that scenarios start, compiled when needed into build/scenarios."""

import functools
import os
import subprocess
from pathlib import Path

_SOURCES = Path(__file__).resolve().parents[1] / "helpers"
_BUILD = Path(__file__).resolve().parents[3] / "build/scenarios"


@functools.cache
def programme(name):
    """The path of the compiled helpers/NAME.cc."""
    source, target = _SOURCES / f"{name}.cc", _BUILD / name
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        _BUILD.mkdir(parents=True, exist_ok=True)
        made = _BUILD / f".{name}.{os.getpid()}"
        subprocess.run(["c++", "-std=c++17", "-Wall", "-Wextra", "-Werror", "-O1", "-o", made, source], check=True)
        made.rename(target)
    return str(target)
