"""Every command of `rouse` against everything that holds for all: plain and --json, wrong usage, no daemon, no
permission, no such service, and `changed: yes|no`. A command without a row fails here."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import pytest
from lib.configuration import DEFAULTS, ME, service
from lib.control import (NO_SUCH_SERVICE, NOT_PERMITTED, NOT_RUNNING, OPTIONS, USAGE, Rouse)
from lib.daemon import CONFIGURATION, binary
from lib.callers import dial
from lib.residents import SLEEP, resident, server
from lib.until import until

pytestmark = pytest.mark.rouse("xinetd has no such command")

GROUP, MEMBER, STRANGER = 4300, 1001, 4242
UNITS = "/run/units"
HERE = ("127.0.0.1", 4000)
CAT = service("cat", port=4000, server="/bin/cat", bind="127.0.0.1")
HELLO = service("hello", port=4001, server="/bin/echo", server_args="hello", bind="127.0.0.1")


@dataclass(frozen=True)
class Row:
    """What a command is like. `words` stand behind it where all goes well."""
    words: tuple = ()
    asks: bool = True           # it needs the daemon that runs
    changes: bool = False       # and says `changed: yes` or `changed: no`
    again: bool = False         # what it says the second time: this one changes something each time
    before: tuple = ()          # what has to be done before it can change something
    names: bool = False         # its first word is a service, which may be unknown
    most: int = 0               # so many words it takes
    lines: bool = False         # --json is an object a line
    text: bool = False          # --json is no JSON: the command speaks a language of programs already
    prepare: Callable = None    # makes the words: prepare(host, rouse)
    elsewhere: str = ""         # where it is played, if it wants another machine than this one


def a_session(host, rouse):
    """A caller's server, which `rouse kill` may end."""
    host.held = dial(host, HERE)
    session, = until(lambda: rouse.json("sessions")["sessions"], "session")
    return session["id"]


def a_call(host, rouse):
    """Something that `rouse events` has to tell."""
    with dial(host, HERE) as caller:
        caller.sendall(b"x")
        assert caller.recv(1) == b"x"


def an_edited_file(host, rouse):
    host.write("/etc/xinetd.d/hello", HELLO.replace("hello\n", "changed\n"))


ROWS = {
    "list": Row(),
    "show": Row(("cat",), names=True, most=1),
    "sessions": Row(("cat",), names=True, most=1),
    "kill": Row(changes=True, most=1, prepare=a_session),
    "events": Row(("cat",), names=True, most=1, lines=True, prepare=a_call),
    "why": Row(("cat", "127.0.0.1"), names=True, most=2),
    "advise": Row(("cat",), names=True, most=1),
    "health": Row(),
    "metrics": Row(text=True),
    "open": Row(("cat",), changes=True, names=True, most=1, before=("close", "cat")),
    "close": Row(("cat",), changes=True, names=True, most=1),
    "start": Row(("web",), changes=True, names=True, most=1, before=("stop", "web")),
    "stop": Row(("web",), changes=True, names=True, most=1),
    "restart": Row(("web",), changes=True, again=True, names=True, most=1),
    "enable": Row(("hello",), asks=False, changes=True, names=True, most=1, before=("disable", "hello")),
    "disable": Row(("hello",), asks=False, changes=True, names=True, most=1),
    "mode": Row(("hello", "standalone"), asks=False, changes=True, names=True, most=2),
    "reload": Row(changes=True, prepare=an_edited_file),
    "check": Row(asks=False, most=1),
    "runlevel": Row(("4",), changes=True, most=1),
    "takeover": Row(elsewhere="test_takeover.py"),  # whose daemon is xinetd
    "upgrade": Row(changes=True, again=True),
    "version": Row(asks=False),
    "explain": Row(("cps",), asks=False, most=1),
    "export": Row(("systemd", "cat", "--output", UNITS), asks=False, changes=True, most=2),
}

every = pytest.mark.parametrize("name", ROWS)


def those(**wanted):
    """The commands whose rows have these values, and that can be played here."""
    wanted.setdefault("elsewhere", "")
    names = [name for name, row in ROWS.items() if all(getattr(row, key) == value for key, value in wanted.items())]
    return pytest.mark.parametrize("name", names)


@pytest.fixture
def host(main):
    """A configuration with a service in a file of its own, one in the main file, and a resident; no init scripts."""
    for folder in ("/etc/init.d", "/etc/rc3.d", "/etc/rc4.d"):
        main.path(folder).unlink(missing_ok=True)
        main.path(folder).mkdir()
    main.path(UNITS).mkdir()
    main.write("/etc/group", main.read("/etc/group") + f"rouse:x:{GROUP}:\n")
    server(main, "web", SLEEP)
    main.write("/etc/xinetd.d/hello", HELLO)
    main.write(CONFIGURATION, f"{DEFAULTS}{CAT}{resident('web')}includedir /etc/xinetd.d\n")
    return main


@pytest.fixture
def daemon(host, make_daemon):
    daemon = make_daemon(host).start(more=(*OPTIONS, "--runlevel", "3"))
    until(lambda: Rouse(host).states().get("web") == "running", "resident")
    return daemon


@pytest.fixture
def rouse(host):
    return Rouse(host)


def words_of(name, host, rouse):
    row = ROWS[name]
    made = row.prepare(host, rouse) if row.prepare else None
    return [name, *row.words, *([made] if made else [])]


def ready(name, host, rouse):
    """The words that change something now."""
    if ROWS[name].before:
        rouse(*ROWS[name].before)
    return words_of(name, host, rouse)


def said(host, rouse, *words):
    """Its standard output alone: notes for people go to standard error."""
    return host.run(*rouse.words(*words)).stdout


def changed(host, rouse, *words):
    """What it says of a change."""
    answers = re.findall("^changed: (yes|no)$", said(host, rouse, *words), re.M)
    assert len(answers) == 1
    return answers == ["yes"]


def read_json(name, text):
    if ROWS[name].text:
        return {}
    return [json.loads(line) for line in text.splitlines()] if ROWS[name].lines else json.loads(text)


def test_every_command_has_a_row():
    told = subprocess.run([binary("roused").with_name("rouse"), "--help"], capture_output=True, text=True,
                          env={"LC_ALL": "C"}, check=True).stdout
    commands = re.findall(r"^  (\S+)", told.partition("Commands:\n")[2].partition("\n\n")[0], re.M)
    assert commands and sorted(commands) == sorted(ROWS)


@those()
def test_all_goes_well(name, host, daemon, rouse):
    told = said(host, rouse, *words_of(name, host, rouse))
    assert told
    assert ("changed: " in told) == ROWS[name].changes


@those()
def test_programs_get_json(name, host, daemon, rouse):
    told = read_json(name, said(host, rouse, *ready(name, host, rouse), "--json"))
    if ROWS[name].changes:
        assert told["outcome"] == "done" and told["changed"] is True


def test_what_is_played_elsewhere_is_played():
    for name, row in ROWS.items():
        if row.elsewhere:
            scenarios = Path(__file__).with_name(row.elsewhere).read_text()
            for needed in (f'rouse("{name}"', f'json("{name}"', "NOT_PERMITTED"):
                assert needed in scenarios, (name, needed)


@every
def test_help_needs_nothing(name, rouse):
    assert f"usage: rouse {name}" in rouse(name, "--help")


@every
def test_wrong_words_are_usage_errors(name, host, rouse):
    row = ROWS[name]
    assert "usage: rouse " + name in rouse(name, *(["x"] * (row.most + 1)), check=USAGE)
    assert "--nonsense is no option" in rouse(name, *row.words, "--nonsense", check=USAGE)
    assert "--control needs a path" in rouse(name, "--control", check=USAGE)
    if row.most and not rouse(name, "--help").startswith(f"usage: rouse {name} ["):
        assert "usage: rouse " + name in rouse(name, check=USAGE)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.asks])
def test_without_a_daemon(name, host, rouse):
    words = [name, *(ROWS[name].words or ["1"] * ROWS[name].most)]
    assert rouse(*words, check=NOT_RUNNING)
    if not ROWS[name].text and name != "health":  # they say it in the language that monitoring reads
        assert rouse.json(*words, check=NOT_RUNNING)["outcome"] == "not running"


@those(asks=False)
def test_some_need_none(name, host, rouse):
    assert read_json(name, said(host, rouse, *ready(name, host, rouse), "--json"))


@pytest.mark.skipif(ME != "root", reason="only root can be somebody else")
@those(changes=True)
def test_who_may_only_read_changes_nothing(name, host, daemon, rouse):
    words = ready(name, host, rouse)
    member = Rouse(host, MEMBER, [GROUP])
    assert "rouse: " in member(*words, check=NOT_PERMITTED)
    assert member.json(*words, check=NOT_PERMITTED)["outcome"] == "not permitted"
    assert changed(host, rouse, *words)


@pytest.mark.skipif(ME != "root", reason="only root can be somebody else")
@those(asks=True, changes=False)
def test_strangers_may_not_even_read(name, host, daemon, rouse):
    words = words_of(name, host, rouse)
    stranger, member = Rouse(host, STRANGER), Rouse(host, MEMBER, [GROUP])
    if name == "health":
        assert stranger(*words, check=3).startswith("ROUSE UNKNOWN")
    else:
        assert "rouse: " in stranger(*words, check=NOT_PERMITTED)
    assert member(*words)


@those(names=True)
def test_no_such_service(name, host, daemon, rouse):
    words = [name, "nobody", *ROWS[name].words[1:]]
    assert "nobody" in rouse(*words, check=NO_SUCH_SERVICE)
    assert rouse.json(*words, check=NO_SUCH_SERVICE)["outcome"] == "no such service"


@those(changes=True)
def test_what_is_so_already_is_not_changed(name, host, daemon, rouse):
    words = ready(name, host, rouse)
    assert changed(host, rouse, *words)
    assert changed(host, rouse, *words) == ROWS[name].again
    assert json.loads(said(host, rouse, *words, "--json"))["changed"] == ROWS[name].again
