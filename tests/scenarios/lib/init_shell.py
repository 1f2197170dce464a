"""Shell code that has sourced the library for init scripts, on a tree: on a pipe or at a terminal."""

import subprocess

from .init_tree import LIBRARY
from .terminal import Terminal

_ENVIRONMENT = {"PATH": "/sbin:/usr/sbin:/bin:/usr/bin", "TERM": "xterm"}


def shell(tree, code, **environment):
    """Runs code: what it printed, byte by byte, errors last, and its status."""
    done = subprocess.run(tree.command("/bin/bash", "-c", f". {LIBRARY}\n{code}"), capture_output=True, timeout=60,
                          check=False, stdin=subprocess.DEVNULL, env={**_ENVIRONMENT, **environment})
    return (done.stdout + done.stderr).decode(), done.returncode


def at_terminal(tree, code, answers=(), **environment):
    """The same at a terminal, which shows a newline as \\r\\n; `answers` are typed one after the other at prompts."""
    terminal = Terminal(tree, "/bin/bash", "-c", f". {LIBRARY}\n{code}\necho \"<$?>\"",
                        env={**_ENVIRONMENT, **environment})
    for answer in answers:
        terminal.expect(r"\[Y\] ")
        terminal.type(answer)
    status = int(terminal.expect(r"<(\d+)>\r\n")[1])
    terminal.ended()
    terminal.close()
    return terminal.seen.rpartition("<")[0], status
