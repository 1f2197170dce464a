"""Which servers can be warm: of many kinds, unmodified, parked before main and at their first call on a standard
descriptor. Warm and cold they say the same bytes and are logged the same."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import pytest
from lib import lesson, packages
from lib.callers import dial, read_all
from lib.configuration import NOBODY, service
from lib.repositories import git_daemon, git_programme, git_with_project
from lib.terminal import Terminal
from lib.warm import COLD, WARM, alike, both, logged_alike, obstacle_to, parked, warm, warm_server

pytestmark = pytest.mark.rouse("it has no warm services")

TREE = {"file": "content\n" * 9999, "deep/empty": ""}


def saying(words=None):
    """The conversation of somebody who sends these words and ends his side, or says nothing and listens."""
    def talk(host, address):
        with dial(host, address) as s:
            if words is not None:
                s.sendall(words)
                s.shutdown(1)
            return read_all(s).decode()
    return talk


@dataclass(frozen=True)
class Server:
    """`equip(host)`: what its entry says. `talk(host, address)`: what its callers do, so many of them. `says`: what they
    see, as a regular expression, and how the server ends."""

    name: str
    equip: Callable
    talk: Callable
    says: str
    ends: str = "status=0"
    callers: int = 1


def helper(kind, says, ends="status=0", send=None):
    return Server(kind, lambda host: warm_server(kind), saying(send), says, ends)


def script(interpreter, text, says):
    def equip(host):
        return {"server": host.write("/srv/script", f"#!{interpreter}\n{text}\n", mode=0o755)}
    return Server(interpreter.rpartition("/")[2], equip, saying(b"line\n"), says, "status=5")


def fingerd(host):
    client = packages.programme("finger", "usr/bin/finger", shown_on=host)
    server = packages.programme("fingerd", "usr/sbin/in.fingerd", shown_on=host)
    return {"user": NOBODY, **server.serving(f"-L {client.path}")}


def rsyncd(host):
    host.write("/etc/rsyncd.conf", "[tree]\n path = /srv/tree\n use chroot = no\n")
    for path, text in TREE.items():
        host.write(f"/srv/tree/{path}", text)
    return packages.programme("rsync", "usr/bin/rsync").serving("--daemon")


def fetch_by_rsync(host, address):
    """What the server says to somebody who asks for its modules, and what the client fetches."""
    said = saying(b"@RSYNCD: 31.0\n#list\n")(host, address)
    client = packages.programme("rsync", "usr/bin/rsync")
    client.run(host, "-a", f"rsync://{address[0]}:{address[1]}/tree/", "/run/got/")
    got = {path: host.read(f"/run/got/{path}") for path in TREE}
    shutil.rmtree(host.path("/run/got"))
    assert got == TREE
    return said


def gitd(host):
    return {"user": NOBODY, **git_daemon(git_with_project(host))}


def clone_by_git(host, address):
    """What the server says to somebody who asks what there is, and what the client clones."""
    asked = b"git-upload-pack /project.git\0host=main\0"
    said = saying(b"%04x%s0000" % (len(asked) + 4, asked))(host, address)
    git_programme().run(host, "clone", "-q", f"git://{address[0]}:{address[1]}/project.git", "/run/clone")
    assert host.read("/run/clone/file") == "two\n"
    shutil.rmtree(host.path("/run/clone"))
    return said


def telnetd(host):
    lesson.let_in(host)
    return {"server": "/usr/sbin/in.telnetd"}


def log_in_by_telnet(host, address):
    """What the terminal of somebody shows who logs in, until he logs out: what a shell writes at its end telnetd may lose."""
    terminal = Terminal(host, lesson.telnet_client(), *address)
    try:
        for prompt, typed in (("login: ", "user1"), ("Password: ", "centos"), (r"\$ $", "id -un; tty")):
            terminal.expect(prompt)
            terminal.type(typed)
        terminal.expect(r"\$ $")
        said = terminal.seen
        terminal.type("exit")
        terminal.expect(r"Connection closed by foreign host\.")
        terminal.ended()
        return said
    finally:
        terminal.close()


SERVERS = (
    Server("telnetd", telnetd, log_in_by_telnet, r"\nuser1\r\n/dev/pts/\d+\r\n"),
    Server("fingerd", fingerd, saying(b"user1\r\n"), "^Login: user1 "),
    Server("rsyncd", rsyncd, fetch_by_rsync, r"(?m)^@RSYNCD: .*\ntree\s", callers=2),
    Server("gitd", gitd, clone_by_git, r"^[0-9a-f]{44} HEAD\0.*symref=HEAD:refs/heads/trunk", callers=2),
    script("/bin/bash", 'read -r line; echo "bash $line"; exit 5', "^bash line\n$"),
    script("/bin/sh", 'read -r line; echo "sh $line"; exit 5', "^sh line\n$"),
    script("/usr/bin/perl", '$| = 1; my $line = <STDIN>; print "perl $line"; exit 5', "^perl line\n$"),
    script("/usr/bin/python3", "import json, ssl, sys, urllib.request\n"
           "print(json.dumps(sys.stdin.readline()))\nsys.exit(5)", r'^"line\\n"\n$'),
    helper("stdio", "^said one\nsaid two\n$", send=b"one\ntwo\n"),
    helper("constructors", "^constructed root:"),
    helper("peer", "^getpeername 0 family 2\n$"),
    helper("poll", "^poll 1\nsaid x\n$", send=b"x\n"),
    helper("forks", "^child\nreaped 1 status 7\n$"),
    helper("leaves", "^said one\n$", "status=4", send=b"one\n"),
    helper("threads", "^leads 1 owns 1\n$"),
    helper("status", "^$", "status=3"),
    helper("crash", "^core ", "signal=11"),
)


@pytest.fixture(params=["main", "io"])
def park(request):
    """Where the server waits; skipped where the machine has no such point."""
    if obstacle_to(request.param):
        pytest.skip(obstacle_to(request.param))
    return request.param


@pytest.mark.parametrize("server", [pytest.param(each, id=each.name, marks=[pytest.mark.root] * (each.name == "telnetd"))
                                    for each in SERVERS])
def test_it_says_the_same(main, command, park, server):
    daemon = command(*both(park=park, **server.equip(main)))
    said, ends = alike(daemon, server.talk, callers=server.callers, crashes=server.ends.startswith("signal"))
    assert re.search(server.says, said, re.S), said
    assert ends == server.ends


def test_its_callers_have_copies_of_one_process(main, command, park):
    """Else all of this would be true of a daemon that serves everybody cold."""
    if Path("/proc/sys/kernel/randomize_va_space").read_text() == "0\n":
        pytest.skip("here the addresses of all processes are the same")
    daemon = command(*both(park=park, **warm_server("where")))
    parked(daemon, "server")
    cold, warm = ({saying()(main, address) for _ in range(3)} for address in (COLD, WARM))
    assert len(cold) == 3 and len(warm) == 1


@pytest.mark.root
def test_limits_are_those_of_the_service(main, command, park):
    attributes = {"user": NOBODY, "nice": 3, "umask": "027", "rlimit_files": 99, "rlimit_as": "512M"}
    daemon = command(*both(park=park, **warm_server("limits"), **attributes))
    said, _ = alike(daemon, saying())
    assert re.search(r"^files 99 space 536870912 umask 27 nice \d+\n$", said)


def test_threads_have_the_stack_that_the_service_says(main, command, park):
    daemon = command(*both(park=park, **warm_server("stacks"), rlimit_stack="1M"))
    said, _ = alike(daemon, saying())
    assert said == "stack 1048576\n"


def of_caller(lines):
    return [line for line in lines if re.match("(REMOTE|LOCAL)_", line)]


def test_the_environment_is_that_of_a_cold_start_but_with_io_for_the_caller(main, command, park):
    main.write("/srv/env", "#!/bin/sh\nenv | grep -v -e _PORT= -e ^_=; ls /proc/self/fd; pwd\n", mode=0o755)
    daemon = command(*both(park=park, server="/srv/env", env="ONE=1 LD_PRELOAD=libm.so.6"))
    parked(daemon, "server")
    cold, warm = (saying()(main, address).splitlines() for address in (COLD, WARM))
    logged_alike(daemon, 1)
    assert of_caller(cold) == ["REMOTE_HOST=::ffff:127.0.0.1", "LOCAL_ADDR=127.0.0.1"]
    assert of_caller(warm) == (of_caller(cold) if park == "main" else [])
    assert [line for line in warm if line not in of_caller(warm)] == [line for line in cold if line not in of_caller(cold)]
    assert "LD_PRELOAD=libm.so.6" in warm


@pytest.mark.parametrize("soft, hard", [("0", "0"), ("4194304", "8388608")])
def test_a_crash_has_the_core_limit_and_leaves_the_core_of_a_cold_start(main, command, park, soft, hard):
    """rlimit_core is not a service's to set: the limit is the daemon's."""
    pattern = Path("/proc/sys/kernel/core_pattern").read_text()
    if soft != "0" and not pattern.startswith("core"):
        pytest.skip(f"cores are not left in the folder of the process here, but go to {pattern}")

    def crash(host, address):
        ends = sum(entry.startswith("EXIT: ") for entry in daemon.entries())
        said = saying()(host, address)
        daemon.entry("^EXIT: ", ends + 1)
        cores = list(folder.iterdir())
        for core in cores:
            core.unlink()
        return said, len(cores)

    folder = main.path("/run/cores")
    folder.mkdir()
    daemon = command(*both(park=park, **warm_server("crash", "/run/cores")), before=("prlimit", f"--core={soft}:{hard}"))
    (said, cores), ends = alike(daemon, crash, crashes=True)
    assert said == f"core {soft} {hard} in 0\n" and cores == (soft != "0") and ends == "signal=11"


def test_it_waits_for_half_a_minute(main, command):
    """Cold, and parked at each point, at the same time: it costs that time once."""
    ports = {"cold": 4000, "main": 4001, "io": 4002}
    warm_ones = [name for name in ("main", "io") if not obstacle_to(name)]
    daemon = command(service("cold", port=4000, **warm_server("waits")),
                     *(warm(name, port=ports[name], park=name, **warm_server("waits")) for name in warm_ones))
    for name in warm_ones:
        parked(daemon, name)
    callers = [dial(main, ("127.0.0.1", ports[name]), timeout_s=60) for name in ("cold", *warm_ones)]
    for caller in callers:
        with caller:
            assert read_all(caller) == b"poll -1 after at least 30 s: 1\n"
    for name in warm_ones:
        assert logged_alike(daemon, 1, name) == "status=0"
        assert int(daemon.entry(rf"^EXIT: {name} .*duration=(\d+)\(sec\)")[0][1]) >= 30


def test_it_is_told_to_end_at_its_timeout(main, command, park):
    daemon = command(*both(park=park, timeout=1, **warm_server("waits")))
    said, ends = alike(daemon, saying())
    assert said == "" and ends == "signal=15"
