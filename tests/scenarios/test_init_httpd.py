"""The lesson's httpd: an init script of Red Hat's kind, run from start to end on Debian (section 2 of the lesson).

Where the lesson and the reference differ, the reference wins: stopping what does not run fails, and the lesson's
`httpd ()를 시작 중:` is `httpd (을)를 시작 중:`. httpd 2.4 says more of its name than 2.2 did."""

import re

import pytest
from lib import httpd
from lib.callers import refused
from lib.terminal import Terminal
from lib.until import until

pytestmark = pytest.mark.root
OK, FAILED = r"\x1b\[60G\[\x1b\[1;32m  OK  \x1b\[0;39m\]\r\r\n", r"\x1b\[60G\[\x1b\[1;31m{}\x1b\[0;39m\]\r\r\n"
REMARK = r"AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using 172\.20\.1\.1.*\r\n"
ENGLISH = {"language": "en_US.UTF-8", "start": r"Starting httpd: ", "stop": r"Stopping httpd: ", "failed": "FAILED",
           "running": r"httpd (pid  {}) is running...", "stopped": "httpd is stopped"}
KOREAN = {"language": "ko_KR.UTF-8", "start": r"httpd \(을\)를 시작 중: ", "stop": "httpd 를 정지 중: ", "failed": "실패",
          "running": "httpd (pid  {})를 실행하고 있습니다..", "stopped": "httpd가 정지되었습니다"}


@pytest.fixture
def main(tree_with):
    tree = tree_with(*httpd.PACKAGES)
    tree.library()
    httpd.install(tree)
    httpd.address(tree)
    return tree


def screen(tree, *words):
    """What somebody at a terminal sees of it."""
    terminal = Terminal(tree, *tree.service_command("httpd", *words))
    assert terminal.ended() == 0
    return terminal.rest()


def daemons(tree):
    """The lines of `pgrep -lf httpd`."""
    return tree.run("pgrep", "-lf", "httpd", check=False).stdout.splitlines()


@pytest.mark.parametrize("words", [ENGLISH, KOREAN], ids=["English", "Korean"])
def test_the_lesson(main, words):
    main.language(words["language"])
    failed = FAILED.format(words["failed"])
    assert daemons(main) == []
    assert re.fullmatch(words["stop"] + failed + words["start"] + REMARK + OK, screen(main, "restart"))
    until(lambda: len(daemons(main)) == 9, "httpd and its eight servers")
    assert {line.split()[1] for line in daemons(main)} == {"httpd"}
    assert httpd.page(main) == httpd.PAGE
    pid = until(lambda: main.read("/run/httpd/httpd.pid").strip(), "pid file")
    assert main.service("httpd", "status").stdout == words["running"].format(pid) + "\n"
    assert re.fullmatch(words["stop"] + OK + words["start"] + REMARK + OK, screen(main, "restart"))
    assert main.read("/run/httpd/httpd.pid").strip() != pid
    assert httpd.page(main) == httpd.PAGE
    assert re.fullmatch(words["stop"] + OK, screen(main, "stop"))
    assert daemons(main) == []
    assert refused(main, (httpd.ADDRESS, 80))
    done = main.service("httpd", "status", check=False)
    assert (done.stdout, done.returncode) == (words["stopped"] + "\n", 3)


def test_twice_and_what_is_left(main):
    """Started when it runs: no tag and no second one. What died is told by its pid file, then by its lock."""
    main.service("httpd", "start")
    pid = until(lambda: main.read("/run/httpd/httpd.pid").strip(), "pid file")
    assert main.service("httpd", "start").stdout == "Starting httpd: \n"
    assert main.read("/run/httpd/httpd.pid").strip() == pid
    assert main.path("/run/lock/subsys/httpd").exists()
    main.run("pkill", "-KILL", "-x", "httpd")
    until(lambda: not daemons(main), "end of httpd")
    assert main.service("httpd", "status", check=False).returncode == 1
    main.run("rm", "/run/httpd/httpd.pid")
    assert main.service("httpd", "status", check=False).returncode == 2
    assert main.service("httpd", "stop").stdout == "Stopping httpd: [FAILED]\n"
