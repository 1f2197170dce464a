"""A person before a text screen: presses keys and sees the whole screen. The terminal is tmux's, on the host."""

import itertools

from .host import PATH
from .until import Expired, until

COLUMNS, ROWS = 80, 24
_SETTINGS = "set -g default-terminal screen\nset -g status off\nset -s escape-time 0\n"
_UTF8 = {"PATH": PATH, "LC_ALL": "C.UTF-8", "TERM": "screen"}
_numbers = itertools.count()


def _trimmed(text):
    rows = (row.rstrip() for row in text.split("\n"))
    return "\n".join(rows).rstrip("\n") + "\n"


class Screen:
    """A command of a host on a screen of 80 columns and 24 rows."""

    def __init__(self, host, *argv, language="C.UTF-8"):
        self._host = host
        place = f"/run/screen-{next(_numbers)}"
        self._status = f"{place}.status"
        self._tmux = ["tmux", "-u", "-S", place, "-f", host.write(f"{place}.conf", _SETTINGS)]
        # tmux itself sometimes never learns how a command ended.
        self._run("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS),
                  "sh", "-c", f'"$@"; echo $? >{self._status}', "sh",
                  "env", "-u", "LC_ALL", f"LANG={language}", *map(str, argv))
        self._tty = self._run("display-message", "-p", "#{pane_tty}").strip()

    def _run(self, *words):
        return self._host.run(*self._tmux, *words, env=_UTF8).stdout

    def press(self, *keys):
        """Presses keys, by the names that tmux has for them: Down, Space, F12, x."""
        self._run("send-keys", *keys)

    def shown(self):
        """What the screen shows: its rows without the blanks at their ends, and without empty ones at the end."""
        return _trimmed(self._run("capture-pane", "-p"))

    def whole(self):
        """What the screen has shown since it began, with what has left it at its top; rows that were one line are
        one again."""
        return _trimmed(self._run("capture-pane", "-p", "-J", "-S", "-"))

    def _takes_keys(self):
        """The command reads key by key. Before that the terminal makes lines of them."""
        return "-icanon" in self._host.run("stty", "-a", "-F", self._tty).stdout

    def expect(self, wanted):
        """Waits until the screen shows exactly these rows, and keys can be pressed."""
        try:
            until(lambda: self.shown() == wanted and self._takes_keys(), "such a screen")
        except Expired as expired:
            raise Expired(f"{expired}\nwanted:\n{wanted}\nshown:\n{self.shown()}") from None

    def ended(self):
        """Waits for the end of the command; its exit status."""
        return int(until(lambda: self._host.read(self._status), "end of the command"))

    def close(self):
        """The terminal goes, and with it what runs on it. It may have gone already."""
        self._host.run(*self._tmux, "kill-server", check=False, env=_UTF8)
