"""A name server of a host: answers what it is told to answer, and can fall silent."""

import ipaddress
import socket
import struct
import threading

_A, _PTR, _AAAA = 1, 12, 28


class NameServer:
    """Serves 127.0.0.1:53 of `host`. `forward` maps names to lists of addresses, `reverse` addresses to names; both
    may be changed while it runs. While `silent` is set it answers nothing; `asked` are the questions it has seen."""

    def __init__(self, host, forward=None, reverse=None):
        self.forward, self.reverse = forward or {}, reverse or {}
        self.silent = False
        self.asked = []
        self._socket = host.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 53))
        host.write("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        host.write("/etc/nsswitch.conf", host.read("/etc/nsswitch.conf").replace("hosts: files", "hosts: files dns"))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            query, peer = self._socket.recvfrom(4096)
            if query == b"stop":
                return
            name, kind = _question(query)
            self.asked.append((name, kind))
            if not self.silent:
                self._socket.sendto(_reply(query, kind, self._records(name, kind)), peer)

    def _records(self, name, kind):
        if kind == _PTR:
            return [_packed(found) for address, found in self.reverse.items()
                    if ipaddress.ip_address(address).reverse_pointer == name]
        version = {_A: 4, _AAAA: 6}.get(kind)
        addresses = [ipaddress.ip_address(a) for a in self.forward.get(name, [])]
        return [a.packed for a in addresses if a.version == version]

    def close(self):
        self._socket.sendto(b"stop", self._socket.getsockname())
        self._thread.join()
        self._socket.close()


def _question(query):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += query[at] + 1
    return ".".join(labels).lower(), struct.unpack_from("!H", query, at + 1)[0]


def _packed(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def _reply(query, kind, records):
    end = query.index(b"\0", 12) + 5
    flags = 0x8580 if records else 0x8583
    head = query[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0)
    answers = b"".join(struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(r)) + r for r in records)
    return head + query[12:end] + answers
