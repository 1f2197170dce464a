#!/usr/bin/env python3
"""Every row of docs/differences.md names tests, and every test it names is there. Usage: differences.py PROJECT_ROOT"""

import re
import sys
from pathlib import Path


def tests_of(root):
    """The names of all unit tests (Suite.Name) and scenarios (test_name)."""
    names = set()
    for folder in ("src", "tests"):
        for path in (root / folder).rglob("*_test.cc"):
            names |= {f"{suite}.{name}" for suite, name in
                      re.findall(r"^TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\)", path.read_text(), re.MULTILINE)}
    for path in (root / "tests").rglob("test_*.py"):
        names |= set(re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE))
    return names


def problems(root):
    known = tests_of(root)
    ids = set()
    for line in (root / "docs/differences.md").read_text().splitlines():
        columns = [column.strip() for column in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(columns) < 4 or columns[0] in ("id", "attribute") or set(columns[0]) <= {"-"}:
            continue
        named = re.findall(r"`([A-Z]\w*\.\w+|test_\w+)`", columns[-1])
        if not named:
            yield f"{columns[0]}: names no test"
        if columns[0] in ids:
            yield f"{columns[0]}: stands twice"
        ids.add(columns[0])
        yield from (f"{columns[0]}: there is no test {name}" for name in named if name not in known)
    if len(ids) < 40:
        yield f"only {len(ids)} rows could be read"


if __name__ == "__main__":
    found = list(problems(Path(sys.argv[1])))
    print("\n".join(found) or "every row has its tests")
    sys.exit(1 if found else 0)
