"""`service`: what it prints, where, and how it ends, invocation by invocation as the reference recorded the original
(reference/sysv.md 1); then what it does better."""

import json
import shutil
import signal

import pytest
from lib.callers import dial, refused
from lib.configuration import DEFAULTS
from lib.configuration import service as entry
from lib.daemon import CONFIGURATION, binary
from lib.terminal import Terminal
from lib.until import until

SERVICE = str(binary("roused").parent / "service")
USAGE = "Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n"
VERSION = "service ver. 0.91\n"
LANGUAGES = {"en": {"LANG": "C"}, "ko": {"LANG": "ko_KR.UTF-8"}}
UNRECOGNIZED = {"en": "{}: unrecognized service\n", "ko": "{}: 인식되지 않은 서비스\n"}
# What the machine's C library says may be Korean, too.
DENIED = "env: /etc/init.d/{}: Permission denied\n"

# Each word that it is given in brackets; the first one may be the status that it ends with.
SPEAKING = """#!/bin/sh
printf '[%s]' "$@"
echo
case "$1" in [0-9]*) exit "$1" ;; esac
echo "$0 complains" >&2
"""
RESTARTED = '#!/bin/sh\necho "$1"\n[ "$1" = start ] && exit 6\nexit 9\n'


def service(tree, *words, language="en", check=False, **options):
    environment = {"PATH": "/usr/sbin:/usr/bin", "TERM": "dumb", "SECRET": "1", **LANGUAGES[language]}
    return tree.run(SERVICE, *words, check=check, env={**environment, **options.pop("more", {})}, **options)


def told(done):
    return done.stdout, done.stderr, done.returncode


@pytest.fixture(name="scripts")
def scripts_fixture(tree):
    tree.script("speaking", SPEAKING)
    tree.script("restarted", RESTARTED)
    tree.script("--status-all", "#!/bin/sh\necho named\n")
    tree.write("/etc/init.d/plain", SPEAKING)
    tree.write("/opt/elsewhere", SPEAKING, 0o755)
    tree.path("/etc/init.d/linked").symlink_to("/opt/elsewhere")
    tree.path("/etc/init.d/folder").mkdir()
    tree.write("/etc/other", SPEAKING, 0o755)
    return tree


SPOKEN = "/etc/init.d/speaking complains\n"
# words, standard output, standard error, status; {unrecognized NAME} in the language of the run
RECORDED = [
    ((), "", USAGE, 1),
    (("--help",), "", USAGE, 0),
    (("-h",), "", USAGE, 0),
    (("--hello",), "", USAGE, 0),
    (("--h",), "", USAGE, 0),
    (("speaking", "--help"), "", USAGE, 0),
    (("speaking", "start", "-h"), "", USAGE, 0),
    (("nosuch", "--help"), "", USAGE, 0),
    (("--version",), "", VERSION, 0),
    (("-V",), "", VERSION, 0),
    (("speaking", "-V"), "", VERSION, 0),
    (("speaking", "start", "--version"), "", VERSION, 0),
    (("--version", "--help"), "", VERSION, 0),
    (("--help", "--version"), "", USAGE, 0),
    (("restarted", "--full-restart"), "stop\nstart\n", "", 6),
    (("plain", "--full-restart"), "", DENIED.format("plain"), 126),
    (("nosuch", "--full-restart"), "", ("nosuch",), 1),
    (("speaking", "--full-restart", "now"), "[--full-restart][now]\n", SPOKEN, 0),
    (("--full-restart",), "", ("--full-restart",), 1),
    (("speaking",), "[]\n", SPOKEN, 0),
    (("speaking", "start"), "[start]\n", SPOKEN, 0),
    (("speaking", "status", "-v", "--fast"), "[status][-v][--fast]\n", SPOKEN, 0),
    (("speaking", "3"), "[3]\n", "", 3),
    (("speaking", "255", "x"), "[255][x]\n", "", 255),
    (("speaking", "a b", "c\td", "", "e"), "[a][b][c][d][e]\n", SPOKEN, 0),
    (("speaking", "", " "), "[]\n", SPOKEN, 0),
    (("linked", "0"), "[0]\n", "", 0),
    (("plain", "start"), "", DENIED.format("plain"), 126),
    (("plain",), "", DENIED.format("plain"), 126),
    (("folder", "start"), "", ("folder",), 1),
    (("nosuch", "start"), "", ("nosuch",), 1),
    (("nosuch",), "", ("nosuch",), 1),
    (("",), "", ("",), 1),
    ((".", "start"), "", (".",), 1),
    (("-x", "start"), "", ("-x",), 1),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_the_original(scripts, language):
    for words, stdout, stderr, status in RECORDED:
        if isinstance(stderr, tuple):
            stderr = UNRECOGNIZED[language].format(*stderr)
        done = service(scripts, *words, language=language)
        said = done.stderr.replace("허가 거부", "Permission denied")
        assert (done.stdout, said, done.returncode) == (stdout, stderr, status), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_status_all_is_meant_only_alone(tree, language):
    done = service(tree, "--status-all", "x", language=language)
    assert (done.stdout, done.stderr, done.returncode) == ("", UNRECOGNIZED[language].format("--status-all"), 1)
    tree.script("--status-all", SPEAKING)
    assert service(tree, "--status-all", "x", language=language).stdout == "[x]\n"


def test_it_answers_to_the_name_it_is_called_by(tree):
    tree.path("/opt/dienst").symlink_to(SERVICE)
    assert tree.run("/opt/dienst", "-V").stderr == "dienst ver. 0.91\n"
    assert tree.run("/opt/dienst", "-h").stderr == USAGE.replace("service <", "dienst <")


def test_a_script_sees_nothing_of_its_caller(tree):
    """An environment of two variables, / as its folder, a umask of 022, and the terminal or pipe that `service` has."""
    tree.script("look", "#!/bin/sh\ncat\nenv -u PWD -u SHLVL -u _ | sort\npwd\numask\n")
    done = tree.run("sh", "-c", f"umask 077; cd /tmp; echo heard | {SERVICE} look", env={"LANG": "ko_KR.UTF-8", "HOME": "/root"})
    assert done.stdout == "heard\nPATH=/sbin:/usr/sbin:/bin:/usr/bin\nTERM=\n/\n0022\n"


def test_a_script_may_talk_with_who_sits_there(tree):
    """It has the terminal, also when both halves of a full restart ask."""
    tree.script("asking", '#!/bin/sh\nprintf "really $1? "\nread answer && echo "so you said $answer"\n')
    terminal = Terminal(tree, SERVICE, "asking", "--full-restart")
    for half in ("stop", "start"):
        terminal.expect(f"really {half}\\? ")
        terminal.type(half.upper())
        terminal.expect(f"so you said {half.upper()}")
    assert terminal.ended() == 0
    terminal.close()


def test_a_script_without_an_interpreter_is_the_shells(tree):
    tree.script("bare", 'echo "$1"\n')
    assert service(tree, "bare", "start").stdout == "start\n"


def test_an_interpreter_that_is_not_there(tree):
    tree.script("lost", "#!/nowhere/sh\n")
    done = service(tree, "lost", "start")
    assert (done.stderr, done.returncode) == ("env: /etc/init.d/lost: No such file or directory\n", 127)


def test_words_are_no_patterns(tree):
    """The original took them for patterns of files in /: `service speaking 'e*'` reached the script as etc."""
    tree.script("speaking", SPEAKING)
    assert service(tree, "speaking", "e*", "$HOME").stdout == "[e*][$HOME]\n"


def test_no_name_leads_out_of_the_folder(tree):
    """The original ran /etc/other for `service ../other`."""
    tree.write("/etc/other", SPEAKING, 0o755)
    for name in ("../other", "/etc/other", "./../init.d/x"):
        done = service(tree, name, "start")
        assert (done.stdout, done.stderr, done.returncode) == ("", UNRECOGNIZED["en"].format(name), 1)


# --status-all


@pytest.mark.parametrize("language", LANGUAGES)
def test_status_all_prints_each_whole_and_in_order(tree, language):
    for name in ("beta", "alpha", "gamma"):
        tree.script(name, f'#!/bin/sh\necho "{name} $1 in $(pwd)"\necho "{name} warns" >&2\nexit 3\n')
    for name in ("functions", "halt", "killall", "single", "linuxconf", "kudzu", "x~", "x.bak", "x.orig", "x.rpmnew",
                 "x.rpmorig", "x.rpmsave", ".hidden"):
        tree.script(name, "#!/bin/sh\necho never\n")
    tree.write("/etc/init.d/plain", "#!/bin/sh\necho never\n")
    done = service(tree, "--status-all", language=language)
    assert done.stdout == "".join(f"{name} status in /etc/init.d\n" for name in ("alpha", "beta", "gamma"))
    assert done.stderr == "".join(f"{name} warns\n" for name in ("alpha", "beta", "gamma"))
    assert done.returncode == 0


def test_status_all_asks_at_the_same_time(tree):
    """Each of two scripts waits for the other."""
    tree.run("mkfifo", "/run/meeting")
    tree.script("a", "#!/bin/sh\necho hello > /run/meeting\necho a\n")
    tree.script("b", "#!/bin/sh\nread word < /run/meeting\necho b $word\n")
    assert service(tree, "--status-all").stdout == "a\nb hello\n"


def test_on_one_terminal_a_script_keeps_the_order_of_its_lines(tree):
    tree.script("mixed", "#!/bin/sh\necho 1\necho 2 >&2\necho 3\n")
    assert tree.run("sh", "-c", f"{SERVICE} --status-all 2>&1").stdout == "1\n2\n3\n"


HANGING = {"en": "service: hanging: told no status within 1 s and was ended\n",
           "ko": "service: hanging: 1초 안에 상태를 알리지 않아 종료시켰습니다\n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hanging_script_is_named_and_ended(tree, language):
    tree.script("before", "#!/bin/sh\necho fine\n")
    tree.script("hanging", "#!/bin/sh\necho begun\nsleep 1000 | cat\n")
    tree.script("later", "#!/bin/sh\necho fine too\n")
    done = service(tree, "--status-all", "--timeout", "1", language=language)
    assert (done.stdout, done.stderr, done.returncode) == ("fine\nbegun\nfine too\n", HANGING[language], 0)
    until(lambda: not tree.processes(comm="sleep"), "end of what it ran")


def test_a_daemon_that_holds_the_output_holds_nothing_up(tree):
    tree.script("leaving", "#!/bin/sh\nsetsid sleep 1000 &\necho left\n")
    done = service(tree, "--status-all", "--timeout", "60")
    assert (done.stdout, done.stderr) == ("left\n", "")
    until(lambda: tree.processes(comm="sleep"), "daemon that lives on")


def test_an_interrupted_status_all_leaves_nothing_behind(tree):
    tree.script("hanging", "#!/bin/sh\nsleep 1000\n")
    asking = tree.start(SERVICE, "--status-all")
    until(lambda: tree.processes(comm="sleep"), "running script")
    tree.processes(comm="service")[0].send(signal.SIGTERM)
    assert asking.wait() == 128 + signal.SIGTERM
    until(lambda: not tree.processes(comm="sleep"), "end of its script")


def test_long_output_is_cut_and_counted(tree):
    tree.script("long", "#!/bin/sh\nhead -c 100000 /dev/zero | tr '\\0' x\n")
    done = service(tree, "--status-all")
    assert done.stdout == "x" * 65536
    assert done.stderr == f"service: long: {100000 - 65536} more bytes of its output are left out\n"


def test_who_closes_or_fills_its_output_gets_it_no_other_way(tree):
    tree.script("speaking", SPEAKING)
    for redirection in ("<&- >&- 2>&-", ">/dev/full 2>/dev/full", ">&-"):
        for words in ("--status-all", "--json --status-all", "--json speaking status", "nosuch start"):
            done = tree.run("sh", "-c", f"{SERVICE} {words} {redirection}; echo $?")
            assert done.stdout == ("1\n" if words.startswith("nosuch") else "0\n"), (words, redirection)


def test_a_caller_that_ignores_its_children_changes_nothing(tree):
    """It hands that on with exec, and the kernel would bury what service asks before it is heard."""
    tree.script("plain", "#!/bin/sh\nexit 3\n")
    done = tree.run("python3", "-c", "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); "
                    "os.execv(sys.argv[1], sys.argv[1:])", SERVICE, "--json", "plain", "status", check=False)
    assert (json.loads(done.stdout)["exit_status"], done.returncode) == (3, 3)


def test_as_json(tree):
    tree.script("stopped", "#!/bin/sh\necho it is stopped\necho indeed >&2\nexit 3\n")
    tree.script("hanging", "#!/bin/sh\nsleep 1000\n")
    stopped = {"name": "stopped", "kind": "script", "state": "stopped", "exit_status": 3, "output": "it is stopped\n",
               "errors": "indeed\n"}
    hanging = {"name": "hanging", "kind": "script", "state": "unknown", "exit_status": None, "output": "", "errors": ""}
    done = service(tree, "--status-all", "--json", "--timeout", "1")
    assert json.loads(done.stdout) == {"services": [hanging, stopped]}
    assert (done.stderr, done.returncode) == (HANGING["en"], 0)
    done = service(tree, "--json", "stopped", "status")
    assert json.loads(done.stdout) == stopped
    assert (done.stderr, done.returncode) == ("", 3)
    done = service(tree, "--json", "stopped", "start")
    assert (done.stdout, done.stderr, done.returncode) == ("", "service: --json is for status and --status-all\n", 1)


def test_a_timeout_is_a_number_of_seconds(tree):
    done = service(tree, "--status-all", "--timeout", "soon")
    assert (done.stderr, done.returncode) == ("service: --timeout takes a number of seconds, at least 1\n", 1)


# The system's own `service`

SYSTEMS_OWN = '#!/bin/sh\nprintf "[%s]" "$0" "$@"\necho " $SECRET $LANG $LANGUAGE in $(pwd)"\nexit 42\n'


@pytest.fixture(name="systemd")
def systemd_fixture(tree):
    """As on a machine that systemd has booted and where rouse has diverted the system's own program."""
    tree.path("/run/systemd/system").mkdir(parents=True)
    tree.write("/usr/sbin/service.distrib", SYSTEMS_OWN, 0o755)
    return tree


def test_what_rouse_does_not_know_is_passed_on_unchanged(systemd):
    done = service(systemd, "unit", "restart", "a b", "", language="ko", cwd="/tmp")
    assert done.stdout.startswith("[/usr/sbin/service.distrib][unit][restart][a b][] 1 ko_KR.UTF-8  in ")
    assert (done.stderr, done.returncode) == ("", 42)


def test_a_native_unit_wins_over_its_script(systemd):
    systemd.script("both", SPEAKING)
    assert service(systemd, "both", "start").stdout == "[start]\n"
    systemd.write("/etc/systemd/system/both.service", "[Service]\n")
    assert service(systemd, "both", "start").stdout.startswith("[/usr/sbin/service.distrib][both][start]")


def test_of_what_it_passes_on_rouse_tells_no_json(systemd):
    done = service(systemd, "--json", "unit", "status")
    assert told(done) == ("", "service: --json is for services that rouse runs\n", 4)


def test_where_dpkg_says_the_systems_own_is(tree):
    tree.path("/run/systemd/system").mkdir(parents=True)
    tree.write("/opt/service.debian", SYSTEMS_OWN, 0o755)
    tree.write("/var/lib/dpkg/diversions", "/bin/x\n/bin/y\n:\n/usr/sbin/service\n/opt/service.debian\nrouse\n")
    assert service(tree, "unit", "status").stdout.startswith("[/opt/service.debian][unit][status]")


def test_one_that_is_named_is_asked_also_without_systemd(tree):
    tree.write("/opt/own", SYSTEMS_OWN, 0o755)
    done = service(tree, "unit", "status", more={"ROUSE_SYSTEM_SERVICE": "/opt/own"})
    assert done.stdout.startswith("[/opt/own][unit][status]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_rouse_never_asks_itself(tree, language):
    """Neither through a link, nor through a script that asks back."""
    tree.path("/run/systemd/system").mkdir(parents=True)
    for place in ("/usr/sbin/service.distrib", "/usr/sbin/service"):
        tree.path(place).unlink(missing_ok=True)
        tree.path(place).symlink_to(SERVICE)
    unrecognized = (UNRECOGNIZED[language].format("unit"), 1)
    done = service(tree, "unit", "status", language=language, more={"ROUSE_SYSTEM_SERVICE": SERVICE})
    assert (done.stderr, done.returncode) == unrecognized
    tree.write("/opt/back", f'#!/bin/sh\nexec {SERVICE} "$@"\n', 0o755)
    done = service(tree, "unit", "status", language=language, more={"ROUSE_SYSTEM_SERVICE": "/opt/back"})
    assert (done.stderr, done.returncode) == unrecognized


# Scripts of Red Hat's

RED_HATS = """#!/bin/sh
. /etc/rc.d/init.d/functions
. /etc/sysconfig/network
echo "$greeting, $NETWORKING,"$" in words"
touch /var/lock/subsys/greeter
"""
LIBRARY = f"{binary('roused').parent}/share/rouse/init/functions"


def test_a_script_that_reads_red_hats_library_finds_what_it_needs(tree):
    """The machine's own library where there is one, and bash for $"..."."""
    for folder in ("/etc/init.d", "/etc/rc.d/init.d"):
        tree.write(f"{folder}/functions", "greeting=hello\n")
    tree.script("greeter", RED_HATS)
    done = service(tree, "greeter", "start", check=True)
    assert (done.stdout, done.stderr) == ("hello, yes, in words\n", "")
    assert tree.run("ls", "/var/lock/subsys").stdout == "greeter\n"


def test_a_missing_library_is_rouses(tree):
    """Under both names; what already answers stays."""
    tree.script("reader", "#!/bin/sh\n[ -z never ] && . /etc/init.d/functions\n")
    service(tree, "reader", "start")
    for folder in ("/etc/init.d", "/etc/rc.d/init.d"):
        assert str(tree.path(f"{folder}/functions").readlink()) == LIBRARY
    tree.write("/etc/sysconfig/network", "NETWORKING=no\n")
    service(tree, "reader", "start", check=False)
    assert tree.read("/etc/sysconfig/network") == "NETWORKING=no\n"


def test_an_installed_service_takes_the_installed_library(tree):
    """Whatever link it is called by, and however its caller sets the environment."""
    tree.path("/opt/sbin").mkdir(parents=True)
    shutil.copy(SERVICE, tree.path("/opt/sbin/service"))
    tree.write("/opt/share/rouse/init/functions", "greeting=installed\n")
    tree.path("/usr/sbin/ourservice").symlink_to("/opt/sbin/service")
    tree.script("greeter", RED_HATS)
    assert tree.run("ourservice", "greeter", "start").stdout == "installed, yes, in words\n"
    assert str(tree.path("/etc/init.d/functions").readlink()) == "/opt/share/rouse/init/functions"


def test_many_scripts_may_need_it_at_once(tree):
    for number in range(20):
        tree.script(f"reader{number:02}", READER)
    done = service(tree, "--status-all")
    assert (done.stdout, done.stderr) == (STOPPED["en"] * 20, "")


def test_a_script_that_does_not_read_it_changes_nothing(tree):
    tree.script("plain", "#!/bin/sh\n# . /etc/init.d/functions\n")
    before = tree.run("find", "/etc", "/var").stdout
    service(tree, "plain", "start", check=True)
    assert tree.run("find", "/etc", "/var").stdout == before


READER = """#!/bin/sh
. /etc/rc.d/init.d/functions
case "$1" in
start) prog=reader; echo -n $"Starting $prog: "; success; echo ;;
status) status reader ;;
esac
"""
STARTING = {"en": "Starting reader: [  OK  ]\n", "ko": "reader (을)를 시작 중: [  OK  ]\n"}
STOPPED = {"en": "reader is stopped\n", "ko": "reader가 정지되었습니다\n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_script_speaks_the_machines_language_and_service_its_callers(tree, language):
    """The caller's LANG does not reach the script; /etc/sysconfig/i18n does."""
    tree.script("reader", READER)
    assert told(service(tree, "reader", "status", language="ko")) == (STOPPED["en"], "", 3)
    tree.write("/etc/sysconfig/i18n", f'LANG="{LANGUAGES[language]["LANG"]}"\n')
    assert told(service(tree, "reader", "status")) == (STOPPED[language], "", 3)
    assert told(service(tree, "reader", "start")) == (STARTING[language], "", 0)
    assert service(tree, "nosuch").stderr == UNRECOGNIZED["en"].format("nosuch")


def test_debians_scripts_run_with_debians_library(tree):
    tree.script("debians", '#!/bin/sh\n. /lib/lsb/init-functions\nlog_daemon_msg "Starting it" "it"\nlog_end_msg 0\n')
    done = service(tree, "debians", "start", check=True)
    assert done.stdout == "Starting it: it.\n"
    assert not tree.path("/etc/init.d/functions").exists()


def test_a_library_that_cannot_be_linked_is_told(tree):
    tree.script("reader", "#!/bin/sh\n. /etc/init.d/functions\necho never\n")
    tree.run("mount", "--bind", "/etc", "/etc")
    tree.run("mount", "-o", "remount,bind,ro", "/etc")
    done = service(tree, "reader", "start")
    assert (done.stdout, done.returncode) == ("", 4)
    assert done.stderr.startswith("service: reader: the shell functions that it reads are missing and cannot be linked: ")
    assert done.stderr.endswith("Read-only file system\n")


def test_a_library_that_nobody_reads_need_not_be_linked(tree):
    """/etc can only be read, by this user or by all: what the script reads is there, under one of two names."""
    tree.script("reader", "#!/bin/sh\n. /etc/init.d/functions\n")
    tree.write("/etc/init.d/functions", "echo own\n")
    tree.run("mount", "--bind", "/etc", "/etc")
    tree.run("mount", "-o", "remount,bind,ro", "/etc")
    assert told(service(tree, "reader", "status")) == ("own\n", "", 0)


# What roused serves on demand

ECHO = ("127.0.0.1", 4000)
SERVED = {"en": "cat is on demand: open, 127.0.0.1:4000/tcp, sessions: {}\n",
          "ko": "cat 서비스는 요청이 있을 때 시작됩니다: 열림, 127.0.0.1:4000/tcp, 세션: {}\n"}
CLOSED = {"en": "cat is on demand: closed, 127.0.0.1:4000/tcp, sessions: {}; "
                "closed by order, until it is opened or the daemon is restarted\n",
          "ko": "cat 서비스는 요청이 있을 때 시작됩니다: 닫힘, 127.0.0.1:4000/tcp, 세션: {}; "
                "명령으로 닫았습니다. 다시 열거나 데몬을 다시 시작할 때까지 닫혀 있습니다\n"}


@pytest.fixture(name="roused")
def roused_fixture(tree, make_daemon):
    """A daemon that serves cat and would serve off, each with its file."""
    tree.write(CONFIGURATION, DEFAULTS + "includedir /etc/xinetd.d\n")
    tree.write("/etc/xinetd.d/cat", entry("cat", port=4000, server="/bin/cat", bind="127.0.0.1"))
    tree.write("/etc/xinetd.d/off", entry("off", port=4001, server="/bin/cat", disable="yes"))
    return make_daemon(tree).start(more=("--control", "/run/rouse/control"))


def echoed(caller):
    caller.sendall(b"x")
    return caller.recv(1) == b"x"


@pytest.mark.rouse("xinetd has no control socket")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door_of_an_on_demand_service(tree, roused, language):
    """Its status, with its port and its sessions; closed and opened again, while who is served stays."""
    assert told(service(tree, "cat", "status", language=language)) == (SERVED[language].format(0), "", 0)
    with dial(tree, ECHO) as caller:
        assert echoed(caller)
        assert told(service(tree, "cat", "stop", language=language)) == (CLOSED[language].format(1), "", 0)
        until(lambda: refused(tree, ECHO), "closed door")
        assert service(tree, "cat", "status").returncode == 3
        assert echoed(caller)
        assert told(service(tree, "cat", "start", language=language)) == (SERVED[language].format(1), "", 0)
    assert service(tree, "cat", "restart").returncode == 0
    with dial(tree, ECHO) as caller:
        assert echoed(caller)


@pytest.mark.rouse("xinetd has no control socket")
def test_what_is_switched_off_and_what_is_no_command(tree, roused):
    reason = "off is on demand: disabled; disable = yes (/etc/xinetd.d/off:1)\n"
    assert told(service(tree, "off", "status")) == (reason, "", 3)
    done = service(tree, "off", "start")
    assert (done.stdout, done.returncode) == (reason, 1)
    assert told(service(tree, "cat", "dance")) == ("", "Usage: service cat {start|stop|restart|status}\n", 2)
    assert told(service(tree, "cat")) == ("", "Usage: service cat {start|stop|restart|status}\n", 2)
    assert told(service(tree, "nosuch", "status")) == ("", "nosuch: unrecognized service\n", 1)


@pytest.mark.rouse("xinetd has no control socket")
def test_a_script_wins_over_an_entry_of_its_name(tree, roused):
    tree.script("cat", SPEAKING)
    assert service(tree, "cat", "status").stdout == "[status]\n"


@pytest.mark.rouse("xinetd has no control socket")
def test_its_status_as_json(tree, roused):
    done = service(tree, "--json", "cat", "status")
    served, = json.loads(done.stdout)["services"]
    assert (served["name"], served["mode"], served["state"], served["place"], served["sessions"]) == (
        "cat", "on-demand", "open", "127.0.0.1:4000/tcp", 0)
    assert done.returncode == 0


def test_an_on_demand_service_without_its_daemon(tree):
    tree.write("/etc/xinetd.d/cat", entry("cat", port=4000, server="/bin/cat"))
    for word, status in (("status", 3), ("start", 7), ("stop", 0)):
        done = service(tree, "cat", word)
        assert done.stderr.startswith("cat is on demand, but is not served: roused is not running"), word
        assert (done.stdout, done.returncode) == ("", status)
    assert json.loads(service(tree, "--json", "cat", "status").stdout)["outcome"] == "not running"


@pytest.mark.rouse("xinetd has no control socket")
def test_a_file_that_the_daemon_has_not_read_yet(tree, roused):
    tree.write("/etc/xinetd.d/new", entry("new", port=4002, server="/bin/cat"))
    assert told(service(tree, "new", "status")) == (
        "", "new is on demand, but is not served: no service is called new\n", 3)
    assert json.loads(service(tree, "--json", "new", "status").stdout)["outcome"] == "no such service"


@pytest.mark.root
@pytest.mark.rouse("xinetd has no control socket")
def test_who_may_not_ask_is_told_so(tree, roused):
    for word in ("status", "stop"):
        done = tree.run("setpriv", "--reuid=1001", "--regid=1001", "--clear-groups", SERVICE, "cat", word, check=False)
        assert (done.stdout, done.returncode) == ("", 4)
        assert done.stderr.startswith("service: not permitted: only root and the group rouse may ask")
    assert service(tree, "cat", "status").returncode == 0


NAPPING = {"en": "napper is a resident: running, pid {}\n", "ko": "napper 서비스는 상주합니다: 실행 중, pid {}\n"}
STOPPED_RESIDENT = {"en": "napper is a resident: stopped", "ko": "napper 서비스는 상주합니다: 정지"}


@pytest.fixture(name="residents")
def residents_fixture(tree, make_daemon):
    """A daemon with a resident that sleeps and one that cannot."""
    sleeping = {"type": "UNLISTED", "mode": "standalone", "wait": None, "socket_type": None}
    tree.write(CONFIGURATION, DEFAULTS + entry("napper", **sleeping, server="/bin/sleep", server_args="1000") +
               entry("insomniac", **sleeping, server="/bin/false", respawn="no"))
    return make_daemon(tree).start(more=("--control", "/run/rouse/control"))


@pytest.mark.rouse("xinetd has no residents")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_resident_is_started_and_stopped(tree, residents, language):
    def napper():
        process, = tree.processes(comm="sleep")
        return process.inner
    until(lambda: tree.processes(comm="sleep"), "resident")
    first = napper()
    assert told(service(tree, "napper", "status", language=language)) == (NAPPING[language].format(first), "", 0)
    done = service(tree, "napper", "stop", language=language)
    assert (done.stdout.partition(";")[0], done.stderr, done.returncode) == (STOPPED_RESIDENT[language], "", 0)
    assert not tree.processes(comm="sleep")
    assert service(tree, "napper", "status").returncode == 3
    assert service(tree, "napper", "start").returncode == 0
    second = napper()
    assert told(service(tree, "napper", "restart", language=language)) == (NAPPING[language].format(napper()), "", 0)
    assert napper() != second


@pytest.mark.rouse("xinetd has no residents")
def test_a_resident_that_has_ended_by_itself(tree, residents):
    done = until(lambda: (told := service(tree, "insomniac", "status")).returncode == 1 and told, "given up")
    assert done.stdout.startswith("insomniac is a resident: given up; server ")
    done = service(tree, "insomniac", "start")
    assert done.stderr.startswith("service: insomniac is given up: ")
    assert done.returncode == 1
