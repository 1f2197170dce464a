"""The same configurations and callers under Debian's xinetd and under roused (tests/conformance/README.md)."""

import difflib
import importlib.util
from pathlib import Path

import differences
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
    assert set(rules.RULES) <= differences.ids()
