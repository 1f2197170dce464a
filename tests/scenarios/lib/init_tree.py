"""Trees for init scripts: hosts with a bare root, on which nothing is but what a scenario puts there.

    /usr, /bin, /lib, ...  the machine's, read-only; /usr/bin and /usr/sbin are the tree's own and link to the machine's
    /etc                   accounts and names (lib/tree.py), init.d, rc0.d to rc6.d, sysconfig
    /var, /run, /tmp, ...  empty
    the project            where it lies, read-only, and so are its build and the packages
"""

import os
import shutil
from pathlib import Path

from .daemon import REPOSITORY, binary
from .host import Host
from .packages import tree

LIBRARY = "/etc/init.d/functions"
_PROGRAMS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/alternatives", "/etc/ld.so.cache")
_ENVIRONMENT = {"PATH": "/sbin:/usr/sbin:/bin:/usr/bin", "TERM": "xterm"}


def _shown():
    elsewhere = {binary("roused").parent, Path(os.environ.get("ROUSE_PACKAGES", REPOSITORY)).resolve()}
    return [*_PROGRAMS, str(REPOSITORY), *(str(path) for path in elsewhere if not path.is_relative_to(REPOSITORY))]


class InitTree(Host):
    """A host for init scripts: its root is bare, and nothing on it can write outside."""

    def __init__(self, name, *installed):
        """`installed` are unpacked packages: their /usr lies over the machine's, their /etc and /var are copied."""
        packages = list(map(tree, installed))
        super().__init__(name, {"shown": _shown(), "links": ["/usr/bin", "/usr/sbin"],
                                "packages": list(map(str, packages))})
        for folder in ("etc", "var"):
            for package in packages:
                if (package / folder).exists():
                    shutil.copytree(package / folder, self.path(f"/{folder}"), symlinks=True, dirs_exist_ok=True)
        for folder in ("init.d", "sysconfig", *(f"rc{level}.d" for level in range(7))):
            self.path(f"/etc/{folder}").mkdir(exist_ok=True)

    def library(self):
        """Puts the shell library where scripts of Red Hat's kind find it."""
        self.path(LIBRARY).symlink_to(binary("roused").parent / "share/rouse/init/functions")
        self.path("/etc/rc.d").mkdir()
        self.path("/etc/rc.d/init.d").symlink_to("../init.d")

    def tools(self, *names):
        """Installs tools of rouse."""
        for name in names:
            place = self.path(f"/usr/sbin/{name}")
            place.unlink(missing_ok=True)
            place.symlink_to(binary("roused").parent / name)

    def menu(self):
        """Puts ntsysv into the menu of setup, as an installation below /usr does."""
        entry = (REPOSITORY / "share/setuptool/ntsysv.in").read_text()
        for name, value in (("sbin", "/usr/sbin"), ("locale", "/usr/share/locale")):
            entry = entry.replace(f"@{name}@", value)
        assert "@" not in entry, f"a name of the build is not known here: {entry}"
        self.write("/etc/setuptool.d/ntsysv", entry)

    def language(self, locale):
        """Sets the language of the tree, in which init scripts speak."""
        self.write("/etc/sysconfig/i18n", f'LANG="{locale}"\n')

    def script(self, name, text):
        """Installs an init script; its path inside."""
        return self.write(f"/etc/init.d/{name}", text, 0o755)

    def service(self, name, *words, check=True, before=(), **environment):
        """Runs an init script to its end as `service` does; the CompletedProcess. `before` is a command in front."""
        return self.run(*before, *self.service_command(name, *words, **environment), check=check)

    def service_command(self, name, *words, **environment):
        """The command that stands for `service NAME WORD...`: the script itself, in /, with a clean environment."""
        variables = (f"{variable}={value}" for variable, value in {**_ENVIRONMENT, **environment}.items())
        return ["env", "-i", "-C", "/", *variables, f"/etc/init.d/{name}", *words]
