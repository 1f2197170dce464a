"""Completion of `rouse`: real shells, and a real daemon whose services and sessions they offer."""

import json
import re
import shlex
import shutil
import subprocess

import pytest
from lib.callers import dial
from lib.configuration import service
from lib.control import OPTIONS, SOCKET, Rouse
from lib.daemon import binary
from lib.host import PATH

pytestmark = pytest.mark.rouse("xinetd has no such command")

BUILD = binary("roused").parent
PROGRAM = BUILD / "rouse"
COMMON = ["--json", "--control=", "--help", "--version"]
# What a shell may not take for something to be carried out.
HOSTILE = "$(touch${IFS}/run/completed)"

# Loads the file and completes the line of words that are given; what is offered, a line each.
BASH = f"""
source {shlex.quote(str(BUILD / "share/completions/rouse"))}
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_rouse "$1" "${{@: -1}}" "${{@: -2:1}}"
[ ${{#COMPREPLY[@]}} = 0 ] || printf '%s\\n' "${{COMPREPLY[@]}}"
"""

# An interactive zsh on a pseudo terminal, in which Tab is pressed behind the words; a line of its own begins each offer.
ZSH = r"""
emulate -L zsh
zmodload zsh/zpty || exit 77
zpty shell "PS1='' zsh -f -i"
zpty -w shell "fpath=($1 \$fpath) PS1='' LISTMAX=10000"
zpty -w shell 'autoload -Uz compinit; compinit -D -u; setopt zle rcquotes; unsetopt prompt_cr automenu'
zpty -w shell 'zstyle ":completion:*" list-separator "  # "; zstyle ":completion:*" verbose no'
zpty -w shell 'compadd() {
  local -a found; local -i at
  if (( ${@[(I)-[ODA]]} )); then builtin compadd "$@"; return; fi
  builtin compadd -O found "$@"; (( $#found )) && print -rl -- "" "offered "${^found}; return 0
}'
zpty -w shell 'finish() { zle complete-word; print -r -- "" all-offered; }; zle -N finish; bindkey "^T" finish'
zpty -w shell 'print -r -- read""y'
zpty -r -m shell seen "*ready*"
zpty -n -w shell "$2"$'\C-T'
zpty -r -m shell seen "*all-offered*"
print -r -- "$seen"
"""


@pytest.fixture
def host(main, serve):
    serve(service("cat", port=4000, server="/bin/cat", bind="127.0.0.1"),
          service("cats", port=4001, server="/bin/cat", bind="127.0.0.1"),
          service("dog", port=4002, server="/bin/cat", bind="127.0.0.1", disable="yes"),
          service(HOSTILE, port=4003, server="/bin/cat", bind="127.0.0.1", type="UNLISTED"), more=OPTIONS)
    return main


def in_bash(*words, host=None):
    """What bash offers behind `rouse WORDS`, the last of which is being typed."""
    line = ["bash", "--norc", "-c", BASH, "bash", PROGRAM, *words]
    if host:
        done = host.run(*line, env={"PATH": PATH, "LANG": "C.UTF-8"})
    else:
        done = subprocess.run(line, capture_output=True, text=True, check=True, env={"PATH": PATH, "LANG": "C.UTF-8"})
    assert done.stderr == ""
    return done.stdout.splitlines()


def help_of(*words):
    return subprocess.run([PROGRAM, *words, "--help"], capture_output=True, text=True, check=True,
                          env={"LC_ALL": "C"}).stdout


COMMANDS = re.findall(r"^  (\w+) ", help_of().split("Options:")[0], re.MULTILINE) if PROGRAM.exists() else []


def test_bash_offers_the_commands_of_help():
    assert len(COMMANDS) > 20
    assert in_bash("") == COMMANDS
    assert in_bash("re") == [command for command in COMMANDS if command.startswith("re")]
    assert in_bash("nothing") == []


@pytest.mark.parametrize("command", COMMANDS)
def test_bash_offers_the_options_of_help(command):
    told = help_of(command).split("Options:")[0].split("\n\n", 2)[2]
    options = re.findall(r"^  (?:(-\w), )?(--[\w-]+)( [A-Z]+)?", told, re.MULTILINE)
    own = {word + ("=" if value else "") for letter, long, value in options for word in (letter, long) if word}
    assert set(in_bash(command, "-")) == {*COMMON, *own}


def test_bash_offers_what_stands_behind_a_command():
    told = subprocess.run([PROGRAM, "explain", "mode", "--json"], capture_output=True, text=True, check=True).stdout
    assert in_bash("mode", "x", "") == re.split(", | or ", json.loads(told)["values"])
    assert in_bash("mode", "x", "on-demand", "") == []
    assert in_bash("runlevel", "") == list("12345")
    assert in_bash("explain", "cps") == ["cps", "cps_window"]
    assert in_bash("version", "") == []
    assert in_bash("--json", "runlevel", "3") == ["3"]
    attributes = subprocess.run([PROGRAM, "explain"], capture_output=True, text=True, check=True).stdout.splitlines()
    assert in_bash("explain", "") == [line.split()[0] for line in attributes]


def test_bash_knows_the_value_of_an_option():
    assert in_bash("events", "--since", "") == []
    assert in_bash("events", "--since", "15m", "--fo") == ["--follow"]
    assert in_bash("events", "--since", "=", "") == []  # as bash splits --since=
    assert in_bash("explain", "--control", "/etc/host") == in_bash("--control", "/etc/host") == \
        [path for path in in_bash("--control", "/etc/") if path.startswith("/etc/host")] != []


def test_bash_offers_services_and_sessions_of_the_daemon(host):
    control = ("--control", SOCKET)
    assert in_bash(*control, "show", "c", host=host) == ["cat", "cats"]
    assert set(in_bash(*control, "why", "", host=host)) == {"cat", "cats", "dog", HOSTILE}
    assert in_bash(*control, "why", "cat", "", host=host) == []
    with dial(host, ("127.0.0.1", 4000)) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
        session, = Rouse(host).json("sessions")["sessions"]
        assert in_bash(*control, "kill", "", host=host) == [str(session["id"])]
    assert host.run("test", "-e", "/run/completed", check=False).returncode != 0


def test_bash_offers_nothing_where_no_daemon_runs():
    assert in_bash("--control", "/nowhere", "show", "") == []


needs_zsh = pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed (apt-get install zsh)")


def in_zsh(line, host=None):
    """What a zsh that a person sits at offers behind the line, when he presses Tab."""
    words = ["zsh", "-f", "-c", ZSH, "zsh", BUILD / "share/completions", line]
    environment = {"PATH": f"{BUILD}:{PATH}", "LANG": "C.UTF-8", "TERM": "dumb"}
    done = host.run(*words, env=environment, check=False) if host else \
        subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert "command not found" not in done.stdout
    return re.findall(r"^offered (.*?)\r?$", done.stdout, re.MULTILINE)


@needs_zsh
def test_zsh_reads_the_file():
    subprocess.run(["zsh", "-f", "-n", BUILD / "share/completions/_rouse"], check=True)


@needs_zsh
def test_zsh_offers_what_bash_offers():
    assert in_zsh("rouse ") == COMMANDS
    assert set(in_zsh("rouse events -")) == set(in_bash("events", "-"))
    assert in_zsh("rouse mode x ") == ["on-demand", "standalone", "warm"]
    assert in_zsh("rouse events --since 15m --fo") == ["--follow"]
    assert in_zsh("rouse explain cps") == ["cps", "cps_window"]


@needs_zsh
def test_zsh_offers_services_of_the_daemon(host):
    assert in_zsh(f"rouse --control {SOCKET} show c", host=host) == ["cat", "cats"]
    assert set(in_zsh(f"rouse why --control={SOCKET} ", host=host)) == {"cat", "cats", "dog", HOSTILE}
    assert host.run("test", "-e", "/run/completed", check=False).returncode != 0
