"""People at shells of several hosts. What they type and see is written as the lesson writes it:

    [root@main /root]# pgrep -fl xinetd     what follows a prompt is typed
    PID xinetd                              what is then on the screen; what nobody can foresee has a name
    [root@main /root]#                      a prompt alone is waited for
    => telnet is open                       a moment, of which the scenario knows what is to be done or seen in it

Each screen is compared whole, from its first line on, before every word that is typed.
"""

import re

from .host import PATH
from .screen import Screen
from .until import Expired, until

PROMPT = r"[\u@\h $PWD]\$ "
_TYPED = re.compile(r"(?P<prompt>\[(?P<who>\w+@\w+) \S+\][#$]|\w+ login:|Password:|telnet>) ?(?P<words>.*)")
_UNFORESEEN = (
    (r"^\d+ \w{3} \d{4} \d\d:\d\d:\d\d \w+$", "DAY TIME"),
    (r"^\d+ (?=\S)", "PID "),
    (r"^Linux \S+ \((\w+)\) \(pts/\d+\)$", r"Linux RELEASE (\1) (pts/N)"),
    # telnetd may leave before it has passed on the last words of the shell.
    (r"(?<=\$ )exit(\nlogout)?\n?(?=Connection closed by foreign host)", r"exit\nlogout\n"),
)


def foreseen(text):
    """The text with names for what nobody can foresee."""
    for what, name in _UNFORESEEN:
        text = re.sub(what, name, text, flags=re.M)
    return text


class Shell(Screen):
    """Somebody logged in at a host as root. `wanted` are the lines that his screen must show above the prompt."""

    def __init__(self, host, language="C.UTF-8", **environment):
        variables = {"PATH": PATH, "HOME": "/root", "HISTFILE": "/dev/null", "PS1": PROMPT,
                     "LC_COLLATE": "C.UTF-8", **environment}
        super().__init__(host, "env", "-C", "/root", *(f"{name}={value}" for name, value in variables.items()),
                         "bash", "--norc", language=language)
        self.wanted = []

    def sees(self, prompt):
        """Waits until the screen, and what has left it at its top, shows what is wanted and then this prompt."""
        wanted = "\n".join([*self.wanted, prompt]) + "\n"
        try:
            until(lambda: foreseen(self.whole()) == wanted, "such a screen")
        except Expired as expired:
            raise Expired(f"{expired}\nwanted:\n{wanted}\nshown:\n{self.whole()}") from None

    def types(self, prompt, words):
        self.press("-l", words)
        self.press("Enter")
        self.wanted.append(prompt if prompt == "Password:" else f"{prompt} {words}")


def play(text, shells, moments):
    """Types and sees what is written. `shells` are by who types there, `root@main`, or by the prompt, `Password:`. A line
    `=> moment` calls one of `moments`."""
    shell = None
    for line in text.splitlines():
        typed = _TYPED.fullmatch(line)
        if line.startswith("=> "):
            moments[line.removeprefix("=> ")]()
        elif not typed:
            shell.wanted.append(line)
        else:
            shell = shells[typed["who"] or typed["prompt"]]
            shell.sees(typed["prompt"])
            if typed["words"]:
                shell.types(typed["prompt"], typed["words"])
