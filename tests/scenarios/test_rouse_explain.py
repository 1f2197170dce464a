"""`rouse explain`: the manual of the attributes, for people and for programs. No daemon runs here."""

import json
import subprocess

import pytest
from lib.control import DONE, FAILED, USAGE
from lib.daemon import binary

pytestmark = pytest.mark.rouse("xinetd has no such command")


def explain(*words, status=DONE, language="C"):
    """What it says on (standard output, standard error)."""
    ended = subprocess.run([binary("roused").with_name("rouse"), "explain", *words], capture_output=True, text=True,
                           env={"LC_ALL": language}, check=False)
    assert ended.returncode == status
    return ended.stdout, ended.stderr


def test_it_tells_all_about_an_attribute_however_it_is_written():
    text, errors = explain("CPS")
    assert errors == ""
    assert text.startswith("cps: Connections per second above which the door is closed")
    assert "\n  default    50 10\n" in text
    assert "\n  stands in  service (= only, once), defaults (= only, once)\n" in text
    assert "\n  known to   xinetd and rouse\n" in text


def test_it_tells_operators_and_extensions_apart():
    assert "service (=, += or -=), defaults (=, += or -=)" in explain("only_from")[0]
    assert "stands in  defaults (=, += or -=)" in explain("enabled")[0]
    assert "service (=, += or -=)\n" in explain("env")[0] and "-= is refused" in explain("env")[0]
    assert "known to   rouse only" in explain("mode")[0]


def test_it_lists_all_one_line_each():
    lines = explain()[0].splitlines()
    every = json.loads(explain("--json")[0])
    assert [line.split()[0] for line in lines] == [one["name"] for one in every]
    assert {"only_from", "respawn_limit", "mdns"} < {one["name"] for one in every}


def test_programs_get_an_object():
    told = json.loads(explain("umask", "--json")[0])
    assert told["name"] == "umask" and told["example"] == "umask = 027" and told["daemon"] == "xinetd and rouse"


def test_what_is_no_attribute_fails_and_may_get_a_hint():
    assert explain("only_form", status=FAILED) == ("", "rouse: only_form is no attribute; did you mean only_from?\n")
    assert explain("", status=FAILED)[1] == "rouse:  is no attribute; `rouse explain` lists all\n"
    assert "\033" not in explain("\033[31m" * 1000, status=FAILED)[1]
    told, errors = explain("only_form", "--json", status=FAILED)
    assert errors == ""
    assert json.loads(told) == {"outcome": "no such attribute", "text": "only_form is no attribute",
                                "meant": "only_from"}
    assert "usage: rouse explain [ATTRIBUTE]" in explain("user", "group", status=USAGE)[1]
