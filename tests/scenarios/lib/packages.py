"""Real servers and clients from Debian packages: unpacked under build/pkgs by scripts/fetch, never installed."""

import functools
import os
from pathlib import Path

import pytest

_STORE = Path(os.environ.get("ROUSE_PACKAGES", Path(__file__).resolve().parents[3] / "build/pkgs"))
_LIBRARIES = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu",
              "usr/lib/aarch64-linux-gnu")


@functools.cache
def tree(package):
    """The root of the unpacked package; skips the test when there is none. Fetching it here is impossible: we are in
    a network without a way out."""
    root = _STORE / package
    if not root.is_dir():
        pytest.skip(f"package {package} is missing; type: scripts/fetch {package}")
    return root


def library_path(*names):
    """The environment that lets a programme find the libraries of these packages."""
    folders = [str(tree(name) / folder) for name in names for folder in _LIBRARIES]
    return {"LD_LIBRARY_PATH": ":".join(f for f in folders if os.path.isdir(f))}
