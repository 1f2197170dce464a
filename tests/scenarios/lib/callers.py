"""Callers: what a scenario does to a port."""

import socket
import struct

ANSWER_S = 20.0


def family_of(address):
    if isinstance(address, str):
        return socket.AF_UNIX
    return socket.AF_INET6 if ":" in address[0] else socket.AF_INET


def dial(host, address, source=None, timeout_s=ANSWER_S):
    """A connected stream socket from `host` to `address`, a (host, port) pair or a path of a Unix socket."""
    s = host.socket(family_of(address))
    s.settimeout(timeout_s)
    try:
        if source:
            s.bind((source, 0))
        s.connect(address)
    except OSError:
        s.close()
        raise
    return s


def read_all(s):
    """Everything until the peer closes; a reset counts as the end."""
    parts = []
    while True:
        try:
            part = s.recv(65536)
        except ConnectionResetError:
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


def call(host, address, send=b"", source=None):
    """Connects, sends, and returns all that comes back as text."""
    with dial(host, address, source) as s:
        if send:
            s.sendall(send)
        return read_all(s).decode(errors="replace")


def refused(host, address):
    """True when nobody listens there. A door that closes with the caller in its queue resets him: not yet."""
    try:
        dial(host, address).close()
        return False
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:
        return False


def slam(s):
    """Closes with a reset instead of a farewell."""
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def datagram(host, address, source=None, source_port=0):
    """A datagram socket towards `address`."""
    s = host.socket(family_of(address), socket.SOCK_DGRAM)
    s.settimeout(ANSWER_S)
    if source:
        s.bind((source, source_port))
    s.connect(address)
    return s
