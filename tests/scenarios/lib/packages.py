"""Real servers and clients from Debian packages, fetched once and unpacked under build/pkgs; never installed."""

import functools
import os
import subprocess
from pathlib import Path

import pytest

_STORE = Path(os.environ.get("ROUSE_PACKAGES", Path(__file__).resolve().parents[3] / "build/pkgs"))
_LIBRARIES = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu",
              "usr/lib/aarch64-linux-gnu")


@functools.cache
def tree(package):
    """The root of the unpacked package; skips the test when it can neither be found nor fetched."""
    root = _STORE / package
    if root.is_dir():
        return root
    debs = _STORE / "debs"
    debs.mkdir(parents=True, exist_ok=True)
    if not list(debs.glob(f"{package}_*.deb")):
        fetched = subprocess.run(["apt-get", "download", "-q", package], cwd=debs, capture_output=True, text=True,
                                 check=False)
        if fetched.returncode != 0:
            pytest.skip(f"package {package} is not in build/pkgs and cannot be fetched: {fetched.stderr.strip()}")
    deb = max(debs.glob(f"{package}_*.deb"), key=lambda path: path.stat().st_mtime)
    unpacking = _STORE / f".{package}.{os.getpid()}"
    subprocess.run(["dpkg-deb", "-x", deb, unpacking], check=True)
    unpacking.rename(root)
    return root


def library_path(*names):
    """The environment that lets a programme find the libraries of these packages."""
    folders = [str(tree(name) / folder) for name in names for folder in _LIBRARIES]
    return {"LD_LIBRARY_PATH": ":".join(f for f in folders if os.path.isdir(f))}
