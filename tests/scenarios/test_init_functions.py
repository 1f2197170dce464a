"""The shell library for init scripts: what each function prints, byte by byte, and its status."""

from pathlib import Path

import pytest
from lib.init_shell import at_terminal, shell
from lib.nice import nicer
from lib.until import until

SLEEPER = Path("/bin/sleep").read_bytes()
CONFIGURATION = """BOOTUP=color
RES_COL=60
MOVE_TO_COL="echo -en \\\\033[${RES_COL}G"
SETCOLOR_SUCCESS="echo -en \\\\033[0;32m"
SETCOLOR_FAILURE="echo -en \\\\033[0;31m"
SETCOLOR_WARNING="echo -en \\\\033[0;33m"
SETCOLOR_NORMAL="echo -en \\\\033[0;39m"
"""
KOREAN = {"LANG": "ko_KR.UTF-8"}
SEVERAL_DAEMONS = 'for n in 1 2; do resident 1000 >/dev/null 2>&1 & p="$! ${p:-}"; sleep 0.05; done; '


@pytest.fixture
def tree(tree):
    tree.library()
    tree.write("/usr/sbin/resident", SLEEPER, 0o755)
    tree.path("/run/lock/subsys").mkdir()
    return tree


def resident(tree, name="resident"):
    """Starts a daemon and waits until it is there; its pid on the tree."""
    tree.start(f"/usr/sbin/{name}", "1000")
    return until(lambda: tree.processes(comm=name[:15]), name)[-1].inner


def prove(table, run, tree, **environment):
    wrong = [(code, got, (text, status)) for code, text, status in table
             if (got := run(tree, code, **environment)) != (text, status)]
    assert not wrong, "\n".join(f"{code}: {got!r}, not {wanted!r}" for code, got, wanted in wrong)


def test_tags_on_a_pipe(tree):
    prove([
        ("success", "[  OK  ]\r", 0),
        ("false; success", "[  OK  ]\r", 0),
        ("false; failure", "[FAILED]\r", 1),
        ("true; failure", "[FAILED]\r", 0),
        ("(exit 7); passed", "[PASSED]\r", 7),
        ("(exit 9); warning", "[WARNING]\r", 9),
        ("echo_success", "[  OK  ]\r", 0),
        ("echo_failure", "[FAILED]\r", 1),
        ("echo_passed", "[PASSED]\r", 1),
        ("echo_warning", "[WARNING]\r", 1),
        ('LSB=1; success; failure; passed; warning', "", 0),
        ('action "Doing it:" true', "Doing it: [  OK  ]\r\n", 0),
        ('action "Doing it:" sh -c "echo noise; exit 3"', "Doing it: noise\n[FAILED]\r\n", 3),
        ('action_silent "Doing it:" sh -c "echo noise; exit 3"', "Doing it: [FAILED]\r\n", 3),
        ('action "a  b" echo "c  d" e', "a  b c  d e\n[  OK  ]\r\n", 0),
    ], shell, tree)
    prove([("failure", "[실패]\r", 0), ("passed", "[통과]\r", 0), ("warning", "[주의]\r", 0), ("success", "[  OK  ]\r", 0)],
          shell, tree, **KOREAN)


@pytest.mark.parametrize(("configured", "light"), [(True, 0), (False, 1)])
def test_tags_at_a_terminal(tree, configured, light):
    """Without /etc/sysconfig/init the colours are the bright ones."""
    if configured:
        tree.write("/etc/sysconfig/init", CONFIGURATION)
    prove([
        ("success", f"\x1b[60G[\x1b[{light};32m  OK  \x1b[0;39m]\r", 0),
        ("failure", f"\x1b[60G[\x1b[{light};31mFAILED\x1b[0;39m]\r", 0),
        ("passed", f"\x1b[60G[\x1b[{light};33mPASSED\x1b[0;39m]\r", 0),
        ("warning", f"\x1b[60G[\x1b[{light};33mWARNING\x1b[0;39m]\r", 0),
        ("action go true", f"go \x1b[60G[\x1b[{light};32m  OK  \x1b[0;39m]\r\r\n", 0),
        ("exec </dev/null; . /etc/init.d/functions; success", "[  OK  ]\r", 0),
    ], at_terminal, tree)


def test_a_configuration_without_colours(tree):
    """It has those of the file that Red Hat installs."""
    tree.write("/etc/sysconfig/init", "PROMPT=no\n")
    prove([("failure", "\x1b[60G[\x1b[0;31mFAILED\x1b[0;39m]\r", 0)], at_terminal, tree)


def test_the_configuration_may_be_any_command(tree):
    tree.write("/etc/sysconfig/init", CONFIGURATION + 'MOVE_TO_COL="echo -n >>"\nSETCOLOR_SUCCESS="echo -n !"\n')
    prove([("success", ">>[!  OK  \x1b[0;39m]\r", 0)], at_terminal, tree)


def test_plain_tags_at_a_terminal(tree):
    tree.write("/etc/sysconfig/init", CONFIGURATION + "BOOTUP=plain\n")
    prove([("success", "[  OK  ]\r", 0), ("failure", "[FAILED]\r", 0)], at_terminal, tree)


def test_verbose_shows_names_instead(tree):
    tree.write("/etc/sysconfig/init", "BOOTUP=verbose\n")
    tree.write("/usr/sbin/mydaemon", "#!/bin/sh\nsetsid sleep 1000 &\necho $! >/run/mydaemon.pid\n", 0o755)
    prove([
        ("success; failure; passed; warning", "", 0),
        ('echo -n "Starting mydaemon: "; daemon "mydaemon > /dev/null"; echo', "Starting mydaemon:  null\r\n", 0),
        ('echo -n "Stopping mydaemon: "; killproc mydaemon; echo', "Stopping mydaemon: mydaemon \r\n", 0),
    ], at_terminal, tree)


def test_daemon(tree):
    tree.write("/usr/sbin/liar", "#!/bin/sh\nexit 7\n", 0o755)
    # dash counts core files in blocks of half a kilobyte
    tree.write("/usr/sbin/teller", "#!/bin/sh\necho \"$(nice) $(ulimit -c) $*\"\n", 0o755)
    usage = "/bin/bash: Usage: daemon [+/-nicelevel] {program} [arg1]...\n"
    prove([
        ("daemon liar", "[FAILED]\r", 1),
        ("daemon teller a 'b c'", f"{nicer()} 0 a b c\n[  OK  ]\r", 0),
        ("daemon +5 teller", f"{nicer(5)} 0 \n[  OK  ]\r", 0),
        ("NICELEVEL=3; daemon teller", f"{nicer(3)} 0 \n[  OK  ]\r", 0),
        ("NICELEVEL=3; daemon +4 teller", f"{nicer(4)} 0 \n[  OK  ]\r", 0),
        ("DAEMON_COREFILE_LIMIT='0; echo ran'; daemon teller", f"{nicer()} 0 \n[  OK  ]\r", 0),
        ("DAEMON_COREFILE_LIMIT=100; daemon teller", f"{nicer()} 200 \n[  OK  ]\r", 0),
        ("CGROUP_DAEMON=cpu:x; daemon teller", f"Cgroups not installed[WARNING]\r\n{nicer()} 0 \n[  OK  ]\r", 0),
        ('cgexec() { echo "$@"; }; CGROUP_DAEMON="cpu:x memory:y"; daemon teller | cut -d" " -f1-5',
         "-g cpu:x -g memory:y /bin/bash\n[  OK  ]\r\n", 0),
        ("daemon 'teller a >/run/told; cat /run/told'", f"{nicer()} 0 a\n[  OK  ]\r", 0),
        ("daemon", usage, 1),
        ("daemon --bogus teller", usage, 1),
    ], shell, tree)


@pytest.mark.root
def test_daemon_as_another_user(tree):
    tree.write("/usr/sbin/teller", "#!/bin/sh\necho \"$(id -un) $(nice) $*\"\n", 0o755)
    tree.write("/etc/pam.d/runuser", "auth sufficient pam_rootok.so\nsession required pam_permit.so\n")
    prove([
        ("daemon --user worker teller x", f"worker {nicer()} x\n[  OK  ]\r", 0),
        ("daemon --user=worker +2 teller x", f"worker {nicer(2)} x\n[  OK  ]\r", 0),
    ], shell, tree)


def test_daemon_starts_nothing_twice(tree):
    pid = resident(tree)
    tree.write("/run/resident.pid", f"{pid}\n")
    tree.write("/run/other.pid", f"{pid}\n")
    prove([
        ("daemon resident --bogus-argument", "", 0),
        ("daemon --check resident /bin/false", "", 0),
        ("daemon --check=resident /bin/false", "", 0),
        ("daemon --pidfile=/run/other.pid /bin/false", "", 0),
        ("daemon --pidfile /run/other.pid /bin/false", "", 0),
        ("daemon --force --check resident /bin/false", "[FAILED]\r", 1),
        ("daemon /bin/false", "[FAILED]\r", 1),
    ], shell, tree)


def test_status(tree):
    pid = resident(tree)
    prove([
        ("status resident", f"resident (pid {pid}) is running...\n", 0),
        ("status /usr/sbin/resident", f"resident (pid {pid}) is running...\n", 0),
        ("status nothing", "nothing is stopped\n", 3),
        (f"echo {pid} >/run/resident.pid; status resident", f"resident (pid  {pid}) is running...\n", 0),
        (f"echo {pid} {pid} >/run/two.pid; status -p /run/two.pid a", f"a (pid  {pid} {pid}) is running...\n", 0),
        (f"printf '{pid}\\n\\n{pid}' >/run/two.pid; status -p /run/two.pid a", f"a (pid  {pid}) is running...\n", 0),
        (f"printf 'x{pid} {pid}' >/run/two.pid; status -p /run/two.pid a", f"a (pid  {pid}) is running...\n", 0),
        ("rm /run/resident.pid; status -p /run/resident.pid resident", "resident is stopped\n", 3),
        (">/run/x.pid; status x", "x dead but pid file exists\n", 1),
        ("echo garbage >/run/x.pid; status x", "x dead but pid file exists\n", 1),
        ("echo 999999999 >/run/x.pid; status x", "x dead but pid file exists\n", 1),
        (">/run/resident.pid; status resident", f"resident (pid {pid}) is running...\n", 0),
        (">/var/lock/subsys/x; status x", "x dead but pid file exists\n", 1),
        ("rm /run/x.pid; status x", "x dead but subsys locked\n", 2),
        ("status -l x other", "other dead but subsys locked\n", 2),
        ("status -p /run/x.pid -l x other", "other dead but subsys locked\n", 2),
        (f"echo {pid} >/run/x.pid; status -p /run/x.pid -b /usr/sbin/resident x", f"x (pid  {pid}) is running...\n", 0),
        ("status -p /run/x.pid -b /bin/other x", "x dead but pid file exists\n", 1),
        ("status", "Usage: status [-p pidfile] [-l lockfile] [-b binary] {program}\n", 1),
    ], shell, tree)


def test_status_in_korean(tree):
    pid = resident(tree)
    prove([
        ("status resident", f"resident (pid {pid})를 실행하고 있습니다..\n", 0),
        ("status x", "x가 정지되었습니다\n", 3),
        (">/var/lock/subsys/x; status x", "x가 종료되었으나 subsys가 잠겨있습니다\n", 2),
        (">/run/x.pid; status x", "x가 종료되었지만 pid 파일이 존재합니다\n", 1),
        ('prog=httpd; echo -n $"Starting $prog: "', "httpd (을)를 시작 중: ", 0),
        ('prog=httpd; echo -n $"Stopping $prog: "', "httpd 를 정지 중: ", 0),
        ('prog=httpd; echo -n $"Shutting down $prog: "', "httpd 종료 중: ", 0),
        ('prog=httpd; echo -n $"Reloading $prog: "', "httpd를 재시작하고 있습니다: ", 0),
        ('echo -n $"Usage: $0 {start|stop|restart|condrestart|status}"',
         "사용법: /bin/bash {start|stop|restart|condrestart|status}", 0),
    ], shell, tree, **KOREAN)
    prove([("status x", "x dead but pid file exists\n", 1)], shell, tree, LC_ALL="C", LANG="ko_KR.UTF-8")


def test_the_machines_language(tree):
    """Who has no language gets the machine's, as `service` gives none to a script."""
    tree.language("ko_KR.UTF-8")
    prove([("status x", "x가 정지되었습니다\n", 3)], shell, tree)
    prove([("status x", "x is stopped\n", 3)], shell, tree, LANG="C.UTF-8")
    for line in ("LANG='ko_KR.UTF-8' # since 2016", "export LANG=ko_KR.UTF-8  # so it is", '  LANG="ko_KR.UTF-8"'):
        tree.write("/etc/sysconfig/i18n", f"# languages\nSYSFONT=x\n{line}")
        prove([("status x", "x가 정지되었습니다\n", 3)], shell, tree)
    tree.write("/etc/sysconfig/i18n", "LANG=ko_KR.UTF-8\nLC_TIME=$(touch /run/executed)\n")
    prove([("status x; [ ! -e /run/executed ]", "x가 정지되었습니다\n", 0)], shell, tree)


def test_a_locale_that_exists(tree):
    """Where ko_KR.UTF-8 was generated it is used; elsewhere, as in the tests above, C.UTF-8 with LANGUAGE."""
    if not Path("/usr/share/i18n/locales/ko_KR").exists():
        pytest.skip("this machine cannot generate ko_KR.UTF-8 (package locales)")
    tree.run("sh", "-c", "mkdir /run/locale && localedef -i ko_KR -f UTF-8 /run/locale/ko_KR.UTF-8")
    prove([("echo $LANG ${LANGUAGE-none}; status x", "ko_KR.UTF-8 none\nx가 정지되었습니다\n", 3)], shell, tree,
          LOCPATH="/run/locale", **KOREAN)


def test_the_console_of_the_kernel(tree):
    """It has no glyphs for Korean. Whether standard input is that console, its device number tells."""
    tree.write("/usr/sbin/stat", "#!/bin/sh\necho $DEVICE\n", 0o755)
    for device, console in (("88:0", "pty"), ("8f:3", "pty"), ("3:1", "pty"), ("4:1", "vt"), ("4:3f", "vt"),
                            ("4:40", "serial"), ("cc:40", "serial"), ("5:0", "serial")):
        prove([("consoletype", f"{console}\r\n", 0)], at_terminal, tree, DEVICE=device)
    prove([("status x", "x is stopped\r\n", 3)], at_terminal, tree, DEVICE="4:1", TERM="linux", **KOREAN)
    prove([("status x", "x가 정지되었습니다\r\n", 3)], at_terminal, tree, DEVICE="4:1", TERM="xterm", **KOREAN)
    prove([("status x", "x가 정지되었습니다\r\n", 3)], at_terminal, tree, DEVICE="88:1", TERM="linux", **KOREAN)


@pytest.mark.root
def test_status_without_the_right(tree):
    """Pid files that the caller may not read."""
    tree.path("/run/secret").mkdir(mode=0o700)
    tree.write("/run/secret/x.pid", "1\n")
    tree.write("/run/shut.pid", "1\n", 0o600)
    unprivileged = "setpriv --reuid=65534 --clear-groups bash -c '. /etc/init.d/functions; %s'"
    prove([
        (unprivileged % "status -p /run/secret/x.pid x", "x status unknown due to insufficient privileges.\n", 4),
        (unprivileged % "status shut", "shut status unknown due to insufficient privileges.\n", 4),
        (unprivileged % "killproc -p /run/shut.pid x", "[FAILED]\r", 4),
        (unprivileged % "pidofproc -p /run/shut.pid x", "", 4),
    ], shell, tree)


def test_pids(tree):
    prove([
        (SEVERAL_DAEMONS + '[ "$(pidofproc resident)" = "${p% }" ] && [ "$(__pids_pidof resident)" = "${p% }" ]', "", 0),
        ("pidofproc nothing", "", 3),
        ("echo $$ $$ >/run/x.pid; [ \"$(pidofproc x)\" = \"$$ $$\" ]", "", 0),
        ("echo $$ >/run/y.pid; [ \"$(pidofproc -p /run/y.pid x)\" = $$ ]", "", 0),
        ("pidofproc -p /run/none.pid resident", "", 3),
        (">/run/empty.pid; pidofproc -p /run/empty.pid resident", "", 1),
        ("pidofproc", "Usage: pidofproc [-p pidfile] {program}\n", 1),
        ("pidofproc -p /run/y.pid", "Usage: pidofproc [-p pidfile] {program}\n", 1),
        ("pidfileofproc", "Usage: pidfileofproc {program}\n", 1),
        ("echo $$ >/run/y.pid; [ \"$(pidfileofproc y)\" = $$ ]", "", 0),
        ("pidfileofproc nothing", "", 0),
        ("checkpid 999999999 1", "", 0),
        ("checkpid 999999999", "", 1),
        ("checkpid", "", 1),
        ("checkpid '999999999 1'", "", 0),
        ("checkpid ''", "", 1),
    ], shell, tree)


def test_a_pid_file_is_data(tree):
    """Whatever its daemon writes there: no pattern, no command, nothing that kill takes for all processes."""
    prove([
        (f"cd /proc; printf '%s\\n' '{text}' >/run/x.pid; status x; killproc x", "x dead but pid file exists\n[FAILED]\r", 0)
        for text in ("[0-9]*", "-1", "0", "$$; kill 1", "$(kill 1)", "1x")
    ], shell, tree)


def test_process_1_goes_by_its_name(tree):
    """It is the machine, or what a container was made for: a file that says 1 is not enough."""
    name = tree.run("cat", "/proc/1/comm").stdout.strip()
    prove([
        ("echo 1 >/run/x.pid; status x; killproc x -HUP", "x dead but pid file exists\n[FAILED]\r", 0),
        (f"echo 1 >/run/x.pid; status -p /run/x.pid {name}", f"{name} (pid  1) is running...\n", 0),
    ], shell, tree)


def test_what_cannot_be_written_changes_no_status(tree):
    """The disk is full, or who read is gone: the daemon runs all the same."""
    prove([(f"exec >/dev/full 2>/dev/null; {code}", "", status) for code, status in (
        ("success", 0), ("action go true", 0), ("daemon true", 0), ("status x", 3), ("killproc x", 0),
        ("echo $$ >/run/x.pid; status x", 0), (">/run/x.pid; status x", 1),
        ("rm /run/x.pid; touch /var/lock/subsys/x; status x", 2),
    )], shell, tree)


def test_killproc(tree):
    tree.write("/usr/sbin/stubborn", '#!/bin/bash\ntrap "" TERM\nwhile :; do sleep 1; done\n', 0o755)
    start = "resident 1000 >/dev/null 2>&1 & disown; echo $! >/run/resident.pid; "
    gone = "; s=$?; while __lives $!; do :; done; echo; echo $s; ls /run/*.pid 2>/dev/null"
    prove([
        (f"{start} killproc resident {gone}", "[  OK  ]\r\n0\n", 2),
        (f"{start} killproc -p /run/resident.pid -d 5 x {gone}", "[  OK  ]\r\n0\n", 2),
        (f"{start} rm /run/resident.pid; killproc resident {gone}", "[  OK  ]\r\n0\n", 2),
        (f"{start} killproc -p /run/resident.pid -b /bin/other resident; checkpid $!; echo $?; killproc resident {gone}",
         "[FAILED]\r0\n[  OK  ]\r\n0\n", 2),
        (f"{start} killproc resident -HUP {gone}", "[  OK  ]\r\n0\n/run/resident.pid\n", 0),
        (f"{start} killproc resident -0; kill $! {gone}", "[  OK  ]\r\n0\n/run/resident.pid\n", 0),
        ("rm /run/resident.pid; killproc resident -HUP", "[FAILED]\r", 0),
        (">/run/resident.pid; killproc resident; ls /run/*.pid 2>/dev/null", "[FAILED]\r", 2),
        ("LSB=1; killproc resident -HUP", "", 7),
        ("LSB=1; killproc resident", "", 0),
        (f"stubborn & disown; while ! checkpid $(pidofproc stubborn); do :; done; killproc -d 0.2 stubborn {gone}",
         "[  OK  ]\r\n0\n", 2),
        # KILL never comes with TERM, but a step behind it
        ("stubborn & disown; while ! checkpid $(pidofproc stubborn); do :; done; "
         f'sleep() {{ printf .; command sleep "$1"; }}; killproc -d 0 stubborn {gone}', "..[  OK  ]\r\n0\n", 2),
        ("killproc -d soon resident", "Usage: killproc [-p pidfile] [-b binary] [-d delay] {program} [-signal]\n", 1),
        ("killproc -d '' resident", "Usage: killproc [-p pidfile] [-b binary] [-d delay] {program} [-signal]\n", 1),
        ("killproc", "Usage: killproc [-p pidfile] [-b binary] [-d delay] {program} [-signal]\n", 1),
    ], shell, tree)


def test_small_things(tree):
    tree.write("/run/confirm", "")
    prove([
        ("for w in t Y yes TRUE 1; do is_true $w || echo $w; done; is_true no", "", 1),
        ("for w in f N no FALSE 0; do is_false $w || echo $w; done; is_false yes", "", 1),
        ("is_true ''", "", 1),
        ("set -u; is_true || is_false", "", 1),
        ("strstr abcd bc", "", 0),
        ("strstr abcd 'b*d'", "", 1),
        ("for f in a~ a.bak a.orig a.rpmnew a.rpmorig a.rpmsave; do is_ignored_file $f || echo $f; done", "", 0),
        ("is_ignored_file httpd", "", 1),
        ("get_numeric_dev dec /dev/full", "1:7\n", 0),
        ("get_numeric_dev hex /dev/full", "1:7\n", 0),
        ("umask 077; . /etc/init.d/functions; umask", "0022\n", 0),
        ("umask; echo $PATH; echo $CONSOLETYPE $BOOTUP", "0022\n/sbin:/usr/sbin:/bin:/usr/bin\nserial serial\n", 0),
        ("initlog -n x -s text -e 1; initlog -q -c 'exit 3'", "", 3),
        ("apply_sysctl; update_boot_stage x", "", 0),
        ("for t in 3 1.5 2m 1h 1D 0.25 08 .5 2. '1m 1s'; do __tenths \"$t\"; done",
         "30\n15\n1200\n36000\n864000\n2\n80\n5\n20\n610\n", 0),
        ("for t in '' x 5x m '-1' '1 x' '*' 'a[$(echo ran >&2)]'; do __tenths \"$t\" && echo \"$t\"; done", "", 1),
    ], shell, tree)


def test_confirm(tree):
    prompt = "Start service httpd (Y)es/(N)o/(C)ontinue? [Y] "
    tree.write("/run/confirm", "")
    for answers, status in ((["y"], 0), ([""], 0), (["n"], 1), (["what", "N"], 1), (["c"], 2)):
        shown = "".join(f"{prompt}{answer}\r\n" for answer in answers)
        assert at_terminal(tree, "confirm httpd", answers) == (shown, status)
    assert not tree.path("/run/confirm").exists()
    asked = "httpd 서비스를 시작할까요? 예(Y)/아니오(N)/계속(C) [Y] n\r\n"
    assert at_terminal(tree, "confirm httpd", ["n"], **KOREAN) == (asked, 1)


@pytest.mark.parametrize("options", ["set -e", "set -u", "set -o posix", "set -eu -o posix"])
def test_strict_scripts(tree, options):
    """Scripts that want to end at the first failure, or at an unset variable, get through what goes well."""
    code = f"{options}; . /etc/init.d/functions; action go true; daemon /bin/true; daemon /bin/false || true; success; status x || true; " \
           "killproc x; pidofproc x || true; passed; echo end"
    text = "go [  OK  ]\r\n[  OK  ]\r[FAILED]\r[  OK  ]\rx is stopped\n[FAILED]\r[PASSED]\rend\n"
    prove([(code, text, 0)], shell, tree)


def test_a_script_for_sh_is_run_by_bash(tree):
    tree.script("plain", '#!/bin/sh\nprog=plain\n. /etc/rc.d/init.d/functions\necho $"Starting $prog: $1"\nstatus -p\n')
    done = tree.service("plain", "two  words", check=False)
    assert done.stdout == "Starting plain: two  words\n" \
                          "Usage: status [-p pidfile] [-l lockfile] [-b binary] {program}\n"
    assert done.returncode == 1
