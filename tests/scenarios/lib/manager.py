"""A service manager in systemd's place: hears what a daemon tells it, keeps the doors that it is given (the "File
Descriptor Store"), and starts the next daemon with them.
scripts/systemd-test plays the same with systemd itself."""

import array
import json
import os
import socket
import threading

# In the daemon's own process, which becomes the daemon: takes the descriptors, and puts them where they belong.
_STARTER = """
import fcntl, json, os, socket, sys
link = socket.socket(socket.AF_UNIX)
link.connect("\\0" + sys.argv[1])
text, fds, _, _ = socket.recv_fds(link, 65536, 250)
names = json.loads(text)
high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 500) for fd in fds]
for place, fd in enumerate(high, 3):
    os.dup2(fd, place)
os.environ.update(LISTEN_PID=sys.argv[2] or str(os.getpid()), LISTEN_FDS=str(len(high)), LISTEN_FDNAMES=":".join(names))
os.execv(sys.argv[3], sys.argv[3:])
"""


class Manager:
    """Its name is as NOTIFY_SOCKET has it. `store` is what it keeps: name -> descriptor."""

    def __init__(self, main, name="@manager"):
        self.name = name
        self.main = main
        self.store = {}
        self.socket = main.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(20)
        self.socket.bind("\0" + name[1:] if name.startswith("@") else str(main.path(name)))

    def environment(self, **more):
        """Of a daemon whose doors it keeps."""
        return {"NOTIFY_SOCKET": self.name, "FDSTORE": "100", **more}  # so many at most

    def hears(self):
        """The next message; what it says of doors is done."""
        text, ancillary, _, _ = self.socket.recvmsg(4096, socket.CMSG_SPACE(4))
        said = dict(line.split("=", 1) for line in text.decode().splitlines())
        fds = array.array("i")
        for _, _, data in ancillary:
            fds.frombytes(data)
        if said.get("FDSTORE") == "1":
            assert said["FDPOLL"] == "0" and said["FDNAME"] not in self.store, (said, self.store)
            self.store[said["FDNAME"]], = fds
        if said.get("FDSTOREREMOVE") == "1":
            for fd in filter(None, [self.store.pop(said["FDNAME"], None)]):  # no such name: nothing to do
                os.close(fd)
        return said

    def hears_of(self, word):
        """The next message with that word, and what came before it."""
        while word not in (said := self.hears()):
            pass
        return said

    def hears_the_rest(self):
        """Whatever has been said so far."""
        said = []
        self.socket.settimeout(0)
        try:
            while True:
                said.append(self.hears())
        except BlockingIOError:
            return said
        finally:
            self.socket.settimeout(20)

    def starts(self, daemon, *, pid="", more=(), **environment):
        """The next daemon, with what is kept; `pid`: it is meant for another process."""
        with self.main.socket(socket.AF_UNIX) as server:
            server.settimeout(20)
            server.bind("\0starter")
            server.listen()
            giver = threading.Thread(target=self._gives, args=[server])
            giver.start()
            daemon.start(env=self.environment(**environment), more=more,
                         before=["/usr/bin/python3", "-I", "-S", "-c", _STARTER, "starter", pid])
            giver.join()
        return daemon

    def _gives(self, server):
        link, _ = server.accept()
        with link:
            socket.send_fds(link, [json.dumps(list(self.store)).encode()], list(self.store.values()))

    def forgets(self):
        """Throws the store away, as systemd does with that of a unit that is stopped."""
        for fd in self.store.values():
            os.close(fd)
        self.store.clear()
