"""The same configurations and callers under Debian's xinetd and under roused (tests/conformance/README.md)."""

import difflib
import importlib.util
import json
from pathlib import Path

import corpus
import differences
import pytest
import rules
import sheets
from playing import REST
from stage import Stage

HERE = Path(__file__).parent
PLAYS = sorted(path.parent.name for path in HERE.glob("*/play.py"))
GROUPS = sheets.groups()
CORPUS = corpus.files()
CASES = [(group, case) for group in GROUPS for case in group.cases]


@pytest.mark.root
@pytest.mark.case
@pytest.mark.parametrize("group, case", [pytest.param(group, case, id=case.title) for group, case in CASES])
def test_case(group, case, theatre, verdict):
    if theatre.warm == "io" and case.difference == "child-environment":
        pytest.skip("with park = io a server finds nothing of its caller in its environment")
    xinetd, ours = (shown[case.name] for shown in theatre.shown(group))
    xinetd, ours = rules.apply(xinetd, ours, case.difference)
    if not case.difference:
        assert_same(xinetd, ours)
        return
    verdict("deliberately different")
    seen = {"xinetd": only_in(xinetd, ours), "rouse": only_in(ours, xinetd)}
    recorded = {key: sheets.listed(case.get(key, ())) for key in seen}
    if seen != recorded or not any(seen.values()):
        text = "\n".join(f"{key} = {json.dumps(lines, indent=2, ensure_ascii=False)}" for key, lines in seen.items())
        pytest.fail(f"seen, and not what the row says:\n{text}", pytrace=False)


@pytest.mark.root
@pytest.mark.parametrize("group", [pytest.param(group, id=group.title) for group in GROUPS if len(group.cases) > 1])
def test_nothing_else_was_said(group, theatre):
    assert_same(*rules.apply(*(shown[REST] for shown in theatre.shown(group))))


@pytest.mark.root
@pytest.mark.case
@pytest.mark.parametrize("file", [pytest.param(file, id=file.title) for file in CORPUS])
def test_corpus(file, theatre, verdict):
    xinetd, ours = theatre.outcomes(file)
    theirs, told = rules.apply(xinetd, corpus.as_complaints(xinetd, ours))
    reasons = differences.of_file(file.title)
    if not reasons:
        assert_same(theirs, told)
        return
    verdict("deliberately different")
    if theirs == told:
        pytest.fail(f"the same, though {', '.join(reasons)} says that it differs", pytrace=False)


@pytest.mark.root
@pytest.mark.case
@pytest.mark.parametrize("name", PLAYS)
def test_play(name, hosts):
    folder = HERE / name
    script = script_of(folder)
    original, ours = (Stage(hosts("main"), hosts("clone1"), kind).play(folder, script).lines()
                      for kind in ("xinetd", "roused"))
    assert_same(*rules.apply(original, ours))


def test_every_rule_has_its_row():
    assert set(rules.RULES) <= differences.ids()


def test_names_are_unique():
    titles = [case.title for _, case in CASES]
    assert len(titles) == len(set(titles))


def assert_same(xinetd, ours):
    difference = "\n".join(difflib.unified_diff(xinetd, ours, "xinetd, after the rules", "roused", lineterm="", n=2))
    if difference:
        pytest.fail(difference, pytrace=False)


def only_in(lines, others):
    """The lines that have no counterpart in the other transcript, in order."""
    matcher = difflib.SequenceMatcher(None, lines, others, autojunk=False)
    return [line for tag, start, end, _, _ in matcher.get_opcodes() if tag != "equal" for line in lines[start:end]]


def script_of(folder):
    spec = importlib.util.spec_from_file_location(f"play_{folder.name}", folder / "play.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
