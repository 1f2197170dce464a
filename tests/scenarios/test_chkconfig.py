"""chkconfig beside what its original was seen to do: transcripts/chkconfig.txt, replayed to the byte."""

import subprocess
from pathlib import Path

import pytest
from lib import transcript
from lib.callers import call, refused
from lib.configuration import service
from lib.daemon import binary
from lib.until import until

SESSIONS = transcript.read(Path(__file__).parent / "transcripts" / "chkconfig.txt")
CHKCONFIG = binary("roused").parent / "chkconfig"
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
_LSB = "### BEGIN INIT INFO\n# Provides: {}\n{}# Default-Start: {}\n# Default-Stop: 0 1 6\n### END INIT INFO\n"

# What the comments of each script say; see the reference for what chkconfig makes of it.
SCRIPTS = {
    "httpd": "# chkconfig: 2345 85 15\n# description: A web server.\n",
    "network": "# chkconfig: 2345 10 90\n",
    "xinetd": "# chkconfig: 345 56 50\n",
    "manual": "# chkconfig: - 30 70\n",
    "zzz-a-very-long-name": "# chkconfig: 3 1 99\n",
    "plain": "# A script without a header.\n",
    "lsb": _LSB.format("lsb", "", "3 5"),
    "both": "# chkconfig: 345 40 60\n" + _LSB.format("both", "", "2 3").replace("0 1 6", "0 1 5 6"),
    "base": "# chkconfig: 2345 60 40\n",
    "middle": "# chkconfig: 2345 50 50\n" + _LSB.format("middle", "# Required-Start: base\n", "2 3 4 5"),
    "top": "# chkconfig: 2345 30 70\n" + _LSB.format("top", "# Required-Start: middle\n", "2 3 4 5"),
    "hen": _LSB.format("hen", "# Required-Start: egg\n", "3"),
    "egg": _LSB.format("egg", "# Required-Start: hen\n", "3"),
}
XINETD_FILES = {
    "rsync": "# default: off\n# description: The rsync server is a good addition to an ftp server, as it \\\n"
             "#\tallows crc checksumming etc.\nservice rsync\n{\n\tdisable\t= yes\n\n"
             "\tsocket_type     = stream\n\twait            = no\n}\n",
    "telnet": "service telnet\n{\n\tsocket_type = stream\n}\n",
}

# Root without the right to pass over the modes of files.
POWERLESS = ("#!/bin/sh\nexec setpriv --inh-caps=-all --ambient-caps=-all "
             "--bounding-set=-dac_override,-dac_read_search \"$@\"\n")


@pytest.fixture
def machine(tree):
    """A tree with these scripts and files, and chkconfig under its three names."""
    tree.write("/usr/sbin/powerless", POWERLESS, 0o755)
    for name, comments in SCRIPTS.items():
        tree.script(name, f"#!/bin/sh\n{comments}")
    for name, text in XINETD_FILES.items():
        tree.write(f"/etc/xinetd.d/{name}", text)
    for name in ("chkconfig", "install_initd", "remove_initd"):
        tree.path(f"/usr/sbin/{name}").symlink_to(CHKCONFIG)
    return tree


@pytest.mark.parametrize("session", SESSIONS, ids=[session.title for session in SESSIONS])
def test_transcript(machine, session):
    def run(command):
        return machine.run("sh", "-c", command, check=False, env=ENVIRONMENT)
    assert transcript.replay(session, run) == session.text


def test_there_are_at_least_sixty_invocations():
    commands = [command for session in SESSIONS for command in session.commands()]
    assert sum("chkconfig" in command or "_initd" in command for command in commands) >= 60


def test_what_is_installed_has_its_languages_and_names(tmp_path):
    subprocess.run(["cmake", "--install", CHKCONFIG.parent, "--prefix", tmp_path], check=True, capture_output=True)
    korean = {**ENVIRONMENT, "LANG": "ko_KR.UTF-8"}
    for program in ("sbin/chkconfig --type x", "lib/lsb/install_initd --type x"):
        done = subprocess.run(f"{tmp_path}/{program}", shell=True, env=korean, capture_output=True, text=True, check=False)
        assert done.stderr == "--type 값은 'sysv' 또는 'xinetd'여야 합니다\n"
    done = subprocess.run([tmp_path / "lib/lsb/remove_initd", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == "remove_initd version 1.3.49.5\n"


def test_closed_descriptors_stay_with_the_caller(machine):
    """The script that reloads has all three, and no file that chkconfig writes takes the place of one."""
    machine.script("xinetd", "#!/bin/sh\nfound=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2)\n"
                             'echo "$found" >/tmp/descriptors\n')
    machine.run("sh", "-c", "exec chkconfig telnet off <&- >&- 2>&-", env=ENVIRONMENT)
    assert "disable\t= yes" in machine.read("/etc/xinetd.d/telnet")
    assert machine.read("/tmp/descriptors") == "/dev/null\n" * 3


HERE = ("127.0.0.1", 4000)


@pytest.fixture
def served(main, serve, kind):
    """A daemon with a service `hello` in a file of its own, and no init script."""
    for folder in ("/etc/init.d", "/etc/rc3.d"):
        main.path(folder).unlink(missing_ok=True)
        main.path(folder).mkdir()
    main.write("/etc/xinetd.d/hello", service("hello", port=4000, server="/bin/echo", server_args="hello"))
    more = ("--control", "/run/rouse/control") if kind == "roused" else ()
    daemon = serve("includedir /etc/xinetd.d", more=more)
    assert call(main, HERE) == "hello\n"
    return daemon


def test_a_switch_reaches_the_running_daemon(main, served):
    """roused by an order; xinetd by a signal to the process of its pid file."""
    main.run(CHKCONFIG, "hello", "off")
    until(lambda: refused(main, HERE), "closed door")
    main.run(CHKCONFIG, "hello", "on")
    until(lambda: not refused(main, HERE), "open door")
    assert call(main, HERE) == "hello\n"


@pytest.mark.rouse("it cannot be asked what came of it")
def test_what_came_of_the_reload_is_told(main, served):
    main.run(CHKCONFIG, "hello", "off")
    text = main.read("/etc/xinetd.d/hello")
    main.write("/etc/xinetd.d/hello", text.replace("socket_type = stream", "socket_type = streem"))
    done = main.run(CHKCONFIG, "hello", "on")
    assert done.stdout == ""
    assert done.stderr == ("/etc/xinetd.d/hello:5: Bad socket type: streem (stream, dgram, raw or seqpacket); "
                           "service hello is dropped; did you mean stream?\n")
    main.write("/etc/xinetd.conf", "defaults\n{\n log_type = NOWHERE\n}\nincludedir /etc/xinetd.d\n")
    done = main.run(CHKCONFIG, "hello", "off")
    assert done.stderr == (
        "xinetd did not take up the change: reconfiguration failed; the old configuration stays in service\n"
        "/etc/xinetd.conf:3: Unknown log type: NOWHERE (FILE or SYSLOG); a bad value in defaults is fatal\n")
