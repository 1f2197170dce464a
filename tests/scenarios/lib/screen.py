"""A person before a text screen: presses keys and sees the whole screen. The terminal is tmux's, on the host."""

import itertools

from .host import PATH
from .until import DEADLINE_S, Expired, until

COLUMNS, ROWS = 80, 24
_SETTINGS = "set -g remain-on-exit on\nset -g default-terminal screen\nset -g status off\nset -s escape-time 0\n"
_numbers = itertools.count()
_UTF8 = {"PATH": PATH, "LC_ALL": "C.UTF-8", "TERM": "screen"}


class Screen:
    """A command of a host on a screen of 80 columns and 24 rows."""

    def __init__(self, host, *argv, language="C.UTF-8"):
        self._host = host
        settings = host.write("/run/tmux.conf", _SETTINGS)
        self._tmux = ["tmux", "-u", "-S", f"/run/tmux-{next(_numbers)}", "-f", settings]
        self._run("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS),
                  "env", "-u", "LC_ALL", f"LANG={language}", *map(str, argv))

    def _run(self, *words):
        return self._host.run(*self._tmux, *words, env=_UTF8).stdout

    def press(self, *keys):
        """Presses keys, by the names that tmux has for them: Down, Space, F12, x."""
        self._run("send-keys", *keys)

    def shown(self):
        """What the screen shows: its rows without the blanks at their ends."""
        return "\n".join(row.rstrip() for row in self._run("capture-pane", "-p").rstrip("\n").split("\n")) + "\n"

    def expect(self, wanted, deadline_s=DEADLINE_S):
        """Waits until the screen shows exactly these rows; empty ones at the end do not count."""
        wanted = wanted.rstrip("\n") + "\n"
        try:
            until(lambda: self.shown() == wanted, "such a screen", deadline_s)
        except Expired as expired:
            raise Expired(f"{expired}\nwanted:\n{wanted}\nshown:\n{self.shown()}") from None

    def ended(self):
        """Waits for the end of the command; its exit status."""
        dead = until(lambda: self._run("display-message", "-p", "#{pane_dead}#{pane_dead_status}").strip("\n ")[1:],
                     "end of the command")
        return int(dead)

    def close(self):
        """The terminal goes, and with it what runs on it. Twice is once."""
        self._host.run(*self._tmux, "kill-server", check=False, env=_UTF8)
