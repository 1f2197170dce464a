"""`rouse takeover`: rouse takes the place of Debian's xinetd, and gives it back (--undo)."""

import ctypes
import json
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from lib.callers import call, dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.control import FAILED, NOT_PERMITTED, NOT_RUNNING, SOCKET, USAGE, Rouse
from lib.daemon import CONFIGURATION, LOG, PIDFILE, Daemon, binary
from lib.nice import nicer
from lib.until import until

pytestmark = pytest.mark.rouse("xinetd takes no place")

CALLERS = Path(__file__).resolve().parents[1] / "soak/callers.py"
LIMITS = DEFAULTS.replace("}", "    instances = UNLIMITED\n    cps = 100000 1\n}")
BRIEF = service("brief", port=7001, server="/srv/brief", flags="IPv4")
OTHER = service("other", port=7002, server="/srv/brief", flags="IPv4")
HERE, THERE = ("127.0.0.1", 7001), ("127.0.0.1", 7002)
RECORD = "/run/rouse/takeover"
WORDS = ("-f", CONFIGURATION, "-stayalive", "-filelog", LOG, "-pidfile", PIDFILE)
PIDFD_SEND_SIGNAL, PIDFD_GETFD = 424, 438
REFUSED, KILLED = 0x00050001, 0x80000000  # EPERM; SIGSYS
PROGRAM = "/srv/xinetd"  # a copy, so that a scenario can spoil it


def processes(main, program):
    """Those that run it and lead a daemon."""
    found = [p for p in main.processes() if p.exe.removesuffix(" (deleted)").endswith(program)]
    return [p for p in found if p.parent not in [q.pid for q in found]]


def xinetds(main):
    return processes(main, PROGRAM)


def rouses(main):
    return processes(main, "/roused")


@pytest.fixture
def xinetd(main, kind):
    """start(entry, ...): xinetd in the background, as its init script starts it; the process."""
    main.write("/srv/brief", "#!/bin/sh\necho $$\nread -r n && exit $n\n", mode=0o755)
    main.write(PROGRAM, binary("xinetd").read_bytes(), mode=0o755)

    def start(*entries, words=WORDS, **options):
        main.write(CONFIGURATION, LIMITS + "\n".join(entries))
        daemon = Daemon(main, "xinetd")
        daemon.exe = daemon.program = PROGRAM
        before = daemon.said("Started working")
        daemon.launch(*words, **options).process.wait()
        main.daemons.remove(daemon)  # it ends by itself
        until(lambda: daemon.said("Started working") > before, "xinetd at work")
        return xinetds(main)[-1]
    yield start
    for process in rouses(main) + xinetds(main):
        process.send(3)
    until(lambda: not rouses(main) and not xinetds(main), "end of the daemons")


class Load:
    """500 callers a second, until they are counted."""

    def __init__(self, main):
        self.main = main
        self.process = main.start(sys.executable, CALLERS, "7001", "500", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.go_on(200)

    def go_on(self, more):
        """Until so many more have been served."""
        def ended():
            return self.main.read("/var/log/service.log").count("EXIT")
        goal = ended() + more
        until(lambda: ended() > goal, "more callers")

    def count(self):
        said, _ = self.process.communicate(b"")
        result = json.loads(said)
        result["answered"] = len(result["answered"])
        return result


def answers(main, address=HERE):
    return call(main, address, b"0\n").strip().isdigit()


def test_nobody_is_refused_on_the_way_in_and_few_on_the_way_back(main, xinetd, rouse, record_property):
    old = xinetd(BRIEF)
    load = Load(main)
    said = rouse("takeover").splitlines()
    assert said[-1] == "changed: yes" and "has taken the doors of xinetd" in said[-2], said
    load.go_on(500)
    way_in = load.count()
    print(f"takeover: {way_in}")
    assert way_in == {"calls": way_in["answered"], "answered": way_in["answered"]}
    assert not old.alive() and not xinetds(main)
    new, = rouses(main)
    assert main.read(PIDFILE).strip() == str(new.inner)
    assert new.comm == "xinetd" and new.argv[0] == old.argv[0]  # so those who look for its name find it

    load = Load(main)
    said = rouse("takeover", "--undo").splitlines()
    assert said[-1] == "changed: yes" and "callers in between were refused" in said[-2], said
    load.go_on(500)
    way_back = load.count()
    refusals = way_back.get("refused", 0)
    assert way_back["calls"] == sum(number for what, number in way_back.items() if what != "calls")
    record_property("told", f"takeover --undo: {refusals} of {way_back['calls']} callers refused on the way back")
    print(f"takeover --undo: {way_back}")
    assert way_back["answered"] > 500 and set(way_back) <= {"calls", "answered", "refused", "closed", "cut"}
    assert not rouses(main)
    back, = xinetds(main)
    assert back.argv == old.argv and main.read(PIDFILE).strip() == str(back.inner)


def test_sessions_go_on_both_ways(main, xinetd, rouse):
    xinetd(BRIEF)
    with dial(main, HERE) as of_xinetd:
        rouse("takeover")
        with dial(main, HERE) as of_rouse:
            until(lambda: rouse.json("sessions")["sessions"], "session of rouse")
            rouse("takeover", "--undo")
            for held in (of_xinetd, of_rouse):
                held.sendall(b"7\n")
                assert read_all(held).strip().isdigit()
    assert answers(main)


def test_a_dry_run_changes_nothing(main, xinetd, rouse):
    old = xinetd(BRIEF, service("strange", "per_source = 10 # limit", port=7003, server="/srv/brief", flags="IPv4"))
    said = rouse("takeover", "--dry-run")
    assert re.search(r"^brief +0\.0\.0\.0:7001/tcp +taken over$", said, re.M), said
    assert re.search(rf"{CONFIGURATION}:\d+: .*differs from xinetd", said), said
    assert said.splitlines()[-2:] == ["`rouse takeover` would do so, and refuse nobody; nothing was changed",
                                      "changed: no"]
    answer = rouse.json("takeover", "--dry-run")
    assert (answer["outcome"], answer["changed"], answer["xinetd"], answer["rouse"]) == ("done", False, old.inner, None)
    assert [door["fate"] for door in answer["findings"]["doors"]] == ["adopted", "adopted"]
    assert old.alive() and not rouses(main) and not main.path(RECORD).exists()
    assert main.read(PIDFILE).strip() == str(old.inner)


def test_it_can_be_said_twice(main, xinetd, rouse):
    old = xinetd(BRIEF)
    answer = rouse.json("takeover")
    new, = rouses(main)
    assert answer.pop("findings")["lost"] == 0
    assert answer == {"outcome": "done", "changed": True, "way": "adopted", "xinetd": old.inner, "rouse": new.inner,
                      "text": answer["text"]}
    assert main.path(RECORD).stat().st_mode & 0o777 == 0o600
    assert rouse("takeover").splitlines() == [f"rouse (process {new.inner}) serves here already", "changed: no"]
    assert rouse.json("takeover", "--dry-run")["changed"] is False
    assert rouses(main)[0].pid == new.pid
    dry = rouse("takeover", "--undo", "--dry-run").splitlines()
    assert dry[-2].startswith(f"`rouse takeover --undo` would end rouse and start {PROGRAM} -f {CONFIGURATION}")
    assert rouses(main) and main.path(RECORD).exists()
    answer = rouse.json("takeover", "--undo")
    assert (answer["outcome"], answer["changed"], answer["way"]) == ("done", True, "restarted")
    assert answer["xinetd"] == xinetds(main)[0].inner and not main.path(RECORD).exists()
    assert rouse("takeover", "--undo").splitlines()[-1] == "changed: no"


def test_what_servers_have_of_it_stays(main, xinetd, rouse):
    """Environment, umask, limits, and what an administrator or a service manager has made of nice and oom_score_adj: all
    ways."""
    main.write("/srv/facts", "#!/bin/sh\nenv | sort; umask; ulimit -Hn; ulimit -c; ulimit -t; echo nice $(nice)\n"
               "echo oom $(cat /proc/self/oom_score_adj)\n", mode=0o755)
    xinetd(service("facts", port=7001, server="/srv/facts", flags="IPv4"), env={"OF_XINETD": "two\nlines"},
           nofile=(900, 3000), before=["prlimit", "--core=5120", "--cpu=4000", "nice", "-n", "3", "sh", "-c",
                                    'umask 077; echo 250 >/proc/self/oom_score_adj; exec "$@"', "sh"])

    def facts():
        with dial(main, HERE) as s:
            lines = read_all(s).decode().splitlines()
        return [line for line in lines if not re.match("REMOTE_PORT=|LOCAL_|PWD=|OLDPWD=|_=|SHLVL=", line)]

    before = facts()
    assert {"lines", "0077", "3000", "4000", f"nice {nicer(3)}", "oom 250"} <= set(before)
    rouse("takeover")
    assert facts() == before
    rouse("takeover", "--undo")
    assert facts() == before


def test_lost_doors_and_errors_are_refused_unless_forced(main, xinetd, rouse):
    old = xinetd(BRIEF, OTHER)
    main.write(CONFIGURATION, LIMITS + BRIEF)
    said = rouse("takeover", check=FAILED)
    assert re.search(r"7002/tcp +LOST", said) and "doors of xinetd would be lost; nothing was changed" in said
    assert rouse.json("takeover", "--dry-run", check=FAILED)["findings"]["lost"] == 1
    main.write(CONFIGURATION, LIMITS + BRIEF + service("broken", port="none", server="/srv/brief"))
    said = rouse("takeover", check=FAILED)
    assert "the configuration has errors; nothing was changed" in said and f"{CONFIGURATION}:" in said
    answer = rouse.json("takeover", check=FAILED)
    assert (answer["outcome"], answer["changed"]) == ("failed", False) and answer["findings"]["check"]["messages"]
    assert old.alive() and not rouses(main) and not main.path(RECORD).exists()
    said = rouse("takeover", "--force")
    assert "LOST" in said and said.splitlines()[-1] == "changed: yes"
    assert answers(main) and refused(main, THERE)
    said = rouse("takeover", "--undo")
    assert said.splitlines()[-1] == "changed: yes"


def test_a_rouse_that_does_not_come_to_serve_leaves_xinetd_alone(main, xinetd, rouse):
    old = xinetd(BRIEF)
    main.path(CONFIGURATION).unlink()
    said = rouse("takeover", "--force", check=FAILED)
    assert "rouse does not come to serve (" in said and "; xinetd goes on" in said and CONFIGURATION in said
    assert old.alive() and answers(main) and not main.path(RECORD).exists()
    assert main.read(PIDFILE).strip() == str(old.inner)


def test_a_rouse_that_has_nothing_to_serve_leaves_the_doors_of_xinetd_open(main, xinetd, rouse):
    old = xinetd(BRIEF, words=[word for word in WORDS if word != "-stayalive"])
    main.write(CONFIGURATION, LIMITS)
    assert "xinetd goes on" in rouse("takeover", "--force", check=FAILED)
    assert old.alive() and answers(main)
    until(lambda: not rouses(main), "end of rouse")


def filtered(main, call, second, answer):
    """`takeover` where the kernel answers so to a system call with this second argument; a function to run it."""
    load, jump, leave, allow = 0x20, 0x15, 0x06, 0x7fff0000
    rows = [(load, 0, 0, 0), (jump, 0, 3, call), (load, 0, 0, 24), (jump, 0, 1, second), (leave, 0, 0, answer),
            (leave, 0, 0, allow)]
    if second is None:
        rows[2:4] = []
        rows[1] = (jump, 0, 1, call)

    def install():
        program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *row) for row in rows))
        header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(rows), ctypes.addressof(program)))
        if ctypes.CDLL(None, use_errno=True).prctl(22, 2, header, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "seccomp")
    return lambda *words: main.run(*Rouse(main).words("takeover", *words), check=False, preexec_fn=install)


@pytest.fixture
def contained(main):
    """`takeover` where the kernel does not let descriptors be taken, as in many a container."""
    return filtered(main, PIDFD_GETFD, None, REFUSED)


def test_where_the_kernel_refuses_xinetd_is_stopped_and_rouse_started(main, xinetd, rouse, contained):
    old = xinetd(BRIEF)
    done = contained("--dry-run")
    assert done.returncode == 0, done.stderr
    assert ("the kernel does not let rouse take the doors (pidfd_getfd of process "
            f"{old.inner}: Operation not permitted): `rouse takeover` would stop xinetd and start rouse") in done.stdout
    answer = json.loads(contained("--dry-run", "--json").stdout)
    assert answer["findings"]["doors"] is None and answer["findings"]["check"]["messages"] == []
    with dial(main, HERE) as held:
        done = contained()
        assert done.returncode == 0, done.stderr
        assert "callers in between were refused\nchanged: yes\n" in done.stdout
        held.sendall(b"0\n")
        assert read_all(held)
    assert not old.alive() and answers(main)
    assert main.read(PIDFILE).strip() == str(rouses(main)[0].inner)
    rouse("takeover", "--undo")


def test_where_it_refuses_and_rouse_fails_xinetd_comes_back(main, xinetd, contained):
    old = xinetd(BRIEF, words=[*WORDS, "-limit", "5"])
    link = main.path("/srv/log")
    link.symlink_to("/none/log")  # which roused cannot open, and xinetd does not need in the meantime
    main.path(CONFIGURATION).unlink()
    done = contained("--force")
    assert done.returncode == FAILED
    assert "xinetd was started again" in done.stderr, done.stderr
    assert not old.alive()
    until(lambda: not rouses(main), "end of the roused that failed")


@pytest.mark.parametrize("text, why", [
    ("#!/bin/sh\nexit 3\n", "exit status 3"),
    ("#!/bin/sh\n(sleep 0.1; exit 4) &\n", "exit status 4"),
    ("none", "Exec format error"),
])
def test_xinetd_that_does_not_come_back_brings_rouse_back(main, xinetd, rouse, text, why):
    xinetd(BRIEF)
    rouse("takeover")
    main.path(PROGRAM).unlink()
    main.write(PROGRAM, text, mode=0o755)
    said = rouse("takeover", "--undo", check=FAILED)
    assert "xinetd does not come to serve (" in said and why in said and "rouse was started again" in said
    assert answers(main) and main.path(RECORD).exists()


def test_xinetd_that_cannot_be_started_leaves_rouse_alone(main, xinetd, rouse):
    xinetd(BRIEF)
    rouse("takeover")
    new, = rouses(main)
    main.path(PROGRAM).unlink()
    assert "xinetd cannot be started (stat /srv/xinetd: No such file" in rouse("takeover", "--undo", check=FAILED)
    main.path(PROGRAM).symlink_to(binary("roused"))
    assert "/srv/xinetd is rouse itself by now); nothing was changed" in rouse("takeover", "--undo", check=FAILED)
    assert new.alive() and answers(main)


def test_on_the_way_back_it_tells_what_xinetd_reads_otherwise(main, xinetd, rouse):
    xinetd(BRIEF)
    rouse("takeover")
    main.write(CONFIGURATION, LIMITS + BRIEF + service("slow", port=7003, server="/srv/brief", timeout=60))
    rouse("reload")
    said = rouse("takeover", "--undo", "--dry-run")
    assert f"{CONFIGURATION}:" in said and "timeout" in said
    assert "timeout" in json.dumps(rouse.json("takeover", "--undo", "--dry-run")["findings"])
    main.write(CONFIGURATION, "defaults\n{\n    log_type = FILE\n}\n" + BRIEF)
    assert "the configuration has errors; nothing was changed" in rouse("takeover", "--undo", check=FAILED)
    assert answers(main)
    main.write(CONFIGURATION, LIMITS + BRIEF)
    rouse("takeover", "--undo")
    assert answers(main)


def test_doors_that_xinetd_does_not_open_are_named(main, xinetd, rouse):
    xinetd(BRIEF)
    rouse("takeover")
    main.write(CONFIGURATION, LIMITS + BRIEF + service("inner", bind="/run/inner", server="/srv/brief"))
    rouse("reload")
    said = rouse("takeover", "--undo")
    assert "It does not listen for: inner\nchanged: yes" in said


@pytest.mark.parametrize("words, left, gone", [((), rouses, xinetds), (("--undo", ), xinetds, rouses)])
def test_an_interrupted_takeover_is_finished_or_taken_back(main, xinetd, rouse, words, left, gone):
    old = xinetd(BRIEF)
    assert filtered(main, PIDFD_SEND_SIGNAL, 3, KILLED)().returncode != 0
    new, = rouses(main)
    assert old.alive() and main.path(RECORD).exists() and answers(main)
    said = rouse("takeover", "--dry-run")
    assert f"rouse (process {new.inner}) has the doors of xinetd (process {old.inner}) already" in said
    load = Load(main)
    assert rouse("takeover", *words).splitlines()[-1] == "changed: yes"
    load.go_on(200)
    assert words or set(load.count()) == {"calls", "answered"}
    assert left(main) and not gone(main)
    assert rouse("takeover", *words).splitlines()[-1] == "changed: no"


def test_one_that_does_not_end_is_named_and_told_once_more(main, xinetd, rouse):
    old = xinetd(BRIEF)
    old.send(19)
    said = rouse("takeover", check=FAILED)
    assert f"rouse serves, but xinetd (process {old.inner}) has not ended at QUIT" in said
    old.send(18)
    until(lambda: not old.alive(), "end of xinetd")
    assert rouse("takeover").splitlines()[-1] == "changed: no"
    assert answers(main)


def test_without_xinetd_there_is_nothing_to_take(main, xinetd, rouse):
    assert rouse("takeover", check=NOT_RUNNING) == "rouse: no xinetd runs here\n"
    assert rouse.json("takeover", "--dry-run", check=NOT_RUNNING)["outcome"] == "not running"
    assert "neither rouse nor xinetd runs here" in rouse("takeover", "--undo", check=NOT_RUNNING)
    assert "there is no process 99999" in rouse("takeover", "--pid", "99999", check=NOT_RUNNING)
    assert "process 1 is no xinetd: it is called python3" in rouse("takeover", "--pid", "1", check=FAILED)
    for words in (("--pid", "x"), ("--pid", "0"), ("--pid", "1", "--undo"), ("--pid", ), ("brief", ), ("--dryrun", )):
        rouse("takeover", *words, check=USAGE)


def test_a_xinetd_that_is_process_1_stays(main, xinetd, rouse):
    """Of a container, which would end with it."""
    main.write("/srv/xinetd", binary("xinetd").read_bytes(), mode=0o755)
    main.write(CONFIGURATION, LIMITS + BRIEF)
    words = " ".join(str(word) for word in rouse.words("takeover"))
    main.write("/srv/inside", f"#!/bin/sh\n(until grep -q 'Started working' {LOG}; do sleep 0.02; done\n"
               f"{words} >/srv/said 2>&1; echo $? >/srv/status; {words} --dry-run >/srv/said-dry 2>&1\n"
               "ls -l /proc/1/exe >>/srv/said-dry; kill -QUIT 1) &\n"
               f"exec {PROGRAM} {' '.join(WORDS)} -dontfork\n", mode=0o755)
    main.run("unshare", "-p", "-f", "--mount-proc", "/srv/inside", check=False, env=Daemon(main, "xinetd").environment())
    assert main.read("/srv/said") == ("rouse: xinetd is process 1, with which all would end here: start roused in its "
                                      "place\n")
    assert main.read("/srv/status") == f"{FAILED}\n"
    assert "process 1" in main.read("/srv/said-dry") and "-> /srv/xinetd" in main.read("/srv/said-dry")


@pytest.mark.parametrize("kind_of", ["--net", "--pid"])
def test_a_process_of_another_namespace_is_not_taken_for_ours(main, xinetd, rouse, kind_of):
    with main.start("unshare", kind_of, "--fork", "sleep", "1000"):
        stranger = until(lambda: main.run("pgrep", "-x", "sleep", check=False).stdout.strip(), "process in a namespace")
        said = rouse("takeover", "--pid", stranger, check=FAILED)
        main.run("kill", "-9", stranger)
    assert said == (f"rouse: process {stranger} is in another pid or network namespace: call `rouse takeover` "
                    "there\n")


def test_a_rouse_that_took_no_place_has_nothing_to_undo(main, serve, rouse):
    daemon = serve(BRIEF, more=["--control", SOCKET])
    main.write("/srv/brief", "#!/bin/sh\n", mode=0o755)
    assert rouse("takeover").splitlines()[-1] == "changed: no"
    assert "there is no record of a takeover" in rouse("takeover", "--undo", check=FAILED)
    main.write(RECORD, "rouse takeover 1\0pid=")
    assert "cannot be used" in rouse("takeover", "--undo", check=FAILED)
    main.path(RECORD).chmod(0o666)
    assert "Operation not permitted" in rouse("takeover", "--undo", check=FAILED)
    assert daemon.process.poll() is None


def test_of_several_the_one_of_the_pid_file_or_the_one_that_is_named(main, xinetd, rouse):
    first = xinetd(BRIEF)
    other = main.write("/etc/other.conf", LIMITS + OTHER)
    daemon = Daemon(main, "xinetd")
    daemon.exe = daemon.program = PROGRAM
    daemon.launch("-f", other, "-stayalive", "-filelog", LOG).process.wait()
    main.daemons.remove(daemon)
    until(lambda: daemon.said("Started working") == 2, "second xinetd")
    second, = [p for p in xinetds(main) if p.pid != first.pid]
    assert rouse.json("takeover", "--dry-run")["xinetd"] == first.inner
    main.path(PIDFILE).unlink()
    said = rouse("takeover", check=FAILED)
    assert f"several xinetd run (processes {first.inner}, {second.inner}): name one with --pid" in said
    rouse("takeover", "--pid", str(second.inner))
    assert not second.alive() and first.alive() and answers(main) and answers(main, THERE)
    new, = rouses(main)
    said = rouse("takeover", check=FAILED)
    assert f"rouse (process {new.inner}) runs beside xinetd (process {first.inner}): end one of them" in said
    assert "runs beside" in rouse("takeover", "--undo", check=FAILED)


def test_a_xinetd_of_the_foreground_and_of_paths_of_its_folder(main, xinetd, rouse):
    main.write(CONFIGURATION, LIMITS + BRIEF)
    daemon = Daemon(main, "xinetd")
    daemon.exe = daemon.program = PROGRAM
    before = ["env", "-C", "/etc", "PWD=/etc"]
    daemon.launch("-dontfork", "-f", "xinetd.conf", "-filelog", LOG, before=before)
    daemon.says("Started working")
    rouse("takeover")
    daemon.process.wait()
    main.daemons.remove(daemon)
    new, = rouses(main)
    assert new.argv[1:5] == ["-f", CONFIGURATION, "-filelog", LOG] and "-dontfork" not in new.argv
    assert answers(main)
    rouse("takeover", "--undo")
    assert xinetds(main)[0].argv[1:] == ["-f", CONFIGURATION, "-filelog", LOG, "-stayalive"] and answers(main)


def test_a_folder_that_nobody_knows(main, xinetd, rouse):
    main.write(CONFIGURATION, LIMITS + BRIEF)
    daemon = Daemon(main, "xinetd")
    daemon.exe = daemon.program = PROGRAM
    daemon.launch("-f", "xinetd.conf", "-filelog", LOG, before=["env", "-u", "PWD", "-C", "/etc"]).process.wait()
    main.daemons.remove(daemon)
    daemon.says("Started working")
    said = rouse("takeover", check=FAILED)
    assert "was started with xinetd.conf, in a folder that is not known" in said


@pytest.mark.root
def test_only_root_takes_the_place_of_roots(main, xinetd):
    old = xinetd(BRIEF)
    nobody = Rouse(main, user=65534)
    assert f"xinetd (process {old.inner}) is somebody else's" in nobody("takeover", check=NOT_PERMITTED)
    assert nobody.json("takeover", "--dry-run", check=NOT_PERMITTED)["outcome"] == "not permitted"
    Rouse(main)("takeover")
    nobody("takeover", check=NOT_PERMITTED)
    nobody("takeover", "--undo", check=NOT_PERMITTED)
    assert answers(main)


def test_people_are_told_in_their_language(main, xinetd, rouse):
    korean = Rouse(main, language="ko_KR.UTF-8")
    assert "xinetd" in korean("takeover", check=NOT_RUNNING) and "no xinetd" not in korean("takeover", check=NOT_RUNNING)
    xinetd(BRIEF)
    said = korean("takeover").splitlines()
    assert said[-1] == "changed: yes" and "has taken" not in said[-2]
    korean("takeover", "--help")
