"""Transcripts: terminal sessions as text, replayed and compared to the byte.

    ## title                       one session, on a tree of its own
    -- a remark
    $ command                      for sh
    what it prints                 a TAB is written as →
    ! what it prints on stderr
    ? 1                            its exit status, when it is not 0
"""

import re
from dataclasses import dataclass


@dataclass
class Session:
    title: str
    text: str  # as written, from its first command on

    def commands(self):
        return re.findall(r"^\$ (.*)", self.text, re.M)


def read(path):
    """The sessions of a file."""
    sessions = []
    for part in re.split(r"^## ", path.read_text(), flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        lines = [line for line in body.splitlines() if not line.startswith("-- ")]
        sessions.append(Session(title, "\n".join(lines).strip("\n") + "\n"))
    return sessions


def replay(session, run):
    """The session as it really goes. `run(command)` is a CompletedProcess with text."""
    return "".join(_shown(command, run(command)) for command in session.commands())


def _shown(command, done):
    errors = "".join(f"! {line}".rstrip() + "\n" for line in done.stderr.splitlines())
    status = f"? {done.returncode}\n" if done.returncode else ""
    return f"$ {command}\n{_lines(done.stdout)}{errors}{status}"


def _lines(text):
    """A missing newline at the end is shown."""
    ended = text if text.endswith("\n") or not text else f"{text}(no newline)\n"
    return ended.replace("\t", "→")
