"""The same configurations and callers under Debian's xinetd and under roused (tests/conformance/README.md)."""

import difflib
import importlib.util
import re
from pathlib import Path

import pytest
import rules
from stage import Stage

HERE = Path(__file__).parent
PLAYS = sorted(path.parent.name for path in HERE.glob("*/play.py"))


def script_of(folder):
    spec = importlib.util.spec_from_file_location(f"play_{folder.name}", folder / "play.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.root
@pytest.mark.parametrize("name", PLAYS)
def test_same_as_xinetd(name, hosts):
    folder = HERE / name
    script = script_of(folder)
    original, ours = (Stage(hosts("main"), hosts("clone1"), kind).play(folder, script)
                      for kind in ("xinetd", "roused"))
    expected = rules.apply(original)
    difference = "\n".join(difflib.unified_diff(expected.lines(), ours.lines(), "xinetd, after the rules", "roused",
                                                lineterm="", n=2))
    assert not difference, "\n" + difference


def test_every_rule_has_its_row():
    assert set(rules.RULES) <= rules.rows()


def test_every_row_names_tests_that_exist():
    text = "\n".join(line for line in rules.TABLE.read_text().splitlines() if line.startswith("|"))
    python = set(re.findall(r"`(test_\w+)`", text))
    units = set(re.findall(r"`([A-Z]\w+\.[A-Z]\w+)`", text))
    root = HERE.parents[1]
    known = {name for path in root.glob("tests/*/test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())}
    for path in [*root.glob("src/*/*_test.cc"), *root.glob("tests/*/*_test.cc")]:
        known |= {f"{suite}.{name}" for suite, name in
                  re.findall(r"TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", path.read_text())}
    assert not (python | units) - known
