"""Small servers that scenarios start, compiled when needed into build/scenarios."""

import functools
import subprocess
import tempfile
from pathlib import Path

_SOURCES = Path(__file__).resolve().parents[1] / "helpers"
_BUILD = Path(__file__).resolve().parents[3] / "build/scenarios"


@functools.cache
def programme(name):
    """The path of the compiled helpers/NAME.cc."""
    source, target = _SOURCES / f"{name}.cc", _BUILD / name
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        _BUILD.mkdir(parents=True, exist_ok=True)
        # Others may compile it at the same time, in namespaces where they have the same pid.
        with tempfile.TemporaryDirectory(dir=_BUILD) as folder:
            made = Path(folder) / name
            subprocess.run(["c++", "-std=c++17", "-Wall", "-Wextra", "-Werror", "-O1", "-o", made, source], check=True)
            made.rename(target)
    return str(target)
