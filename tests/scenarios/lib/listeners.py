"""Listeners of a host: a syslog daemon and a journal that keep what they are told."""

import os
import socket

from .until import until

SYSLOG = "/dev/log"
JOURNAL = "/run/systemd/journal/socket"


class Datagrams:
    """A datagram socket at a path of a host. `messages` are the payloads received so far."""

    def __init__(self, host, inside):
        path = host.path(inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        # The address of a Unix socket is short: bind beside the folder instead of through the long name.
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        self._socket.bind(f"/proc/self/fd/{folder}/{path.name}")
        os.close(folder)
        path.chmod(0o666)
        self._socket.setblocking(False)
        self.messages = []

    def receive(self):
        """Takes in what has arrived; all messages so far."""
        while True:
            try:
                self.messages.append(self._socket.recv(1 << 20).decode(errors="replace"))
            except BlockingIOError:
                return self.messages

    def hears(self, condition, what):
        """Waits until a message satisfies `condition`; that message."""
        return until(lambda: next((m for m in self.receive() if condition(m)), None), what)

    def close(self):
        self._socket.close()
