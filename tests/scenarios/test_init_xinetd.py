"""`service xinetd restart` of the lesson: an init script of Red Hat's kind, behind whose xinetd is the daemon."""

import re
from pathlib import Path

import pytest
from lib.callers import call, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION
from lib.until import until

SCRIPT = Path(__file__).parent / "init.d/xinetd"
HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
HELLO = service("hello", port=4000, server="/bin/echo", server_args="hello")
ENGLISH = {"language": "C.UTF-8", "start": "Starting xinetd: ", "stop": "Stopping xinetd: ",
           "reload": "Reloading configuration: ", "running": "xinetd (pid  %s) is running...",
           "stopped": "xinetd is stopped", "failed": "[FAILED]"}
KOREAN = {"language": "ko_KR.UTF-8", "start": "xinetd (을)를 시작 중: ", "stop": "xinetd 를 정지 중: ",
          "reload": "설정 다시 읽는 중: ", "running": "xinetd (pid  %s)를 실행하고 있습니다..",
          "stopped": "xinetd가 정지되었습니다", "failed": "[실패]"}


@pytest.fixture
def main(tree, make_daemon):
    tree.library()
    make_daemon(tree).link_as("/usr/sbin/xinetd")
    tree.script("xinetd", SCRIPT.read_text())
    tree.write(CONFIGURATION, DEFAULTS + HELLO)
    tree.path("/run/lock/subsys").mkdir()
    return tree


def working(main):
    """The daemon answers; its pid."""
    until(lambda: not refused(main, HERE), "open door")
    assert call(main, HERE) == "hello\n"
    return until(lambda: main.read("/run/xinetd.pid").strip(), "pid file")


@pytest.mark.parametrize("words", [ENGLISH, KOREAN], ids=["English", "Korean"])
def test_restart_reload_stop(main, words):
    main.language(words["language"])
    assert main.service("xinetd", "restart").stdout == f"{words['stop']}{words['failed']}\n{words['start']}[  OK  ]\n"
    first = working(main)
    assert main.service("xinetd", "status").stdout == words["running"] % first + "\n"
    assert main.service("xinetd", "restart").stdout == f"{words['stop']}[  OK  ]\n{words['start']}[  OK  ]\n"
    assert working(main) != first

    main.write(CONFIGURATION, DEFAULTS + HELLO + service("new", port=4001, server="/bin/echo", server_args="new"))
    assert main.service("xinetd", "reload").stdout == f"{words['reload']}[  OK  ]\n"
    until(lambda: not refused(main, OTHER), "new service")
    assert main.service("xinetd", "stop").stdout == f"{words['stop']}[  OK  ]\n"
    assert refused(main, HERE)
    until(lambda: main.processes() == [], "end of every process")
    stopped = main.service("xinetd", "status", check=False)
    assert (stopped.stdout, stopped.returncode) == (words["stopped"] + "\n", 3)
    assert not main.path("/run/lock/subsys/xinetd").exists()


def test_pgrep_shows_it_as_the_lesson_does(main):
    """Of procps it takes -a today to see arguments."""
    main.service("xinetd", "start")
    working(main)
    shown = main.run("pgrep", "-xa", "xinetd").stdout
    assert re.fullmatch(r"\d+ xinetd -stayalive -pidfile /var/run/xinetd\.pid\n", shown)
    main.service("xinetd", "stop")
