"""Real servers and clients from Debian packages: unpacked under build/pkgs by scripts/fetch, never installed."""

import functools
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from .host import PATH

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


@dataclass(frozen=True)
class Programme:
    """A programme of an unpacked package, with the environment that it needs from where it lies."""

    path: Path
    environment: dict

    def run(self, host, *argv, folder="/run", check=True):
        """Runs it on `host`, in a folder, to its end; the CompletedProcess."""
        return host.run("env", "-C", folder, self.path, *argv, check=check, env=self._whole_environment())

    def start(self, host, *argv):
        """Starts it on `host` in the background; the Popen of the nsenter in front of it."""
        return host.start(self.path, *argv, env=self._whole_environment())

    def serving(self, arguments=None):
        """The attributes with which an entry starts it."""
        words = " ".join(f"{name}={value}" for name, value in self.environment.items())
        return {"server": self.path, "server_args": arguments, "env": words or None}

    def _whole_environment(self):
        return {"PATH": PATH, "LANG": "C.UTF-8", "HOME": "/run", **self.environment}


def programme(package, inside, shown_on=None):
    """The programme at the path `inside` of a package; skips the test when there is none. On the host `shown_on`
    every account may read it, not only those that the project's own folder is open to."""
    folder = tree(package)
    if shown_on and os.geteuid() == 0:
        folder = _show(shown_on, package)
    libraries = {name: value.replace(str(tree(package)), str(folder))
                 for name, value in library_path(package).items() if value}
    return Programme(folder / inside, libraries)


def _show(host, package):
    place = f"/srv/packages/{package}"
    host.path(place).mkdir(parents=True)
    host.run("mount", "-o", "bind,ro", tree(package), place)
    return Path(place)
