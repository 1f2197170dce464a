"""The packages that are played with: those that were built, and the same again with a higher version."""

import subprocess

NAMES = ("rouse", "rouse-xinetd", "rouse-sysv")
HIGHER = "0.1.1~again"


class Packages:
    def __init__(self, machine, folder):
        self.machine, self.folder = machine, folder
        self.shelf = machine.path("/srv/packages")
        self.shelf.mkdir(parents=True)
        for name in NAMES:
            [built] = folder.glob(f"{name}_*.deb")
            (self.shelf / f"{name}.deb").write_bytes(built.read_bytes())
            self.repack(built, name)

    def repack(self, built, name):
        tree = self.shelf / "tree" / name
        tree.parent.mkdir(exist_ok=True)
        subprocess.run(["dpkg-deb", "-R", built, tree], check=True)
        control = tree / "DEBIAN/control"
        version = subprocess.run(["dpkg-deb", "-f", built, "Version"], check=True, capture_output=True, text=True)
        control.write_text(control.read_text().replace(version.stdout.strip(), HIGHER))
        higher = self.shelf / f"{name}-higher.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "-b", tree, higher], check=True, stdout=subprocess.DEVNULL)

    def install(self, *names, higher=False):
        """As `apt install FILE...`; the machine's network is a loopback."""
        return self.machine.apt("install", *(f"/srv/packages/{name}{'-higher' * higher}.deb" for name in names))
