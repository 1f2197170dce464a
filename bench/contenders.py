"""The programs that are measured: how each is told to serve `services` doors with the tiny server."""

from dataclasses import dataclass, field
from pathlib import Path

FIRST_PORT = 20000
USER = "nobody"
BUILT_IN = ("daytime", "echo")


@dataclass(frozen=True)
class Setup:
    """One situation: so many services, perhaps held sessions, perhaps an access list. `task` is what the services do:
    start the `server`, answer by themselves as `echo` or `daytime`, or `redirect` to the port `behind`."""

    name: str
    services: int
    held: int = 0
    list_entries: int = 0
    reload: bool = False
    task: str = "server"
    behind: int = 0

    @property
    def ports(self):
        """The ten doors that callers go to, spread evenly over all of them: (first, count, step)."""
        count = min(10, self.services)
        return FIRST_PORT, count, self.services // count

    @property
    def server_args(self):
        return ["hold"] if self.held else []


@dataclass
class Contender:
    """A program; `argvs` makes the command lines that serve a setup out of files below `folder`."""

    name: str
    exe: Path
    server: Path
    libraries: str = ""
    most_services: int = 1_000_000
    access_lists: bool = False
    reloads: bool = False
    tasks: tuple = ("server",)
    most_idle: int = 1_000_000  # conversations at once; fewer where each is a process
    xinetd_like: bool = False  # leaves for the background, writes the files `pid` and `daemon.log`
    environment: dict = field(init=False)

    def __post_init__(self):
        self.environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        if self.libraries:
            self.environment["LD_LIBRARY_PATH"] = self.libraries

    def serves(self, setup):
        return (setup.task in self.tasks and setup.services <= self.most_services
                and (self.access_lists or not setup.list_entries))

    def configure(self, setup, folder, spare=False):
        """Writes the configuration; with `spare`, one service more than `setup` has (what a reload finds)."""

    def argvs(self, setup, folder):
        raise NotImplementedError


class Xinetd(Contender):
    """xinetd and whatever reads its files and options; in the background, as an init script starts it."""

    def configure(self, setup, folder, spare=False):
        services = folder / "services"
        if not services.exists():
            services.mkdir()
            for number in range(setup.services):
                (services / f"s{number:05}").write_text(self.service(setup, number))
            (folder / "main.conf").write_text(self.defaults(folder))
        extra = services / "spare"
        extra.unlink(missing_ok=True)
        if spare:
            extra.write_text(self.service(setup, setup.services))

    def defaults(self, folder):
        return (
            f"defaults\n{{\n  log_type = FILE {folder}/service.log\n"
            "  log_on_success = PID HOST EXIT DURATION\n  log_on_failure = HOST\n"
            "  instances = UNLIMITED\n  per_source = UNLIMITED\n  cps = 1000000 1\n}\n"
            f"includedir {folder}/services\n"
        )

    def service(self, setup, number):
        name = f"s{number:05}"
        lines = [
            f"id = {name}",
            "flags = IPv4 NOLIBWRAP",
            "socket_type = stream",
            "protocol = tcp",
            "wait = no",
            f"user = {USER}",
            f"port = {FIRST_PORT + number}",
            *self.answer(setup),
            *access_list(setup.list_entries),
        ]
        heading = setup.task if setup.task in BUILT_IN else name
        return f"service {heading}\n{{\n" + "".join(f"  {line}\n" for line in lines) + "}\n"

    def answer(self, setup):
        """What a caller gets."""
        if setup.task in BUILT_IN:
            return ["type = INTERNAL UNLISTED"]
        if setup.task == "redirect":
            return ["type = UNLISTED", f"redirect = 127.0.0.1 {setup.behind}"]
        arguments = ["server_args = " + " ".join(setup.server_args)] if setup.server_args else []
        return ["type = UNLISTED", f"server = {self.server}", *arguments]

    def argvs(self, setup, folder):
        return [[str(self.exe), "-f", f"{folder}/main.conf", "-stayalive", "-filelog", f"{folder}/daemon.log",
                 "-pidfile", f"{folder}/pid"]]


def access_list(entries):
    """only_from with so many entries, the caller's own last (where a linear search finds it)."""
    if not entries:
        return []
    words = [f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255 | 1}" for n in range(0, 2 * (entries - 1), 2)]
    words.append("127.0.0.1")
    return [f"only_from {'+=' if at else '='} {' '.join(words[at:at + 100])}" for at in range(0, len(words), 100)]


class OpenbsdInetd(Contender):
    def configure(self, setup, folder, spare=False):
        args = " ".join([self.server.name, *setup.server_args])
        lines = [
            f"{FIRST_PORT + number} stream tcp nowait.1000000 {USER} {self.server} {args}\n"
            for number in range(setup.services + (1 if spare else 0))
        ]
        (folder / "inetd.conf").write_text("".join(lines))

    def argvs(self, setup, folder):
        return [[str(self.exe), "-i", "-R", "1000000", f"{folder}/inetd.conf"]]


class Tcpserver(Contender):
    """One process per door; no look-ups of any name, no ident, no limit that is reached."""

    def argvs(self, setup, folder):
        import pwd

        who = pwd.getpwnam(USER)
        return [
            [str(self.exe), "-H", "-R", "-l", "0", "-q", "-b", "64", "-c", "10000", "-u", str(who.pw_uid), "-g",
             str(who.pw_gid), "0", str(FIRST_PORT + number), str(self.server), *setup.server_args]
            for number in range(setup.services)
        ]


class SocketActivate(Contender):
    """Cannot change the user."""

    def argvs(self, setup, folder):
        doors = [f"--listen=0.0.0.0:{FIRST_PORT + number}" for number in range(setup.services)]
        return [[str(self.exe), "--accept", "--inetd", *doors, str(self.server), *setup.server_args]]


class Floor(Contender):
    def argvs(self, setup, folder):
        birth = self.name.split()[0]
        return [[str(self.exe), birth, str(FIRST_PORT), str(setup.services), str(self.server), *setup.server_args]]
