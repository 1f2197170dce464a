#!/usr/bin/env python3
"""The house test: walks src/ and park/ and says what breaks the rules of STYLE.md, as FILE:LINE: RULE: MESSAGE.

Usage: house.py PROJECT_ROOT     exit 0: the house stands; 1: it does not
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import awaits
from cpp import blank, functions, line_of
from floors import FLOORS, ONLY_IN, VALUES

PARK = "park"  # the folder beside src/, which cmake/park.cmake builds
FUNCTION_LINES = 70
FILE_LINES = 400
TEST_FILE_LINES = 800  # a test file is read case by case
BASE_FILES = 6
BANNED_NAMES = {"util", "utils", "utility", "common", "misc", "core", "helper", "helpers", "shared", "stuff"}
UNBOUNDED = "writes without knowing how much room there is"
BANNED_CALLS = {
    "system": "runs a shell", "popen": "runs a shell",
    "strcpy": UNBOUNDED, "strcat": UNBOUNDED, "sprintf": UNBOUNDED, "vsprintf": UNBOUNDED, "gets": UNBOUNDED,
    "stpcpy": UNBOUNDED, "alloca": "takes stack without a limit",
    "atoi": "takes any text for a number", "atol": "takes any text for a number", "atof": "takes any text for a number",
    "strtok": "keeps hidden state", "localtime": "keeps hidden state", "gmtime": "keeps hidden state",
    "ctime": "keeps hidden state", "asctime": "keeps hidden state", "tmpnam": "races", "mktemp": "races",
    "sleep": "blocks the loop", "usleep": "blocks the loop", "nanosleep": "blocks the loop",
    "this_thread::sleep_for": "blocks the loop", "this_thread::sleep_until": "blocks the loop", "longjmp": "skips destructors",
    "fork": "copies the whole process; a server starts by spawn", "vfork": "lets the child stop its parent",
    "gethostbyname": "blocks on the net", "rand": "can be guessed",
}
SYS_ONLY = {"fork", "vfork"}
CALL = re.compile(r"(?P<before>\b\w+\s+|\w>\s+|[\w\]>)]\s*(?:\.|->)\s*)?(?P<scope>(?:\w*::)*?)(?P<name>" +
                  "|".join(BANNED_CALLS) + r")\s*\(")
STATEMENT_WORDS = {"return", "else", "do", "case", "co_return", "co_await", "throw", "and", "or", "not"}
BANNED_WORDS = {"throw": "errors are values (Result<T>)", "dynamic_cast": "ask for what you need by type"}


@dataclass
class Source:
    path: str  # below src/, or below the project: "net/address.h", "park/wire.h"
    text: str
    code: str = field(init=False)

    def __post_init__(self):
        self.code = blank(self.text)

    @property
    def room(self):
        return self.path.split("/")[0]

    @property
    def stem(self):
        return self.path.split("/")[-1].rsplit(".", 1)[0]

    @property
    def is_header(self):
        return self.path.endswith(".h")

    @property
    def is_test(self):
        return self.path.endswith("_test.cc")

    def includes(self):
        """(line, path) of every #include "..." that is not in a comment."""
        for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"', self.text, re.M):
            if self.code[m.start():m.end()].lstrip().startswith("#"):
                yield line_of(self.text, m.start()), m.group(1)


def floors(sources):
    for source in sources:
        if source.room not in FLOORS:
            yield source.path, 1, "floors", f"no room is called {source.room}: add it to tests/house/floors.py"
            continue
        for line, target in source.includes():
            if problem := forbidden(source, target, sources):
                yield source.path, line, "floors", problem


def forbidden(source, target, sources):
    """Why `source` may not include `target`, or nothing."""
    room = target.split("/")[0]
    if source.is_test and room == "fakes":
        return None
    if target not in {s.path for s in sources}:
        return f'"{target}" is no file of a room (write "room/file.h")'
    if room == source.room or target in VALUES.get((source.room, room), ()):
        return None
    if room not in FLOORS[source.room]:
        return f"{source.room} may not include {room} (only {', '.join(FLOORS[source.room]) or 'itself'})"
    parts = ONLY_IN.get((source.room, room))
    if parts and not source.is_test and not source.stem.startswith(parts):
        return f"in {source.room} only {', '.join(parts)} may include {room}"
    return None


def function_length(sources):
    for source in sources:
        for function in functions(source.code):
            lines = source.code.count("\n", function.start, function.end) + 1
            if lines > FUNCTION_LINES:
                yield (source.path, line_of(source.code, function.start), "function-length",
                       f"{function.name()} has {lines} lines, {FUNCTION_LINES} is the limit")


def await_rule(sources):
    for source in sources:
        for line, message in awaits.check(source.code, parameters_may_refer=source.is_test):
            yield source.path, line, "await", message


def banned_calls(sources):
    for source in sources:
        for m in CALL.finditer(source.code):
            name = m.group("name")
            if is_call(m) and not (name in SYS_ONLY and (source.room == "sys" or source.is_test)):
                yield source.path, line_of(source.code, m.start("name")), "banned-call", f"{name}() {BANNED_CALLS[name]}"
        for m in re.finditer(r"\b(" + "|".join(BANNED_WORDS) + r")\b", "" if source.is_test else source.code):
            yield source.path, line_of(source.code, m.start()), "banned-call", f"{m[1]}: {BANNED_WORDS[m[1]]}"


def is_call(match):
    """A call of the C library's function: no member, no other namespace's function, no declaration."""
    before, scope = (match.group("before") or "").strip(), match.group("scope")
    if before.endswith((".", "->")) or scope not in ("", "::", "std::"):
        return False
    start = match.start("name") - len(scope) - 1
    if not before and start >= 0 and (match.string[start].isalnum() or match.string[start] in "_~"):
        return False  # the end of a longer name
    return not before or before in STATEMENT_WORDS  # else a declaration: `Type name(`, `Sink<T> name(`


def dead_files(sources):
    included = {}
    for source in sources:
        for _, target in source.includes():
            included.setdefault(target, set()).add(source.path)
    paths = {s.path for s in sources}
    for source in sources:
        base = source.path.rsplit(".", 1)[0]
        if source.is_header:
            if not included.get(source.path, set()) - {base + ".cc", base + "_test.cc", source.path}:
                yield source.path, 1, "dead-file", "nothing but its own pair includes it"
        elif source.is_test:
            tested = base.removesuffix("_test")
            if tested + ".h" not in paths and tested + ".cc" not in paths:
                yield source.path, 1, "dead-file", f"tests {tested}.h, which does not exist"
        elif not implements_something(source, base + ".h"):
            yield source.path, 1, "dead-file", "neither a main, nor does it include a header of its room to implement"


def implements_something(source, header):
    """A .cc file implements the header of its name or, where several share one, another of its room; or it is a
    program."""
    own = any(target == header or target.startswith(source.room + "/") for _, target in source.includes())
    return own or re.search(r"\bint\s+main\s*\(", source.code)


def names(sources):
    for source in sources:
        for part in source.path.rsplit(".", 1)[0].split("/"):
            if part.removesuffix("_test") in BANNED_NAMES:
                yield source.path, 1, "name", f"`{part}` says nothing; name the noun that lives there"
        if not re.fullmatch(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*\.(h|cc)", source.path):
            yield source.path, 1, "name", "files are room/snake_case.h or .cc"
    base = [s.path for s in sources if s.room == "base" and not s.is_test]
    if len(base) > BASE_FILES:
        yield "base", 1, "name", f"base has {len(base)} files, {BASE_FILES} is the limit"


def layout(sources):
    for source in sources:
        lines = source.text.split("\n")
        limit = TEST_FILE_LINES if source.is_test else FILE_LINES
        if len(lines) - 1 > limit:
            yield source.path, limit, "layout", f"{len(lines) - 1} lines, {limit} is the limit"
        if not source.text.endswith("\n") or source.text.endswith("\n\n"):
            yield source.path, len(lines), "layout", "a file ends with exactly one newline"
        if source.is_header and not re.search(r"^#pragma once$", source.code, re.M):
            yield source.path, 1, "layout", "a header says #pragma once"
        for number, line in enumerate(lines, 1):
            if line != line.rstrip() or "\t" in line:
                yield source.path, number, "layout", "trailing blank, tab or carriage return"


def same_floors_in_cmake(sources, cmake):
    """CMakeLists.txt names every room there is, with the floors of the table."""
    said = {m[1]: m[2].split() for m in re.finditer(r"^rouse_room\((\w+)((?:\s+\w+)*)\)", cmake, re.M)}
    for room, lower in said.items():
        expected = [r for r in FLOORS.get(room, []) if room not in ("daemon", "tools") or r in said]
        if sorted(lower) != sorted(expected):
            yield "CMakeLists.txt", 1, "floors", f"rouse_room({room}) says {lower}, tests/house/floors.py {expected}"
    for room in sorted({s.room for s in sources} - set(said) - {PARK}):
        yield "CMakeLists.txt", 1, "floors", f"no rouse_room line for src/{room}"


RULES = [floors, function_length, await_rule, banned_calls, dead_files, names, layout]


def problems(sources, cmake):
    for rule in RULES:
        yield from rule(sources)
    yield from same_floors_in_cmake(sources, cmake)


def read(root):
    return [Source(str(path.relative_to(above)), path.read_bytes().decode())
            for above, folder in ((root / "src", root / "src"), (root, root / PARK))
            for path in sorted(folder.rglob("*")) if path.suffix in (".h", ".cc")]


def main(root):
    sources = read(root)
    found = sorted(problems(sources, (root / "CMakeLists.txt").read_text()))
    for path, line, rule, message in found:
        where = path if path == "CMakeLists.txt" or path.startswith(f"{PARK}/") else f"src/{path}"
        print(f"{where}:{line}: {rule}: {message}")
    print(f"house: {len(sources)} files, {len(found)} problems")
    return 1 if found or not sources else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
