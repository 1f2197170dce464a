"""`rouse upgrade`, and a keeper that is killed: the daemon goes on as another program, or as another process."""

import json
import re
import shutil
import signal

import pytest
from lib.callers import dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.control import FAILED, NOT_RUNNING, SOCKET, Rouse
from lib.daemon import CONFIGURATION, PIDFILE, binary
from lib.until import until

HERE = ("127.0.0.1", 4000)
PROGRAM = "/srv/roused"
STATUS = service("status", port=4000, server="/srv/status")


@pytest.fixture
def installed(main, make_daemon):
    """A daemon whose program is a file of the host's own, so that another one can be put in its place."""
    main.write("/srv/status", "#!/bin/sh\nread -r n && exit $n\n", mode=0o755)

    def start(*entries, more=()):
        main.write(PROGRAM, binary("roused").read_bytes(), mode=0o755)
        main.write(CONFIGURATION, DEFAULTS + "\n".join(entries))
        daemon = make_daemon(main)
        daemon.exe = daemon.program = PROGRAM
        return daemon.start(more=["--control", SOCKET, *more])
    return start


def replace(main, text):
    """Puts another program where the daemon's is, as a package does it."""
    new = main.path(PROGRAM + ".new")
    if text is None:
        shutil.copyfile(binary("roused"), new)
    else:
        new.write_text(text)
    new.chmod(0o755)
    new.rename(main.path(PROGRAM))


def still_serves(main, daemon, held):
    """The session from before goes on, and so does the daemon."""
    held.sendall(b"7\n")
    assert read_all(held) == b""
    daemon.entry("^EXIT: status status=7")
    assert not refused(main, HERE)


def test_the_daemon_goes_on_as_another_program(main, installed):
    daemon = installed(STATUS)
    pid = main.read(PIDFILE)
    with dial(main, HERE) as held:
        daemon.entry("^START")
        replace(main, None)
        said = Rouse(main)("upgrade")
        assert said.splitlines()[1:] == ["changed: yes"] and said.startswith("upgraded: rouse "), said
        daemon.says("upgraded: rouse .* has become rouse ")
        still_serves(main, daemon, held)
    assert main.read(PIDFILE) == pid
    told = [json.loads(line)["event"] for line in Rouse(main)("events", "--json").splitlines()]
    assert told[:2] == ["started", "ended"], "what was before the upgrade, too"
    daemon.reload()
    assert daemon.stop() == 0
    assert main.read(PIDFILE) == ""


def test_its_servers_do_not_see_that(main, installed):
    """Neither in their environment nor in their descriptors nor in their limits."""
    server = service("facts", port=4000, server="/srv/facts")
    main.write("/srv/facts", "#!/bin/sh\nenv | sort; ls /proc/self/fd; ulimit -n; ulimit -Hn\n", mode=0o755)
    installed(server)

    def facts():
        with dial(main, HERE) as s:
            lines = read_all(s).decode().splitlines()
        return [line for line in lines if not line.startswith("REMOTE_PORT=")]

    before = facts()
    Rouse(main)("upgrade")
    Rouse(main)("upgrade")
    assert facts() == before


@pytest.mark.parametrize("text, why", [
    ("#!/bin/sh\necho of the moon; exit 3\n", r"/srv/roused cannot take over \(status 3\): of the moon"),
    ("no program", "/srv/roused: exec"),
    ("#!/bin/sh\n[ $1 = --check-state ] && echo 9.9\n", "the upgrade failed: execveat"),
])
def test_a_program_that_will_not_do_changes_nothing(main, installed, text, why):
    daemon = installed(STATUS)
    with dial(main, HERE) as held:
        daemon.entry("^START")
        replace(main, text)
        said = Rouse(main)("upgrade", check=FAILED)
        assert re.search(why, said), said
        still_serves(main, daemon, held)


def steward_on_trial(main, daemon):
    """Of an upgrade that is under way: `rouse upgrade` and the steward."""
    old = daemon.steward()
    upgrade = main.start(*Rouse(main).words("upgrade"), stdout=-3)
    daemon.says("making room for")
    new = until(lambda: [p for p in main.processes(comm="rouse-steward", parent=daemon.pid) if p.pid != old.pid],
                "steward on trial")
    return upgrade, new[0]


MANY = [service(f"s{n}", port=5000 + n, server="/bin/true") for n in range(3000)]  # which takes a while


def test_a_program_whose_steward_dies_gives_way_to_the_old_one(main, installed):
    daemon = installed(STATUS, *MANY)
    with dial(main, HERE) as held:
        daemon.entry("^START")
        upgrade, new = steward_on_trial(main, daemon)
        new.kill()
        assert upgrade.wait() == 1
        daemon.says(r"could not take over \(its steward was killed by signal 9\)")
        still_serves(main, daemon, held)


def test_a_daemon_that_is_told_to_end_meanwhile_ends(main, installed):
    """Nobody follows a steward on trial that dies then, the old version neither."""
    daemon = installed(STATUS, *MANY)
    upgrade, new = steward_on_trial(main, daemon)
    new.send(signal.SIGSTOP)
    daemon.send(signal.SIGTERM)
    new.kill()
    until(lambda: not daemon.own_processes(), "end of the daemon")
    assert upgrade.wait() == 1


def test_without_a_daemon_there_is_nothing_to_upgrade(main):
    Rouse(main)("upgrade", check=NOT_RUNNING)


def test_version_tells_both(main, serve):
    rouse = Rouse(main)
    assert rouse("version").splitlines()[1] == f"no daemon answers at {SOCKET}"
    assert rouse.json("version")["daemon"] is None
    serve(STATUS, more=["--control", SOCKET])
    known = rouse.json("version")
    assert known["daemon"] == known["version"]
    assert f"the daemon: {known['version']}, process " in rouse("version")


def test_another_keeper_takes_the_place_of_one_that_is_killed(main, installed):
    daemon = installed(STATUS)
    with dial(main, HERE) as held:
        pid = daemon.entry(r"^START: status pid=(\d+)")[0][1]
        daemon.send(signal.SIGKILL)
        assert daemon.exited() == -signal.SIGKILL
        daemon.says("the keeper is gone; another one takes its place")
        daemon.says("another keeper has taken the place of the one that was killed")
        daemon.says("Started working", times=2)
        held.sendall(b"7\n")
        assert read_all(held) == b""
    daemon.entry(rf"^EXIT: status (status=7 )?pid={pid} ")
    keeper, = [p for p in main.processes() if p.comm == "roused"]
    assert main.read(PIDFILE).strip() == str(keeper.inner)
    assert keeper.argv[0] == PROGRAM
    assert not refused(main, HERE)
    Rouse(main)("upgrade")
    keeper.send(signal.SIGTERM)
    until(lambda: not daemon.own_processes(), "end of the daemon")
    assert main.read(PIDFILE) == ""
