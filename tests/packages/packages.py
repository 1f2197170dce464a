"""The packages that are played with: those that were built, and those of the next version, with other programs."""

import subprocess

NAMES = ("rouse", "rouse-xinetd", "rouse-sysv")
NEXT = "0.1.1"
FOLDERS_OF_PROGRAMS = ("usr/sbin", "usr/bin")


def output(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


class Packages:
    def __init__(self, machine, folder):
        self.machine = machine
        self.shelf = machine.path("/srv/packages")
        for name in NAMES:
            [built] = folder.glob(f"{name}_*.deb")
            for build in ("first", "next"):
                (self.shelf / build).mkdir(parents=True, exist_ok=True)
            (self.shelf / "first" / f"{name}.deb").write_bytes(built.read_bytes())
            self.make_next(built, name)

    def make_next(self, built, name):
        """What a build of the next version would make: other programs, whose texts have that version in them."""
        version = output("dpkg-deb", "-f", built, "Version")
        tree = self.shelf / "tree" / name
        tree.parent.mkdir(exist_ok=True)
        output("dpkg-deb", "-R", built, tree)
        control = tree / "DEBIAN/control"
        control.write_text(control.read_text().replace(version, NEXT))
        programs = [path for folder in FOLDERS_OF_PROGRAMS for path in (tree / folder).glob("*") if not path.is_symlink()]
        for program in programs:
            program.write_bytes(program.read_bytes().replace(version.encode(), NEXT.encode()))
        output("dpkg-deb", "--root-owner-group", "-b", tree, self.shelf / "next" / f"{name}.deb")

    def install(self, *names, build="first"):
        """As `apt install FILE...`, also over a higher version; the machine's network is a loopback."""
        return self.machine.apt("install", "--allow-downgrades", *(f"/srv/packages/{build}/{name}.deb" for name in names))
