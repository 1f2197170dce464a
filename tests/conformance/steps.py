"""Steps: what a case does, one method a word. `3 call far` is `call far` three times; README.md lists the words.

Each step writes into the transcript of its case what could be seen, so that two transcripts can be compared."""

import re
import select
import shlex
import signal
import struct
import time

from lib import callers
from lib.daemon import CONFIGURATION, PIDFILE
from lib.identd import Identd
from lib.until import observe, until
from sheets import configuration

NTP_TO_UNIX_S = 2208988800
SILENCE_S = 0.3  # how long to wait for what must not come
LIFE_S = 2.0
SERVER_START_S = 2  # how long a server may take to start
DUMP_PARTS = {"defaults": ("Service defaults", "Service = "), "servers": ("Server table dump:", "Retry table dump:")}
FACTS_END = b"end\n"


class Actor:
    """Performs the steps of one case on a scene."""

    def __init__(self, scene, case):
        self.scene, self.case = scene, case
        self.transcript = []
        self.held = []  # (who, socket)
        self._sockets = self._identd = None

    def perform(self):
        for step in self.case.get("steps", ()):
            words = shlex.split(step)
            times = int(words.pop(0)) if words[0].isdigit() else 1
            for _ in range(times):
                getattr(self, words[0])(*words[1:])
        if self._identd:
            self._identd.close()

    def release(self):
        for _, caller in self.held:
            caller.close()
        self.held = []

    def _note(self, what, lines):
        self.transcript += [f"{what}: {line}" for line in lines]

    # Callers

    def call(self, who="near", send="", port=""):
        """Connects, sends, ends its side if it sent something, and reads to the end."""
        with self._dial("call", who, port) as s:
            if s is None:
                return
            if send:
                s.sendall(_bytes(send))
                s.shutdown(1)
            self._note(f"call {who}", self._answer(s, callers.read_all))

    def attempt(self, who="near", seconds=SILENCE_S):
        """Connects and reads for so long only: where xinetd or rouse must give no answer."""
        with self._dial("attempt", who, timeout_s=float(seconds)) as s:
            if s is not None:
                self._note(f"attempt {who}", self._answer(s, callers.read_all, float(seconds)))

    def taste(self, size, who="near"):
        """Connects, reads so many bytes and hangs up."""
        with self._dial("taste", who) as s:
            if s is not None:
                with s.makefile("rb") as stream:
                    self._note(f"taste {who}", self._shown(stream.read(int(size)), s.getsockname()[1]))

    def knock(self, who="near", port=""):
        """Connects and hangs up at once: is there anybody?"""
        with self._dial("knock", who, port) as s:
            if s is not None:
                self._note(f"knock {who}", ["open"])

    def hold(self, who="near"):
        """Connects, reads what `probe then=hold` says, and stays."""
        s = self.scene.dial(who, self.case.port)
        seen = b""
        while not seen.endswith(FACTS_END):
            part = s.recv(65536)
            if not part:
                break
            seen += part
        self._note(f"hold {who}", self._shown(seen, s.getsockname()[1]))
        if seen.endswith(FACTS_END):
            self.held.append((who, s))
        else:
            s.close()

    def drop(self):
        """The caller who has held longest hangs up, and his server ends."""
        running = self.scene.running(self.case.id())
        self.held.pop(0)[1].close()
        self.running(running - 1)

    def see(self):
        """Which of those who hold still have their server."""
        for who, s in self.held:
            ended = bool(select.select([s], [], [], SILENCE_S)[0])
            self._note(f"see {who}", ["ended" if ended else "still served"])

    def stay(self, who="near"):
        """Connects and says nothing until the end of the case."""
        self.held.append((who, self.scene.dial(who, self.case.port)))
        self._note(f"stay {who}", ["open"])

    def talk(self, text):
        """Connects, sends, reads as much as it sent and hangs up."""
        with self._dial("talk", "near") as s:
            if s is not None:
                s.sendall(_bytes(text))
                with s.makefile("rb") as stream:
                    self._note("talk", self._shown(stream.read(len(_bytes(text))), s.getsockname()[1]))

    def flood(self, size):
        """Connects, sends so many bytes, ends its side and reads to the end."""
        with self._dial("flood", "near") as s:
            sent = bytes(range(256)) * (int(size) // 256)
            s.sendall(sent)
            s.shutdown(1)
            self._note("flood", ["the same comes back" if callers.read_all(s) == sent else "something else comes back"])

    def post(self, size):
        """Sends a datagram of so many bytes and waits for its answer."""
        self.ask("near", "x" * int(size))

    def ask(self, who, question, port=""):
        """Sends a datagram and waits for its answer."""
        with self.scene.datagram(who, self._port(port)) as s:
            s.send(_bytes(question))
            self._note(f"ask {who}", self._answer(s, _datagram))

    def shout(self, who, question):
        """Sends a datagram that must have no answer."""
        with self.scene.datagram(who, self.case.port) as s:
            s.send(_bytes(question))
            self._note(f"shout {who}", self._answer(s, _datagram, SILENCE_S))

    def burst(self, number):
        """Sends so many datagrams at once and counts the answers, until they cease."""
        with self.scene.datagram("near", self.case.port) as s:
            for _ in range(int(number)):
                s.send(b"x")
            s.settimeout(callers.ANSWER_S)
            count = 0
            try:
                while s.recv(65536):
                    count += 1
                    s.settimeout(SERVER_START_S)
            except TimeoutError:
                pass
        self._note("burst", [f"{count} answers"])

    def forge(self, source_port, question):
        """Sends a datagram from a port that may be another's."""
        with self.scene.datagram("near", self.case.port, int(source_port)) as s:
            s.send(_bytes(question))
            self._note(f"forge {source_port}", self._answer(s, _datagram, SERVER_START_S))
        self.scene.idle()

    def identd(self, answer):
        """An ident server of the callers, until the end of the case; $Q in its answer is the question."""
        self._identd = Identd(self.scene.clone1, lambda question: _bytes(answer.replace("$Q", question)))

    # The daemon

    def listens(self):
        """What listens on the case's port."""
        self._note("listens", self.scene.listening(self.case.port) or ["nothing"])

    def dump(self, what="service"):
        """What the state dump says of the case's service, of the defaults or of the servers."""
        if what == "service":
            lines = self.scene.dump_of(self.case.id())
        else:
            first, last = DUMP_PARTS[what]
            lines = re.search(f"^{first}\n(.*?)^{last}", self.scene.dump(), re.M | re.S)[1].splitlines()
        self._note("dump", map(_plain_dump, lines or ["nothing"]))

    def rewrite(self):
        """Writes `next` in place of the case's entry, and `next_defaults` in place of its defaults."""
        if "next" in self.case.keys:
            self.scene.main.write(f"/etc/xinetd.d/{self.case.name}", self.case.entry("next"))
        if "next_defaults" in self.case.keys:
            self.scene.main.write(CONFIGURATION, configuration((self.case, ), "next_defaults"))

    def remove(self, path):
        self.scene.main.path(path).unlink()

    def reload(self, name="HUP"):
        """Rewrites, and has the daemon read its files again."""
        self._sockets = self.scene.sockets(self.case.port)
        self.rewrite()
        self.scene.daemon.reload(getattr(signal, f"SIG{name}"))
        self._note("reload", [self.scene.daemon.says("Reconfigured: (.*)")[1]])

    def socket(self):
        """Whether the socket that listens is the one of before the reload."""
        now = self.scene.sockets(self.case.port)
        self._note("socket", ["kept" if now and now == self._sockets else "another" if now else "none"])

    def second(self):
        """Waits for the clock's next second: the calls that cps counts together are those of one."""
        time.sleep(1.02 - time.time() % 1)  # xinetd's clock may be some milliseconds behind

    def signal(self, name):
        self.scene.daemon.send(getattr(signal, f"SIG{name}"))

    def exits(self):
        """Waits for the end of the daemon."""
        self._note("exits", [str(self.scene.daemon.exited())])

    def lives(self):
        """Whether the daemon is there and stays for a while."""
        self._note("lives", ["yes" if observe(lambda: self.scene.daemon.process.poll() is None, LIFE_S) else "no"])

    def pidfile(self):
        self._note("pidfile", ["there" if self.scene.main.path(PIDFILE).exists() else "gone"])

    def rotate(self, log="/var/log/service.log"):
        """Moves a log file out of the way, as logrotate does."""
        path = self.scene.main.path(log)
        path.rename(f"{path}.1")

    # Waiting

    def entries(self, number, log="/var/log/service.log"):
        """Waits for so many entries of the case's service in the log."""
        until(lambda: len(self.case.own(self.scene.entries(log))) >= int(number),
              f"{number} entries of {self.case.id()}")

    def running(self, number):
        """Waits until the case's service has so many servers."""
        until(lambda: self.scene.running(self.case.id()) == int(number), f"{number} servers of {self.case.id()}")

    def says(self, what):
        """Waits for a message of the daemon."""
        self.scene.daemon.says(what)

    # What is shown

    def _answer(self, s, read, patience_s=callers.ANSWER_S):
        """What comes back, as it is shown."""
        s.settimeout(patience_s)
        try:
            return self._shown(read(s), s.getsockname()[1])
        except TimeoutError:
            return ["no answer"]
        except ConnectionRefusedError:
            return ["refused"]

    def _port(self, word):
        return int(self.case.filled(word)) if word else self.case.port

    def _dial(self, verb, who, port="", timeout_s=callers.ANSWER_S):
        try:
            return self.scene.dial(who, self._port(port), timeout_s)
        except (ConnectionRefusedError, TimeoutError) as error:
            self._note(f"{verb} {who}", ["refused" if isinstance(error, ConnectionRefusedError) else "no answer"])
            return _Nobody()

    def _shown(self, answer, own_port):
        if answer.endswith(FACTS_END):
            return self._facts(answer.decode(errors="replace").splitlines()[:-1], own_port)
        if self.case.get("shape"):
            return [_shape(answer)]
        lines = answer.decode("latin-1").splitlines(keepends=True)
        return [ascii(line)[1:-1] for line in lines] or ["nothing"]

    def _facts(self, lines, own_port):
        """What a probe tells, as far as the case wants to see it. LD_LIBRARY_PATH is given by us, to xinetd alone."""
        wanted = self.case.get("sees", "").split()
        facts = sorted(line for line in lines if line.split()[0] in wanted or "all" in wanted)
        facts = [line.replace(f"={own_port}", "=CALLER") if line.startswith("env REMOTE_PORT=") else line
                 for line in facts if not line.startswith("env LD_LIBRARY_PATH=")]
        return ["served", *facts]


class _Nobody:
    """Stands for the caller whom nobody answered."""

    def __enter__(self):
        return None

    def __exit__(self, *_):
        return False


def _datagram(s):
    return s.recv(65536)


def _bytes(text):
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


def _shape(answer):
    """An answer that depends on the time: its form, or that it is the time."""
    if len(answer) == 4:
        seconds = struct.unpack("!I", answer)[0] - NTP_TO_UNIX_S
        return "4 bytes: now" if abs(seconds - time.time()) < 10 else f"4 bytes: {seconds}"
    text = answer.decode("latin-1")
    return ascii(re.sub(r"[A-Z]{3}", "AAA", re.sub(r"\d", "0", text)))[1:-1]


def _plain_dump(line):
    line = re.sub(r"((?:pid|service fd) = |remote_address = \S+,)\d+", r"\1N", line)
    return re.sub(r"start_time = .*", "start_time = T", line).replace("\t", "  ")
