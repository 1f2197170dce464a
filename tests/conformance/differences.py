#!/usr/bin/env python3
"""The deliberate differences (differences/*.toml) and the document that is made of them.

Usage: differences.py --write     writes docs/differences.md
       differences.py --check     says what is wrong: with the rows, the tests that they name, or the document
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/differences.md"
SHEETS = Path(__file__).resolve().parent / "differences"
SECTIONS = ("language", "inetd", "access", "servers", "daemon", "extensions")

HEAD = """\
<!-- Generated from tests/conformance/differences/*.toml by `scripts/conformance --write-docs`: edit those. -->

# Differences from xinetd

rouse reads xinetd's files and means by them what xinetd means. Where it does not, it is on purpose, it is safer, and it
stands here: this table is the whole list, and each row has a test. xinetd is Debian's 2.3.15.3.

Where one line of a configuration meets a difference, the reader says so in a message of its own class, `differs from
xinetd`; `roused --check --migrate` shows just those: what changes on the day of the swap. Such rows are marked **line**.
The others hold for every service and are said nowhere but here.

Tests: `Suite.Name` is a unit test beside the code in `src/`; `test_name` is a scenario in `tests/scenarios/`; case `name`
is played under xinetd and under rouse by `scripts/conformance`, and what either daemon does stands in its row in
`tests/conformance/differences/`.
"""
TABLES = {
    "difference": ("id", "what", "xinetd", "rouse", "why it is safer", "test"),
    "extension": ("attribute", "where", "means", "test"),
}


def sections():
    """Every section as its file says it, in the order of the document."""
    return [tomllib.loads((SHEETS / f"{name}.toml").read_text()) for name in SECTIONS]


def rows():
    """Every deliberate difference, in the order of the document."""
    return [row for section in sections() for row in section.get("difference", ())]


def ids():
    return {row["id"] for row in rows()}


def of_file(name):
    """The ids of the rows that say of a file of the corpus ("inetd/NAME") that it means something else."""
    return [row["id"] for row in rows() if name in row.get("corpus", ())]


# The document

def document():
    """What docs/differences.md must hold."""
    return "\n".join([HEAD, *(_section(section) for section in sections())])


def _section(section):
    kind = "extension" if "extension" in section else "difference"
    head = TABLES[kind]
    lines = [_line(head), "|" + "---|" * len(head), *(_line(_cells(kind, row)) for row in section[kind])]
    return "\n".join([f"## {section['title']}", "", *_text(section, "text"), *lines, "", *_text(section, "after")])


def _text(section, key):
    return [section[key].strip(), ""] if key in section else []


def _line(cells):
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _cells(kind, row):
    tests = ", ".join([*(f"case `{case.get('name', row['id'])}`" for case in row.get("case", ())),
                       *(f"`{test}`" for test in row["tests"])])
    if kind == "extension":
        return f"`{row['attribute']}`", row["where"], row["means"], tests
    what = ("**line** " if row.get("line") else "") + row["what"]
    return f"`{row['id']}`", what, row["xinetd"], row["rouse"], row["why"], tests


# The tests it names

def tests_there_are():
    """The names of all unit tests (Suite.Name) and scenarios (test_name)."""
    names = set()
    for path in [*ROOT.glob("src/**/*_test.cc"), *ROOT.glob("tests/**/*_test.cc")]:
        found = re.findall(r"^TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\)", path.read_text(), re.MULTILINE)
        names |= {f"{suite}.{name}" for suite, name in found}
    for path in ROOT.glob("tests/**/test_*.py"):
        names |= set(re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE))
    return names


def problems():
    known, seen = tests_there_are(), set()
    for section in sections():
        for row in section.get("difference", section.get("extension")):
            name = row.get("id") or row["attribute"]
            if name in seen:
                yield f"{name}: stands twice"
            seen.add(name)
            if not row["tests"] and not row.get("case"):
                yield f"{name}: has neither a case nor a test"
            yield from (f"{name}: there is no test {test}" for test in row["tests"] if test not in known)
    if DOCUMENT.read_text() != document():
        yield "docs/differences.md is not what its rows make of it; type: scripts/conformance --write-docs"


def main(words):
    if words == ["--write"]:
        DOCUMENT.write_text(document())
    elif words != ["--check"]:
        sys.exit(__doc__)
    found = list(problems())
    print("\n".join(found) or f"{len(rows())} differences, each with its tests")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
