"""Sheets: files of cases. cases/*.toml hold what both daemons must do alike, differences/*.toml what rouse does otherwise
on purpose. README.md beside this file says what the keys of a case mean.

    sheet    one TOML file
    case     one thing that is compared: a service (or a whole configuration) and what is done to it
    group    the cases that one daemon plays: those of a sheet together, a service each; one that needs a configuration
             or a daemon of its own, alone
"""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIRST_PORT = 4000
DEFAULTS = ("log_type = FILE /var/log/service.log", "log_on_failure = HOST")
ENTRY = {"type": "UNLISTED", "flags": "IPv4", "socket_type": "stream", "wait": "no", "user": "root", "port": "$PORT",
         "server": "/srv/probe"}
# What makes a case play alone: it is about more than its own entry.
ALONE = ("alone", "defaults", "next_defaults", "conf", "next", "inetd", "options", "environment")
KEYS = {"name", "lines", "service", "entry", "port", "beside", "steps", "sees", "files", "logs", "shape",
        "xinetd", "rouse", *ALONE}
SHEET_KEYS = {"title", "text", "after", "case", "difference", "extension", *KEYS} - {"name", "xinetd", "rouse"}


@dataclass(frozen=True)
class Case:
    """One row of a sheet, with what its sheet says for all rows filled in."""

    sheet: str
    name: str
    port: int
    keys: dict = field(hash=False)
    difference: str = ""  # the id of the row in differences/*.toml that it shows

    @property
    def title(self):
        return f"{self.sheet}/{self.name}"

    def get(self, key, otherwise=None):
        return self.keys.get(key, otherwise)

    def entry(self, key="lines"):
        """The text of its file in xinetd.d; `next` is what a reload finds there. Empty where it has none."""
        if key == "lines" and "entry" in self.keys:
            return self.filled(self.keys["entry"])
        if "inetd" in self.keys:
            return ""
        lines = listed(self.keys.get(key, ()))
        given = {re.match(r"\w+", line)[0].lower() for line in lines if re.match(r"\w", line)}
        if "redirect" in given or any("INTERNAL" in line for line in lines):
            given.add("server")
        if any("TCPMUX" in line for line in lines):
            given.add("port")
        if "service" in self.keys:
            lines.append("id = $NAME")
        lines += [f"{name} = {value}" for name, value in ENTRY.items() if name not in given]
        head = f"service {self.keys.get('service', '$NAME')}"
        return self.filled("\n".join([head, "{", *(f"    {line}" for line in lines), "}", ""]))

    def filled(self, text):
        for word, value in (("$NAME", self.name), ("$PORT2", str(self.port + 1)), ("$PORT", str(self.port))):
            text = text.replace(word, value)
        return text

    def id(self):
        """What its service is called in logs."""
        found = re.search(r"^\s*id\s*=\s*(\S+)", self.entry(), re.MULTILINE | re.IGNORECASE)
        return found[1] if found else self.name

    def own(self, entries):
        """The entries of a log that are about it: its service's, or all where it is about the whole daemon."""
        if {"alone", "conf", "inetd"} & set(self.keys):
            return entries
        return [entry for entry in entries if re.match(rf"[A-Z]+: {re.escape(self.id())}(\s|$)", entry)]


@dataclass(frozen=True)
class Group:
    """Cases that one daemon plays."""

    title: str
    cases: tuple

    def get(self, key, otherwise=None):
        """What its first case, and so each of them, says of the daemon."""
        return self.cases[0].get(key, otherwise)


def listed(value):
    """A key's value as a list of lines."""
    return value.splitlines() if isinstance(value, str) else list(value)


def configuration(cases, defaults="defaults"):
    """The text of xinetd.conf around what lies in xinetd.d."""
    if "conf" in cases[0].keys:
        return cases[0].filled(cases[0].keys["conf"])
    lines = [f"    {line}" for line in (*DEFAULTS, *listed(cases[0].get(defaults, ())))]
    beside = dict.fromkeys(case.filled(case.get("beside", "")) for case in cases)  # each once
    return "\n".join(["defaults", "{", *lines, "}", *beside, "includedir /etc/xinetd.d", ""])


def groups():
    """Every group there is, in the order of the files."""
    paths = [*sorted(HERE.glob("cases/*.toml")), *sorted(HERE.glob("differences/*.toml"))]
    return [group for path in paths for group in _groups_of(path)]


def _groups_of(path):
    sheet = tomllib.loads(path.read_text())
    _check(path.name, sheet, SHEET_KEYS)
    name = path.stem if path.parent.name == "cases" else f"differences/{path.stem}"
    shared = {key: sheet[key] for key in KEYS if key in sheet}
    cases = [Case(name, row["name"], row.get("port", FIRST_PORT + 2 * number), {**shared, **row}, difference)
             for number, (row, difference) in enumerate(_rows(path, sheet))]
    together = tuple(case for case, (row, _) in zip(cases, _rows(path, sheet))
                     if not set(ALONE) & set(row) and not case.get("alone"))
    alone = [Group(case.title, (case, )) for case in cases if case not in together]
    return ([Group(name, together)] if together else []) + alone


def _rows(path, sheet):
    rows = [(row, "") for row in sheet.get("case", ())]
    rows += [({"name": entry["id"], **row}, entry["id"])
             for entry in sheet.get("difference", ()) for row in entry.get("case", ())]
    for row, _ in rows:
        _check(f"{path.name}: {row.get('name')}", row, KEYS)
    return rows


def _check(where, table, known):
    unknown = set(table) - known
    assert not unknown, f"{where}: no case has {', '.join(sorted(unknown))}"
