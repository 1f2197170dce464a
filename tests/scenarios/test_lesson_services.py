"""The lesson from section 2 to section 6: two people, one at main and one at clone1, type what the lesson types, and
each of their screens is compared whole (transcripts/lesson.txt); then the lesson itself is read beside it."""

import re
from pathlib import Path

import pytest
from lib import httpd, lesson, transcript
from lib.callers import refused
from lib.daemon import CONFIGURATION
from lib.host import PATH
from lib.shell import PROMPT, Shell, foreseen, play
from lib.until import until

HERE = Path(__file__).parent
SESSIONS = {s.title: s.text for s in transcript.read(HERE / "transcripts" / "lesson.txt")}
ENGLISH, KOREAN = "C.UTF-8", "ko_KR.UTF-8"
WORDS = {ENGLISH: ("off", "on", "xinetd based services:"), KOREAN: ("해제", "활성", "xinetd 기반의 서비스:")}

# In their order: what the lesson shows, what stands there instead (None: nothing), and why. The same line several times
# in a row is one entry.
LESSON_DIFFERS = [
    ("httpd 를 정지 중:                                          [  OK  ]",
     "httpd 를 정지 중:                                          [실패]",
     "it was not running, as the empty answer of pgrep before it shows: nothing to stop is a failure"),
    ("httpd ()를 시작 중: httpd: Could not reliably determine the server's fully qualified domain name, "
     "using 172.20.1.1 for ServerName",
     "httpd (을)를 시작 중: AH00558: httpd: Could not reliably determine the server's fully qualified domain name, "
     "using 172.20.1.1. Set the 'ServerName' directive globally to suppress this message",
     "the web copy has lost a particle; the remark is that of httpd 2.4"),
    ("PID /usr/sbin/httpd", "PID httpd", "pgrep -l tells no path any more"),
    ("PID xinetd -stayalive -pidfile /var/run/xinetd.pid", "PID xinetd",
     "pgrep -l tells no arguments any more; -a, typed after it, does"),
    ("CentOS release 6.6 (Final)", None, "in.telnetd of Debian presents the system in one line"),
    ("Kernel 2.6.32-504.el6.x86_64 on an x86_64", "Linux RELEASE (main) (pts/N)", "and this is the line"),
    ("login:", "main login:", "login of Debian tells the host"),
    ("PID in.telnetd: clone1", "PID in.telnetd", "pgrep -l tells no arguments, and this in.telnetd no caller"),
    ("CentOS release 6.6 (Final)", None, "as above"),
    ("Kernel 2.6.32-504.el6.x86_64 on an x86_64", "Linux RELEASE (main) (pts/N)", "as above"),
    ("login: user1", "main login: user1", "as above"),
    ("Last login: Tue Mar 15 11:25:47 from clone1", None, "user1 has never been here"),
    ("[root@main /root]# vi /etc/xinetd.d/telnet", None, "section 4, which test_lesson.py plays"),
]

# Who types at clone1, and at which prompts: he has called main.
AT_CLONE1 = ("root@clone1", "user1@main", "main login:", "Password:", "telnet>")

# What the lesson only speaks of.
BESIDE_THE_LESSON = {
    "pgrep -fa xinetd", "quit", "grep disable /etc/xinetd.d/telnet", "chkconfig telnet off", "chkconfig telnet on",
    "telnet main daytime",
}

pytestmark = [pytest.mark.root, pytest.mark.rouse("the screens tell what the daemon says of its doors")]


@pytest.fixture
def main(tree_with, make_daemon):
    """The lesson's main: its scripts and files, and the super-server running behind the name xinetd."""
    main = tree_with(*httpd.PACKAGES)
    main.tools("service", "chkconfig", "ntsysv", "setup")
    main.menu()
    make_daemon(main).link_as("/usr/sbin/xinetd")
    for name, levels in lesson.SCRIPTS.items():
        main.script(name, f"#!/bin/sh\n# chkconfig: {levels or '-'} 50 50\n")
    main.script("xinetd", (HERE / "init.d/xinetd").read_text())
    httpd.install(main)
    lesson.let_in(main)
    main.write("/home/user1/.bash_profile", f"PS1='{PROMPT}'\nHISTFILE=/dev/null\n")
    for name, text in lesson.XINETD_FILES.items():
        main.write(f"/etc/xinetd.d/{name}", text)
    main.write(CONFIGURATION, "defaults\n{\n}\n\nincludedir /etc/xinetd.d\n")
    main.run("sh", "-c", 'for name; do chkconfig --add "$name"; done', "sh", *lesson.SCRIPTS)
    main.run("service", "xinetd", "start")
    yield main
    main.run("service", "xinetd", "stop")


@pytest.fixture
def clone1(hosts, main):
    clone1 = hosts("clone1")
    lesson.connect(main, clone1)
    clone1.path("/usr/sbin/telnet").unlink(missing_ok=True)
    clone1.path("/usr/sbin/telnet").symlink_to(lesson.telnet_client())
    return clone1


class Lesson:
    """The lesson in a language, and its moments: what has to happen, or to be seen, between two commands."""

    def __init__(self, main, clone1, language):
        self.main, self.clone1, self.language = main, clone1, language
        main.language(language)
        self.at_main = Shell(main, language, RUNLEVEL="3", PREVLEVEL="N")
        self.at_clone1 = Shell(clone1)
        self.shells = {"root@main": self.at_main, **dict.fromkeys(AT_CLONE1, self.at_clone1)}
        self._screens = {title.removesuffix(f" {language}"): text for title, text in SESSIONS.items()
                         if title.endswith(f" {language}")}
        self.moments = {
            "httpd and its eight servers run": lambda: until(lambda: self._running("httpd") == 9, "nine of httpd"),
            "clone1 gets the page": self._page,
            "nobody answers at port 80": lambda: until(lambda: refused(clone1, (lesson.MAIN, 80)), "closed port 80"),
            "telnet is open": lambda: until(lambda: main.listens(23), "open door of telnet"),
            "telnet is closed": lambda: until(lambda: not main.listens(23), "closed door of telnet"),
            "daytime is open": lambda: until(lambda: main.listens(13), "open door of daytime"),
            "in.telnetd has gone": lambda: until(lambda: not self._running("in.telnetd"), "end of in.telnetd"),
            "Ctrl and ] are pressed": self._escape,
            "System services, Cancel, Quit": self._look,
            "System services, daytime-stream, Ok, Quit": self._switch,
        }

    def play(self):
        play(self._screens["the lesson"], self.shells, self.moments)

    def _running(self, comm):
        return len(self.main.processes(comm=comm))

    def _page(self):
        assert httpd.page(self.clone1) == httpd.PAGE

    def _escape(self):
        """Back from the prompt of main's login to the client on clone1."""
        self.at_clone1.wanted.append("main login:")
        self.at_clone1.press("C-]")

    def _look(self):
        self._see("setup", "Enter")
        self._see("System services", "Tab", "Tab", "Enter")
        self._see("setup", "Tab", "Tab", "Enter")

    def _switch(self):
        self._see("setup", "Enter")
        self._see("System services", "d", "d", "Space")
        self._see("daytime-stream is switched", "Tab", "Enter")
        self._see("setup", "Tab", "Tab", "Enter")

    def _see(self, screen, *keys):
        self.at_main.expect(self._screens[screen])
        self.at_main.press(*keys)

    def close(self):
        self.at_main.close()
        self.at_clone1.close()


@pytest.fixture(params=WORDS)
def the_lesson(request, main, clone1):
    begun = Lesson(main, clone1, request.param)
    yield begun
    begun.close()


def listed(language, switched_on):
    """What `chkconfig --list` prints, byte by byte as the reference has its layout (4.3)."""
    off, on, header = WORDS[language]
    scripts = (name.ljust(15) + "".join(f"\t{level}:{on if level in levels else off}" for level in "0123456")
               for name, levels in sorted(lesson.SCRIPTS.items()))
    files = (f"\t{f'{name}:'.ljust(15)}\t{on if name in switched_on else off}" for name in sorted(lesson.XINETD_FILES))
    return "".join(f"{line}\n" for line in (*scripts, "", header, *files))


def test_the_lesson(main, the_lesson):
    the_lesson.play()
    shown = main.run("chkconfig", "--list", env={"PATH": PATH, "LANG": the_lesson.language}).stdout
    assert shown == listed(the_lesson.language, {"telnet", "daytime-stream"})


# The lesson itself beside the transcript

_COMMAND = re.compile(r"\[\w+@\w+ \S+\][#$] ?(?P<words>.*)")
_SPOKEN = re.compile(r"\s*(-\s|\d\.\s|: q!|Ex\)|Xwindow|xinet\s|Standalone\s|[가-힣])|\s+\d+\b")


def words(line):
    """A line without what a web copy does to blanks, and with names for what nobody can foresee."""
    return " ".join(foreseen(line).split())


def of_screens(text):
    """The lines that were on screens, in words: commands without the remarks behind them, and what they showed. A
    prompt alone is nothing."""
    found = []
    shown = False
    for line in text.splitlines():
        command = _COMMAND.fullmatch(line)
        if command:
            shown = True
            line = re.sub(r"\s{4,}.*", "", line) if command["words"].strip() else ""
        elif _SPOKEN.match(line):
            shown = False
        if shown and line.strip():
            found.append(words(line))
    return found


def with_differences(lines):
    """The lines with what stands in their place."""
    left = [(words(theirs), ours and words(ours)) for theirs, ours, _ in LESSON_DIFFERS]
    result = []
    for line, following in zip(lines, [*lines[1:], None]):
        if left and line == left[0][0]:
            result.append(left[0][1])
            if following != line:
                left.pop(0)
        else:
            result.append(line)
    assert left == []
    return [line for line in result if line is not None]


def commands(lines):
    return [match["words"] for match in map(_COMMAND.fullmatch, lines) if match]


@pytest.fixture(name="seed")
def seed_fixture():
    if not lesson.SEED.exists():
        pytest.skip(f"{lesson.SEED} is not here")
    return lesson.SEED.read_text().partition("2. Standalone")[2]


def test_every_line_of_the_lesson_is_played_in_its_order(seed):
    played = iter([words(line) for line in SESSIONS[f"the lesson {KOREAN}"].splitlines()])
    for line in with_differences(of_screens(seed)):
        assert line in played, f"missing, or in another place: {line}"


def test_what_is_played_beside_the_lesson(seed):
    played = SESSIONS[f"the lesson {KOREAN}"].splitlines()
    typed = {*commands(map(words, played)), *(line.removeprefix("telnet> ") for line in played if "telnet>" in line)}
    assert typed - {*commands(of_screens(seed)), ""} == BESIDE_THE_LESSON


def test_the_screens_of_setup_have_the_words_of_the_lesson(seed):
    for shown, word in (("setup", "시스템 서비스"), ("System services", "취소"), ("setup", "종료")):
        assert re.search(rf"{word} -> 엔터", seed)
        assert word in SESSIONS[f"{shown} {KOREAN}"]
