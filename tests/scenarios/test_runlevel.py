"""Runlevels: `roused --runlevel N` brings the machine into one by its init scripts (reference/sysv.md section 3)."""

import json
import os
import re

import pytest
from lib.daemon import LOG, REPOSITORY, Daemon, binary
from lib.rc import daemon as daemon_script
from lib.rc import lsb, notes, script
from lib.until import until

pytestmark = pytest.mark.rouse("it knows no runlevels")

CONTROL = "/run/control"


@pytest.fixture
def boot(tree):
    """boot("3", option...): starts roused with that runlevel and waits until the machine is there."""
    def start(level, *more, done=True):
        daemon = Daemon(tree, "roused").start(more=("--runlevel", level, "--control", CONTROL, *more))
        if done:
            daemon.says(rf"runlevel {level}: .* started")
        return daemon
    return start


def dry_run(tree, *more):
    return tree.run(binary("roused"), "--runlevel", "3", "--dry-run", *more).stdout


def test_stops_come_before_starts_and_numbers_make_groups(tree, boot):
    for link in ("S30c", "S10a", "S20b", "K90k"):
        script(tree, link)
    tree.write("/var/lock/subsys/k", "")
    daemon = boot("3")
    assert notes(tree) == ["stop k", "start a", "start b", "start c"]
    assert daemon.said("entering runlevel 3: 1 to stop, 3 to start") == 1
    assert daemon.says("runlevel 3: .*").group() == "runlevel 3: 1 stopped, 3 started"


def test_headers_order_what_numbers_do_not(tree, boot):
    script(tree, "S01web", header=lsb("db $network"))
    script(tree, "S01db", header=lsb("log"))
    script(tree, "S02log", header=lsb())
    boot("3")
    assert notes(tree) == ["start log", "start db", "start web"]


def test_what_waits_for_nobody_runs_at_the_same_time(tree, boot):
    """Each waits for the other: one after the other they would never end."""
    for name, other in (("a", "b"), ("b", "a")):
        script(tree, f"S10{name}", body=f"touch /run/{name}; while [ ! -e /run/{other} ]; do sleep 0.01; done")
    assert boot("3").said("runlevel 3: 0 stopped, 2 started") == 1


def test_output_comes_whole(tree, boot):
    for name, other in (("a", "b"), ("b", "a")):
        script(tree, f"S10{name}", body=f"""
printf 'Starting {name}: '; touch /run/{name}; while [ ! -e /run/{other} ]; do sleep 0.01; done; printf '[  OK  ]\\r\\n'""")
    daemon = boot("3")
    for name in "ab":
        assert f"Starting {name}: [  OK  ]" in daemon.stderr.read_bytes().decode().replace("\r", "")


def test_lines_that_the_log_is_spared_are_counted(tree):
    script(tree, "S10x", body="seq 1500")
    daemon = Daemon(tree, "roused").launch("--runlevel", "3", "-filelog", LOG)  # in the background
    daemon.says("runlevel 3: .* started")
    daemon.says(r"x: \(500 lines left out")
    assert daemon.said(r"INFO: x: \d+\n") == 1000


def test_what_a_terminal_does_not_take_is_counted(tree):
    """Nobody waits for who reads it slowly, or not at all."""
    for link in ("S10x", "S20y"):
        script(tree, link, body="[ $1 = stop ] || head -c 65536 /dev/zero")
    os.mkfifo(tree.path("/run/terminal"))
    reader = os.open(tree.path("/run/terminal"), os.O_RDONLY | os.O_NONBLOCK)
    daemon = Daemon(tree, "roused").launch("--runlevel", "3", "-dontfork", "-filelog", LOG,
                                           before=("sh", "-c", 'exec "$@" 2>/run/terminal', "sh"))
    daemon.says("y: 65536 more bytes are left out")
    assert daemon.said("x: .* more bytes") == 0
    daemon.says("runlevel 3: .* started")
    os.close(reader)


def test_a_daemon_may_go_on_writing(tree, boot):
    script(tree, "S10chatty", body="""
sh -c 'while [ ! -e /run/go ]; do sleep 0.01; done; echo still here; echo and alive >/run/alive; sleep 3600' &""")
    daemon = boot("3")
    tree.write("/run/go", "")
    daemon.says("chatty: still here")
    until(lambda: tree.read("/run/alive"), "word of the daemon, which no closed pipe has ended")


def test_scripts_know_the_levels_and_utmp_the_new_one(tree, boot):
    script(tree, "S10x", body='echo "$PREVLEVEL $RUNLEVEL $previous $runlevel" >/run/levels')
    boot("3")
    assert tree.read("/run/levels") == "N 3 N 3\n"
    assert "run-level 3" in tree.run("who", "-r").stdout


def test_a_script_that_never_returns_is_ended(tree, boot):
    script(tree, "S10hangs", body="trap '' TERM; echo $$ >/run/pid; while :; do sleep 1; done")
    script(tree, "S20next")
    daemon = boot("3", "--script-timeout", "1")
    assert notes(tree) == ["start hangs", "start next"]
    assert daemon.said(r"hangs start: had not ended in time \(1 s\) and was ended") == 1
    assert daemon.said(r"runlevel 3: 0 stopped, 1 started, 1 not ended in time \(hangs\)") == 1
    assert not [p for p in tree.processes() if "hangs" in " ".join(p.argv)]


def test_what_fails_is_in_the_sum_and_stops_nobody(tree, boot):
    script(tree, "S10fails", body="exit 7", header=lsb())
    script(tree, "S10crashes", body="kill -SEGV $$", header=lsb())
    script(tree, "S10next", header=lsb("fails crashes"))
    tree.path("/etc/rc3.d/S40gone").symlink_to("../init.d/gone")
    daemon = boot("3")
    assert daemon.said(r"2 failed \((fails \(status 7\), crashes \(status 139\)|crashes.*, fails.*)\)") == 1
    assert notes(tree)[-1] == "start next"
    assert daemon.said("S40gone is left out: it is no program that can be run") == 1


def test_a_circle_and_what_is_missing_are_told_and_all_start(tree, boot):
    script(tree, "S10a", header=lsb("b"))
    script(tree, "S10b", header=lsb("a nowhere"))
    script(tree, "S10c", header=lsb("a"))
    daemon = boot("3")
    assert notes(tree) == ["start b", "start a", "start c"]
    assert daemon.said("each of these wants to wait for the next: a -> b -> a; they run all the same") == 1
    assert daemon.said("b requires nowhere, which does not start in runlevel 3; it starts all the same") == 1


def test_who_runs_already_is_left_alone(tree, boot):
    script(tree, "S10up")
    tree.write("/var/lock/subsys/up", "")
    script(tree, "S20down", body="touch /var/lock/subsys/down")
    boot("3")
    assert notes(tree) == ["start down"]


def test_term_stops_in_the_reverse_order(tree, boot):
    daemon_script(tree, "S10net")
    daemon_script(tree, "S20db", header=lsb("net"))
    daemon_script(tree, "S20web", header=lsb("db"))
    script(tree, "S90broken", body="exit 1")
    daemon = boot("3")
    assert daemon.stop() == 0
    assert notes(tree)[4:] == ["stop web", "stop db", "stop net"]
    assert daemon.said("shutdown: 3 stopped") == 1


def test_quit_stops_them_too(tree, boot):
    """The daemon leaves callers alone then, but nobody would ever stop what it has started."""
    daemon_script(tree, "S10net")
    daemon = boot("3")
    assert daemon.stop(3) == 0
    assert notes(tree) == ["start net", "stop net"]


def test_the_end_does_not_wait_for_what_hangs(tree, boot):
    script(tree, "S10up")
    script(tree, "S20hangs", body="trap '' TERM; while :; do sleep 1; done")
    daemon = boot("3", "--shutdown-timeout", "2", done=False)
    until(lambda: "start hangs" in notes(tree), "start of the script that hangs")
    assert daemon.stop() == 0
    assert notes(tree)[2:] == ["stop up"]
    assert daemon.said("hangs does not end and is killed") == 1


def test_it_needs_no_configuration(tree, boot):
    script(tree, "S10x")
    assert not tree.path("/etc/xinetd.conf").exists()
    daemon = boot("3")
    assert daemon.said("Started working: 0 available services") == 1
    assert notes(tree) == ["start x"]
    daemon.reload(expect="Reconfigured: new=0 old=0 dropped=0")
    assert daemon.said("ERROR|WARNING|xinetd.conf") == 0


def test_a_configuration_that_was_there_is_missed(tree, boot):
    """Services do not go because somebody replaces the file just now."""
    tree.write("/etc/xinetd.conf", "defaults\n{\n}\n")
    daemon = boot("3")
    tree.path("/etc/xinetd.conf").unlink()
    daemon.reload(expect="the old configuration stays in service")
    daemon.says("ERROR: open /etc/xinetd.conf: No such file or directory")


def test_a_level_without_scripts_is_one_too(tree, boot):
    tree.path("/etc/rc4.d").rmdir()
    assert boot("4").said("runlevel 4: 0 stopped, 0 started") == 1


def test_a_dry_run_tells_and_does_nothing(tree):
    script(tree, "S10net")
    script(tree, "S20web", header=lsb("net nowhere"))
    script(tree, "S30up")
    script(tree, "K40off")
    tree.write("/var/lock/subsys/up", "")
    assert dry_run(tree) == """\
runlevel 3
stop: nothing
start:
  S10net
  S20web               after S10net
  web requires nowhere, which does not start in this runlevel
left out:
  K40off               does not run
  S30up                runs already
"""
    told = json.loads(dry_run(tree, "--json"))
    assert [s["link"] for s in told["start"]["scripts"]] == ["S10net", "S20web"]
    assert told["start"]["missing"] == [{"script": "web", "requires": "nowhere"}]
    assert told["left_out"][1] == {"link": "S30up", "reason": "runs already"}
    assert notes(tree) == []


def test_every_real_script_has_a_place_in_a_dry_run(tree):
    """All of the corpus in one level, under numbers as they come: each waits only for such as come before it."""
    corpus = REPOSITORY.parent / "shared/corpus/init"
    if not corpus.is_dir():
        pytest.skip("no corpus of real init scripts")
    files = sorted(corpus.iterdir())
    for number, file in enumerate(files):
        link = f"S{number % 100:02}{file.name}"
        tree.write(f"/etc/init.d/{file.name}", file.read_bytes(), 0o755)
        tree.path(f"/etc/rc3.d/{link}").symlink_to(f"../init.d/{file.name}")
    told = json.loads(dry_run(tree, "--json"))
    started = [s["link"] for s in told["start"]["scripts"]]
    left = [entry["link"] for entry in told["left_out"]]
    assert sorted(started + left) == sorted(f"S{n % 100:02}{file.name}" for n, file in enumerate(files))
    places = {link: place for place, link in enumerate(started)}
    for script_told in told["start"]["scripts"]:
        assert all(places[after] < places[script_told["link"]] for after in script_told["after"])


def test_scripts_have_what_an_init_gives_them(tree, boot):
    """Not what the daemon has for itself: thousands of descriptors, a mask that its own caller had."""
    script(tree, "S10x", body="(umask; ulimit -S -n; pwd) >/run/given; readlink /proc/self/fd/0 >>/run/given")
    boot("3")
    assert tree.read("/run/given") == "0022\n1024\n/\n/dev/null\n"


def rouse(tree, *words, check=True):
    return tree.run(binary("roused").with_name("rouse"), "--control", CONTROL, *words, check=check)


def test_another_level_while_it_runs(tree, boot):
    """What both levels have goes on; the rest stops and starts."""
    daemon_script(tree, "S10both", "35")
    daemon_script(tree, "S20three", "3")
    script(tree, "S30five", "5", body="echo $PREVLEVEL $RUNLEVEL >/run/levels")
    tree.path("/etc/rc5.d/K80three").symlink_to("../init.d/three")
    daemon = boot("3")
    assert rouse(tree, "runlevel").stdout == "N 3\n"
    before = tree.read("/run/both.pid")

    assert rouse(tree, "runlevel", "5").stdout.endswith("changed: yes\n")
    daemon.says("runlevel 5: 1 stopped, 1 started")
    assert rouse(tree, "runlevel").stdout == "3 5\n"
    assert notes(tree) == ["start both", "start three", "stop three", "start five"]
    assert tree.read("/run/levels") == "3 5\n"
    assert tree.read("/run/both.pid") == before
    assert not tree.path("/run/three.pid").exists()
    assert re.search(r"run-level 5 .*last=3", tree.run("who", "-r").stdout)

    assert daemon.stop() == 0
    assert notes(tree)[4:] == ["stop five", "stop both"]


def test_during_a_change_it_tells_who_runs(tree, boot):
    script(tree, "S10slow", body="while [ ! -e /run/go ]; do sleep 0.01; done")
    script(tree, "S20left")
    script(tree, "S10five", "5")
    daemon = boot("3", done=False)
    until(lambda: rouse(tree, "runlevel").stdout == "N 3 (changing: slow)\n", "word of the script that runs")
    rouse(tree, "runlevel", "5")
    tree.write("/run/go", "")
    daemon.says("runlevel 5: 0 stopped, 1 started")
    assert notes(tree) == ["start slow", "start five"], "the rest of level 3 is left"


def test_what_is_no_level_is_refused(tree, boot):
    boot("3")
    for level in ("0", "6", "S", "33"):
        done = rouse(tree, "runlevel", level, check=False)
        assert done.returncode == 1
        assert done.stderr == f"rouse: a runlevel to enter is one from 1 to 5, not {level}\n"
    assert rouse(tree, "runlevel", "3", "5", check=False).returncode == 2


def test_without_a_runlevel_there_is_none(tree):
    tree.write("/etc/xinetd.conf", "defaults\n{\n}\n")
    Daemon(tree, "roused").start(more=("--control", CONTROL))
    done = rouse(tree, "runlevel", check=False)
    assert (done.returncode, done.stderr) == (1, "rouse: roused was not started with --runlevel\n")


def test_a_script_of_red_hats_kind_finds_its_library(tree, boot):
    tree.write("/usr/sbin/idler", "#!/bin/sh\n"
               "setsid sh -c 'echo $$ >/var/run/idler.pid; exec sleep 100000' </dev/null >/dev/null 2>&1 &\n"
               "while [ ! -s /var/run/idler.pid ]; do sleep 0.01; done\n", 0o755)
    tree.script("idler", """#!/bin/sh
# chkconfig: 345 85 15
. /etc/rc.d/init.d/functions
case "$1" in
start) echo -n $"Starting idler: "; daemon /usr/sbin/idler; echo; touch /var/lock/subsys/idler ;;
stop) echo -n $"Stopping idler: "; killproc idler; echo; rm -f /var/lock/subsys/idler ;;
esac
""")
    for level in "35":
        tree.path(f"/etc/rc{level}.d/S85idler").symlink_to("../init.d/idler")
    daemon = boot("3")
    assert daemon.said(r"Starting idler: \[  OK  \]") == 1
    assert tree.path("/run/lock/subsys/idler").exists()
    rouse(tree, "runlevel", "5")
    daemon.says("runlevel 5: 0 stopped, 0 started")
    assert daemon.stop() == 0
    assert daemon.said(r"Stopping idler: \[  OK  \]") == 1
    assert not tree.processes(comm="sleep")
