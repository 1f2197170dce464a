"""`rouse check`: what `roused --check` says, with the exit statuses of rouse. No daemon runs here."""

import json
import subprocess

import pytest
from lib.configuration import service
from lib.control import DONE, FAILED, USAGE, Rouse
from lib.daemon import binary

pytestmark = pytest.mark.rouse("xinetd has no such command")

GOOD = service("good", port=4000, server="/bin/cat")
BAD = "service bad\n{\n  socket_typ = stream\n  port = 99999\n}\n"


@pytest.fixture
def check(tmp_path):
    """What it says on (standard output, standard error) of a configuration."""
    def run(text, *words, status=DONE, language="C"):
        if text is not None:
            (tmp_path / "x.conf").write_text(text)
        ended = subprocess.run([binary("roused").with_name("rouse"), "check", "x.conf", *words], capture_output=True,
                               text=True, env={"LC_ALL": language}, check=False, cwd=tmp_path)
        assert ended.returncode == status, (ended.stdout, ended.stderr)
        return ended.stdout, ended.stderr
    return run


def test_what_is_right_is_done(check):
    assert check(GOOD) == ("1 service, 0 switched off, 0 dropped; 0 errors, 0 warnings, 0 differences from xinetd\n", "")


def test_what_is_wrong_has_its_line_and_fails(check):
    told, errors = check(BAD, status=FAILED)
    assert errors == ""
    assert "x.conf:3: warning: bad service attribute: socket_typ; the line is ignored\n" in told
    assert "    did you mean socket_type?\n" in told
    assert "x.conf:4: error: port number is invalid: 99999" in told


def test_a_warning_alone_is_no_failure(check):
    assert "x.conf:3: warning: bad service attribute: colour" in check(GOOD.replace("{\n", "{\n  colour = red\n"))[0]


def test_what_only_the_daemon_knows_of_a_service_counts(check):
    told, _ = check(service("raw", port=4000, server="/bin/cat", socket_type="raw"), status=FAILED)
    assert "raw is not served" in told


def test_programs_get_an_object_for_each_finding(check):
    told = json.loads(check(BAD, "--json", status=FAILED)[0])
    assert [(one["severity"], one["file"], one["line"]) for one in told["messages"]] == [
        ("warning", "x.conf", 3), ("error", "x.conf", 4)]
    assert json.loads(check(GOOD, "--json")[0])["messages"] == []


def test_coming_from_xinetd_and_going_back(check):
    extended = GOOD.replace("}", "  timeout = 4\n}")
    assert "no line here means anything else than under xinetd" in check(extended, "--migrate")[0]
    assert "timeout: xinetd ignores the line with a warning\n" in check(extended, "--portable", status=FAILED)[0]
    assert check(GOOD, "--portable")[0] == "every line here means the same to xinetd\n"
    assert "exclude each other" in check(GOOD, "--portable", "--migrate", status=USAGE)[1]


def test_wrong_words_are_usage_errors(check):
    assert "did you mean --portable?" in check(GOOD, "--portabel", status=USAGE)[1]
    assert "usage: rouse check [FILE]" in check(GOOD, "y.conf", status=USAGE)[1]
    both = check(GOOD, "--portable", "--migrate", status=USAGE, language="ko_KR.UTF-8")[1]
    assert both == "rouse: --migrate 와 --portable 은 함께 쓸 수 없습니다\n"


def test_a_missing_file_fails(check):
    assert "x.conf: fatal: open x.conf: No such file or directory" in check(None, status=FAILED)[0]


def test_without_a_file_the_whole_configuration_is_judged(main, serve):
    serve(GOOD)
    main.write("/etc/inetd.conf", "nonsense\n")
    assert "/etc/inetd.conf:1: " in Rouse(main)("check", check=FAILED)


def test_a_daemon_that_cannot_be_executed_is_a_failure(main):
    alone = main.write("/run/rouse-alone/rouse", binary("roused").with_name("rouse").read_bytes(), mode=0o755)
    done = main.run(alone, "check", "--json", check=False)
    assert done.returncode == FAILED
    told = json.loads(done.stdout)
    assert told["outcome"] == "failed" and "/run/rouse-alone/roused: No such file or directory" in told["text"]
