"""ntsysv and setup on a terminal of 80 columns and 24 rows: keys pressed, whole screens compared (screens.txt)."""

import subprocess
from pathlib import Path

import pytest
from lib import transcript
from lib.callers import call, refused
from lib.daemon import CONFIGURATION
from lib.host import PATH
from lib.screen import Screen
from lib.until import until

SCREENS = {s.title: s.text for s in transcript.read(Path(__file__).parent / "transcripts" / "screens.txt")}
ENGLISH, KOREAN = "C.UTF-8", "ko_KR.UTF-8"
LEVEL_3 = ("env", "RUNLEVEL=3", "PREVLEVEL=N")

SCRIPTS = {
    "crond": "# chkconfig: 2345 90 60\n# pidfile: /run/crond.pid\n# description: Runs commands at their times.\n"
             "# description(ko): 정해진 시각에 명령을 실행합니다.\n",
    "httpd": "# chkconfig: - 85 15\n# description: A web server.\n",
    "messagebus": "# chkconfig: 2345 22 85\n",
    "network": "# chkconfig: 2345 10 90\n",
    "secret": "# chkconfig: 2345 50 50\n# hide: true\n",
    "sshd": "### BEGIN INIT INFO\n# Provides: sshd\n# Default-Start: 2 3 4 5\n# Default-Stop: 0 1 6\n# Description: "
            + " ".join(f"It has sentence number {n}." for n in range(1, 31)) + "\n### END INIT INFO\n",
    "xinetd": "# chkconfig: 345 56 50\n",
}
RELOAD = "#!/bin/sh\n# chkconfig: 345 56 50\necho \"$1\" >> /run/xinetd.did\n"
TELNET = "service telnet\n{\n\tdisable\t= no\n\n\tsocket_type = stream # a remark\n}\n"
RSYNC = "# description: Copies files.\nservice rsync\n{\n\tdisable\t= yes\n}\n"

ECHO = ("service {}\n{{\n\tdisable = {}\n\tsocket_type = stream\n\twait = no\n\tuser = root\n"
        "\tserver = /bin/echo\n\tserver_args = hello\n}}\n")

# What only root sees.
pytestmark = pytest.mark.root


@pytest.fixture
def bare(tree):
    """A tree with the programs and nothing for them to manage."""
    tree.tools("chkconfig", "ntsysv", "setup")
    return tree


@pytest.fixture
def machine(bare):
    """A tree with scripts, of which one is not linked anywhere, and two files of xinetd."""
    bare.tools("roused")
    for name, comments in SCRIPTS.items():
        bare.script(name, f"#!/bin/sh\n{comments}")
        bare.run("chkconfig", "--add", name)
    bare.script("unlinked", "#!/bin/sh\n# chkconfig: 2345 50 50\n")
    bare.script("xinetd", RELOAD)
    bare.write("/etc/xinetd.d/telnet", TELNET)
    bare.write("/etc/xinetd.d/rsync", RSYNC)
    bare.write("/run/crond.pid", "1\n")
    bare.write("/run/lock/subsys/network", "")
    bare.write("/run/lock/subsys/messagebus", "")
    bare.write("/run/messagebus.pid", "2147483646\n")
    return bare


@pytest.fixture
def watch():
    """watch(host, command, ...): a Screen, closed afterwards."""
    screens = []

    def start(*words, **options):
        screens.append(Screen(*words, **options))
        return screens[-1]
    yield start
    for screen in screens:
        screen.close()


def files(tree):
    """Everything in /etc: links, and files with their contents and the moment of their last change."""
    found = {}
    for path in tree.path("/etc").rglob("*"):
        name = str(path).removeprefix(str(tree.path("/etc")))
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file():
            found[name] = (path.read_bytes(), path.stat().st_ctime_ns)
    return found


def changed(before, after):
    """What is other than before: {name: (before, after)}."""
    return {name: (before.get(name), after.get(name)) for name in before.keys() | after.keys()
            if before.get(name) != after.get(name)}


# ntsysv: what it shows

@pytest.mark.parametrize("language", [ENGLISH, KOREAN])
def test_ntsysv_shows_every_service_and_how_it_is(machine, watch, language):
    screen = watch(machine, *LEVEL_3, "ntsysv", language=language)
    screen.expect(SCREENS[f"ntsysv {language}"])
    screen.press(*["Down"] * 8)
    screen.expect(SCREENS[f"the end of the list {language}"])


@pytest.mark.parametrize("language", [ENGLISH, KOREAN])
def test_f1_tells_what_a_service_is(machine, watch, language):
    screen = watch(machine, *LEVEL_3, "ntsysv", language=language)
    screen.expect(SCREENS[f"ntsysv {language}"])
    screen.press("F1")
    screen.expect(SCREENS[f"F1 on crond {language}"])
    screen.press("Enter")
    screen.expect(SCREENS[f"ntsysv {language}"])


def test_a_letter_finds_a_service_and_its_long_description_scrolls(machine, watch):
    screen = watch(machine, *LEVEL_3, "ntsysv")
    screen.expect(SCREENS[f"ntsysv {ENGLISH}"])
    screen.press("s", "s", "F1")
    screen.expect(SCREENS["F1 on sshd"])
    screen.press("NPage", "NPage", "NPage")
    screen.expect(SCREENS["the end of the description"])
    screen.press("Enter")
    screen.expect(SCREENS[f"ntsysv {ENGLISH}"])


def test_without_a_description_f1_tells_the_name(machine, watch):
    screen = watch(machine, *LEVEL_3, "ntsysv")
    screen.expect(SCREENS[f"ntsysv {ENGLISH}"])
    screen.press("n", "F1")
    screen.expect(SCREENS["F1 on network"])


@pytest.mark.parametrize("language", [ENGLISH, KOREAN])
def test_where_nobody_knows_the_runlevel_the_screen_says_so(machine, watch, language):
    screen = watch(machine, "ntsysv", language=language)
    screen.expect(SCREENS[f"the runlevel is unknown {language}"])


@pytest.mark.parametrize("language", [ENGLISH, KOREAN])
def test_back_and_hide(machine, watch, language):
    screen = watch(machine, "ntsysv", "--level", "1", "--back", "--hide", language=language)
    screen.expect(SCREENS[f"level 1, back, hide {language}"])
    screen.press("Tab", "Tab", "Enter")
    assert screen.ended() == 1


def test_where_there_is_no_super_server_its_files_are_not_listed(machine, watch):
    machine.path("/usr/sbin/roused").unlink()
    machine.path("/usr/sbin/xinetd").unlink(missing_ok=True)
    screen = watch(machine, *LEVEL_3, "ntsysv")
    screen.expect(SCREENS["no super-server"])


def test_the_daemon_tells_which_doors_are_open(machine, make_daemon, watch):
    """A door that was closed until the next restart is closed, though its file says on."""
    machine.tools("rouse")
    machine.write(CONFIGURATION, "includedir /etc/xinetd.d\n")
    machine.write("/etc/xinetd.d/rsync", ECHO.format("rsync", "no"))
    machine.write("/etc/xinetd.d/telnet", ECHO.format("telnet", "no"))
    make_daemon(machine).start()
    machine.run("rouse", "close", "telnet")
    screen = watch(machine, *LEVEL_3, "ntsysv")
    screen.expect(SCREENS["telnet is closed by an order"])


# ntsysv: what it does

def test_ok_writes_what_was_switched_and_nothing_else(machine, watch):
    """The original linked every service anew; a priority that somebody had chosen went back to the header's."""
    machine.path("/etc/rc3.d/S10network").rename(machine.path("/etc/rc3.d/S01network"))
    before = files(machine)
    screen = watch(machine, *LEVEL_3, "ntsysv")
    screen.expect(SCREENS[f"ntsysv {ENGLISH}"])
    screen.press("Down", "Space", "t", "Space", "c", "Space", "Space")
    screen.expect(SCREENS["httpd and telnet switched"])
    screen.press("Tab", "Enter")
    assert screen.ended() == 0
    difference = changed(before, files(machine))
    text = difference.pop("/xinetd.d/telnet")[1][0].decode()
    assert text == TELNET.replace("disable\t= no", "disable\t= yes")
    assert difference == {"/rc3.d/K15httpd": ("../init.d/httpd", None), "/rc3.d/S85httpd": (None, "../init.d/httpd")}
    assert machine.read("/run/xinetd.did") == "reload\n"


def test_levels_are_switched_together(machine, watch):
    machine.run("chkconfig", "--level", "5", "messagebus", "off")
    before = files(machine)
    screen = watch(machine, "ntsysv", "--level", "35")
    screen.expect(SCREENS[f"ntsysv {ENGLISH}"])  # on in 3
    screen.press("m", "Space", "h", "Space", "F12")
    assert screen.ended() == 0
    assert changed(before, files(machine)).keys() == {
        "/rc3.d/S22messagebus", "/rc3.d/K85messagebus",
        "/rc3.d/S85httpd", "/rc3.d/K15httpd", "/rc5.d/S85httpd", "/rc5.d/K15httpd"}
    assert machine.read("/run/xinetd.did") == ""


def test_xinetd_is_told_once_of_all_its_files(machine, watch):
    screen = watch(machine, *LEVEL_3, "ntsysv")
    screen.expect(SCREENS[f"ntsysv {ENGLISH}"])
    screen.press("r", "Space", "t", "Space", "F12")
    assert screen.ended() == 0
    assert "disable\t= no" in machine.read("/etc/xinetd.d/rsync")
    assert "disable\t= yes" in machine.read("/etc/xinetd.d/telnet")
    assert machine.read("/run/xinetd.did") == "reload\n"


@pytest.mark.parametrize("keys", [("Tab", "Tab", "Enter"), ("Escape",), ("Tab", "Tab", "Escape")],
                         ids=["button", "Esc", "Esc on a button"])
def test_who_cancels_changes_nothing(machine, watch, keys):
    """Esc was F1 in the original."""
    before = files(machine)
    screen = watch(machine, *LEVEL_3, "ntsysv")
    screen.expect(SCREENS[f"ntsysv {ENGLISH}"])
    screen.press("Down", "Space", "t", "Space")
    screen.expect(SCREENS["httpd and telnet switched"])
    screen.press(*keys)
    assert screen.ended() == 1
    assert changed(before, files(machine)) == {}
    assert machine.read("/run/xinetd.did") == ""


def test_what_cannot_be_written_is_told(machine, watch):
    machine.run("mount", "--bind", "/etc/xinetd.d", "/etc/xinetd.d")
    machine.run("mount", "-o", "remount,bind,ro", "/etc/xinetd.d")
    screen = watch(machine, *LEVEL_3, "ntsysv")
    screen.expect(SCREENS[f"ntsysv {ENGLISH}"])
    screen.press("t", "Space", "h", "Space", "F12")
    screen.expect(SCREENS["a file that cannot be written"])
    screen.press("Enter")
    assert screen.ended() == 2
    assert machine.path("/etc/rc3.d/S85httpd").is_symlink()


def test_a_terminal_that_goes_takes_ntsysv_along(machine, watch):
    screen = watch(machine, *LEVEL_3, "ntsysv")
    screen.expect(SCREENS[f"ntsysv {ENGLISH}"])
    screen.close()
    until(lambda: not machine.processes(comm="ntsysv"), "end of ntsysv")


# Without a screen

def told(tree, *command, language=ENGLISH):
    """What a command says on stderr, and its status; it says nothing on stdout."""
    done = tree.run(*command, check=False, env={"PATH": PATH, "LANG": language, "TERM": "screen"})
    assert done.stdout == ""
    return done.stderr, done.returncode


@pytest.mark.parametrize("language, sentences", [
    (ENGLISH, ("You must be root to run /usr/sbin/ntsysv.", "bad argument to --levels", "ntsysv needs a terminal",
               "No services may be managed by ntsysv!")),
    (KOREAN, ("/usr/sbin/ntsysv는 root 계정으로 실행해야 합니다.", "--levels 옵션에 잘못된 인수값이 주어졌습니다",
              "ntsysv 명령은 터미널에서 실행해야 합니다", "ntsysv 명령으로 관리할 서비스가 없습니다!")),
])
def test_ntsysv_says_why_it_shows_nothing(bare, language, sentences):
    root, levels, terminal, nothing = (f"{sentence}\n" for sentence in sentences)
    user = ("setpriv", "--reuid", "1001", "--regid", "1001", "--clear-groups")
    assert told(bare, *user, "/usr/sbin/ntsysv", language=language) == (root, 1)
    assert told(bare, "ntsysv", "--level", "7", language=language) == (levels, 2)
    assert told(bare, "ntsysv", "--bogus", language=language) == ("--bogus: unknown option\n", 1)
    assert told(bare, "ntsysv", language=language) == (nothing, 2)
    bare.script("httpd", "#!/bin/sh\n# chkconfig: 345 85 15\n")
    bare.run("chkconfig", "--add", "httpd")
    assert told(bare, "ntsysv", language=language) == (terminal, 1)


def test_ntsysv_without_a_folder_of_scripts(bare):
    bare.path("/etc/init.d").rmdir()
    assert told(bare, "ntsysv") == ("failed to open /etc/init.d: No such file or directory\n", 1)


@pytest.mark.parametrize("language, sentences", [
    (ENGLISH, ("\nERROR - You must be root to run setup.", "setup needs a terminal",
               "ERROR - No tool descriptions found in /etc/setuptool.d or /usr/share/setuptool/setuptool.d.")),
    (KOREAN, ("\n오류 - setup은 root 계정으로 실행해야 합니다.", "setup 명령은 터미널에서 실행해야 합니다",
              "오류 - /etc/setuptool.d 또는 /usr/share/setuptool/setuptool.d 에서 도구 설명을 찾을 수 없습니다.")),
])
def test_setup_says_why_it_shows_nothing(bare, language, sentences):
    root, terminal, nothing = (f"{sentence}\n" for sentence in sentences)
    user = ("setpriv", "--reuid", "1001", "--regid", "1001", "--clear-groups")
    assert told(bare, *user, "setup", language=language) == (root, 1)
    assert told(bare, "setup", language=language) == (nothing, 1)
    bare.write("/etc/setuptool.d/ntsysv", "/usr/sbin/ntsysv|System services|rouse|\n")
    assert told(bare, "setup", language=language) == (terminal, 1)


# setup

AUTHCONFIG = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Authentication configuration"
msgstr "인증 설정"
"""


@pytest.mark.parametrize("language, keys", [(ENGLISH, ("Down", "Enter")), (KOREAN, ("Enter", ))])
def test_from_the_menu_to_a_service_that_answers(machine, make_daemon, watch, language, keys):
    """The last section of the lesson: setup, System services, a box, Ok, Quit. Another package's tool comes before it
    or after it, as their names sort in the language."""
    machine.path("/etc/init.d/xinetd").unlink()
    machine.write(CONFIGURATION, "includedir /etc/xinetd.d\n")
    machine.write("/etc/xinetd.d/telnet", ECHO.format("telnet", "yes"))
    machine.menu()
    machine.write("/etc/setuptool.d/others", "/usr/sbin/no-such-tool|Firewall configuration\n"
                  "/usr/bin/true|Authentication configuration|authconfig|/opt/locale\n")
    machine.write("/opt/locale/ko/LC_MESSAGES/authconfig.mo",
                  subprocess.run(["msgfmt", "-o-", "-"], input=AUTHCONFIG.encode(),
                                 stdout=subprocess.PIPE, check=True).stdout)
    make_daemon(machine).start()
    assert refused(machine, ("127.0.0.1", 23))

    screen = watch(machine, *LEVEL_3, "setup", language=language)
    screen.expect(SCREENS[f"setup {language}"])
    screen.press(*keys)
    screen.expect(SCREENS[f"System services {language}"])
    screen.press("t", "Space", "Tab", "Enter")
    screen.expect(SCREENS[f"setup {language}"])
    assert until(lambda: not refused(machine, ("127.0.0.1", 23)), "open door of telnet")
    assert call(machine, ("127.0.0.1", 23)) == "hello\n"
    screen.press("Tab", "Tab", "Enter")
    assert screen.ended() == 0


def test_esc_leaves_the_menu(bare, watch):
    bare.write("/etc/setuptool.d/tools", "/bin/true|Only\n")
    screen = watch(bare, "setup")
    screen.expect(SCREENS["setup with one tool"])
    screen.press("Escape")
    assert screen.ended() == 0


def test_a_title_that_no_screen_can_hold_is_cut(bare, watch):
    name = "long" * 40
    bare.script(name, "#!/bin/sh\n# chkconfig: 2345 10 90\n# description: It has a name.\n")
    bare.run("chkconfig", "--add", name)
    screen = watch(bare, *LEVEL_3, "ntsysv")
    until(lambda: "[*] longlong" in screen.shown(), "the list")
    screen.press("F1")
    until(lambda: "It has a name." in screen.shown() and "┤ longlong" in screen.shown(), "a title between borders")


def test_an_entry_that_no_screen_can_hold_is_cut(bare, watch):
    """It would push the window's borders, and all other entries, off the screen; nor may it write to the terminal."""
    bare.write("/etc/setuptool.d/tools", f"/bin/true|Only\n/bin/true|{'long' * 100}\n/bin/true|red\x1b[31m\n")
    screen = watch(bare, "setup")
    shown = ("│   Only ", "long   │", "│   red?[31m ")
    until(lambda: all(entry in screen.shown() for entry in shown), "three entries between borders")
    screen.press("Escape")
    assert screen.ended() == 0


def test_a_tool_has_the_terminal_and_its_interrupt_key(bare, watch):
    bare.write("/usr/sbin/tool", "#!/bin/sh\necho \"tool $1\"\nread -r line\n", 0o755)
    bare.write("/etc/setuptool.d/tools", "/usr/sbin/tool 'a b'|Only\n")
    screen = watch(bare, "setup")
    screen.expect(SCREENS["setup with one tool"])
    screen.press("Enter")
    until(lambda: "tool a b\n" in screen.shown(), "the tool's word on the screen")
    screen.press("C-c")
    screen.expect(SCREENS["setup with one tool"])
