#!/usr/bin/env python3
"""README.ko.md is kept in step with README.md: the same commands, the same code words, the same links, in the same
sections. What stands behind a `#` in a block of code is a remark, and may be in Korean.

Usage: readme.py PROJECT_ROOT     exit 0: in step; 1: says what is not
"""

import re
import sys
from collections import Counter
from pathlib import Path

BLOCK = re.compile(r"^ *```\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
OTHER_LANGUAGE = re.compile(r"^\[[^]]*\]\(README(\.ko)?\.md\)$", re.MULTILINE)


def commands(text):
    """The lines of all blocks of code, without remarks."""
    lines = [re.sub(r"(^|\s)\s*#.*", "", line).strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line for line in lines if line]


def prose(text):
    return BLOCK.sub("", OTHER_LANGUAGE.sub("", text))


def sections(text):
    """Of each section: how often it says each code word, and where it links to."""
    return [(Counter(re.findall(r"`([^`]+)`", part)), Counter(re.findall(r"\]\(([^)]+)\)", part)))
            for part in re.split(r"^## ", prose(text), flags=re.MULTILINE)]


def differences(english, korean):
    """What one says and the other does not, a line each."""
    said = []
    for line in (Counter(commands(english)) - Counter(commands(korean))):
        said.append(f"README.ko.md lacks the command: {line}")
    for line in (Counter(commands(korean)) - Counter(commands(english))):
        said.append(f"README.md lacks the command: {line}")
    if not said and commands(english) != commands(korean):
        said.append("README.ko.md has the commands in another order")
    ours, theirs = sections(english), sections(korean)
    if len(ours) != len(theirs):
        return said + [f"README.md has {len(ours) - 1} sections, README.ko.md has {len(theirs) - 1}"]
    for number, (one, other) in enumerate(zip(ours, theirs)):
        for a, b in zip(one, other):
            said += [f"README.ko.md, section {number}, lacks: {word}" for word in a - b]
            said += [f"README.md, section {number}, lacks: {word}" for word in b - a]
    return said


def main(root):
    said = differences((root / "README.md").read_text(), (root / "README.ko.md").read_text())
    print("\n".join(said) if said else "README.ko.md says what README.md says")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
