"""dgram, wait = yes: the server takes the socket; nothing that callers sent is thrown away."""

import os

import pytest
from lib import packages
from lib.callers import datagram
from lib.configuration import service
from lib.until import observe, until

HERE = ("127.0.0.1", 4000)
ONE_SHOT = """import os, socket
s = socket.socket(fileno=0)
word, peer = s.recvfrom(2048)
s.sendto(word + b" " + os.environ["REMOTE_HOST"].encode(), peer)
"""


def one_shot(main, **attributes):
    main.write("/srv/one-shot.py", ONE_SHOT)
    entry = {"socket_type": "dgram", "wait": "yes", "port": 4000, "server": "/usr/bin/python3",
             "server_args": "-I -S /srv/one-shot.py", "cps": "100000 1", **attributes}
    return service("shot", **entry)


def test_one_datagram_one_server(main, serve):
    daemon = serve(one_shot(main, flags="IPv4"))
    with datagram(main, HERE) as s:
        s.send(b"one")
        assert s.recv(100) == b"one 127.0.0.1"
    daemon.entry(r"^START: shot pid=\d+ from=127\.0\.0\.1$")
    daemon.entry(r"^EXIT: shot status=0 pid=\d+ duration=\d+\(sec\)$")


@pytest.mark.rouse("it throws away what is queued when a server ends")
def test_fifty_datagrams_are_fifty_answers(main, serve):
    daemon = serve(one_shot(main))
    with datagram(main, HERE) as s:
        for number in range(50):
            s.send(str(number).encode())
        answers = {int(s.recv(100).split()[0]) for _ in range(50)}
    assert answers == set(range(50))
    daemon.entry(r"^EXIT: shot status=0", times=50)


def test_datagrams_over_ipv6_and_mapped(main, serve):
    daemon = serve(one_shot(main))
    for served, (address, seen) in enumerate((("::1", b"::1"), ("127.0.0.1", b"::ffff:127.0.0.1"))):
        with datagram(main, (address, 4000)) as s:
            s.send(b"x")
            assert s.recv(100) == b"x " + seen
        daemon.entry(r"^EXIT: shot status=0", times=served + 1)


@pytest.mark.rouse("it waits for the whole queue to be gone, with START and EXIT for the refused")
def test_a_refused_sender_is_consumed_and_logged(main, serve):
    main.ip("addr", "add", "127.0.0.2/8", "dev", "lo")
    daemon = serve(one_shot(main, only_from="127.0.0.1"))
    with datagram(main, HERE, source="127.0.0.2") as stranger, datagram(main, HERE, source="127.0.0.1") as friend:
        stranger.send(b"no")
        friend.send(b"yes")
        assert friend.recv(100).startswith(b"yes")
    daemon.entry(r"^FAIL: shot address from=(::ffff:)?127\.0\.0\.2$")
    daemon.entry("^START")
    assert len([e for e in daemon.entries() if e.startswith("START")]) == 1


@pytest.mark.rouse("it respawns or drops silently")
def test_a_server_that_takes_nothing_loses_one_datagram_after_three_starts(main, serve):
    daemon = serve(service("idle", port=4000, socket_type="dgram", wait="yes", server="/bin/true"))
    with datagram(main, HERE) as s:
        s.send(b"first")
        daemon.entry(r"^EXIT: idle", times=3)
        daemon.says(r"idle.*(?i:consumed|discarded|taking|took|taken)")
        assert observe(lambda: len([e for e in daemon.entries() if e.startswith("START")]) == 3, 0.5)
        s.send(b"second")
        daemon.entry(r"^START: idle", times=4)


@pytest.mark.root
def test_real_tftpd(main, serve):
    """in.tftpd of Debian, asked by Debian's tftp; it stays on the socket for more and other services go on."""
    main.write("/srv/tftp/hello", "hello over tftp\n" * 100)
    server = packages.tree("tftpd-hpa") / "usr/sbin/in.tftpd"
    client = packages.tree("tftp-hpa") / "usr/bin/tftp"
    libraries = "LD_LIBRARY_PATH=" + packages.library_path("libwrap0")["LD_LIBRARY_PATH"]
    daemon = serve(service("tftp", type=None, socket_type="dgram", wait="yes", protocol="udp", server=server,
                           server_args="-s /srv/tftp", flags="IPv4", env=libraries),
                   service("echo", type="UNLISTED", port=4000, server="/bin/cat"))
    for number in range(3):
        main.run(client, "127.0.0.1", "-c", "get", "hello", f"/run/got{number}")
        assert main.read(f"/run/got{number}") == "hello over tftp\n" * 100
    daemon.entry(r"^START: tftp pid=\d+ from=127\.0\.0\.1$")
    server_process, = [p for p in main.processes(comm="in.tftpd") if p.parent == daemon.pid]
    os.kill(server_process.pid, 15)
    daemon.entry(rf"^EXIT: tftp (signal=15|status=\d+) pid={server_process.inner}")
    until(lambda: not main.processes(comm="in.tftpd"), "end of in.tftpd")
    main.run(client, "127.0.0.1", "-c", "get", "hello", "/run/again")
    assert main.read("/run/again") == "hello over tftp\n" * 100
    for process in main.processes(comm="in.tftpd"):
        process.kill()
