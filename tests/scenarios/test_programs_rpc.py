"""Programs of ONC RPC: rpc.rusersd behind rusers and rpcinfo."""

import struct

import pytest
from lib import packages
from lib.configuration import service
from lib.rpcbind import Rpcbind

pytestmark = pytest.mark.root
RUSERSD = 100002
USER_PROCESS = 7


def logged_in(name, line, host):
    """The record of utmp of somebody who has logged in."""
    return struct.pack("hxxi32s4s32s256shhiii4i20x", USER_PROCESS, 1, line.encode(), b"1", name.encode(),
                       host.encode(), 0, 0, 0, 1700000000, 0, 0, 0, 0, 0)


@pytest.fixture
def rusersd(main, serve):
    main.write("/run/utmp", logged_in("alice", "tty1", "wonderland"))
    rpcbind = Rpcbind(main)
    server = packages.programme("rusersd", "usr/sbin/rpc.rusersd", shown_on=main)
    daemon = serve(service("rusersd", type="RPC", rpc_version="2-3", socket_type="dgram", wait="yes",
                           **server.serving()))
    return daemon, rpcbind


def test_rusers_sees_who_is_there(main, rusersd):
    daemon, _ = rusersd
    rusers = packages.programme("rusers", "usr/bin/rusers")
    answer = rusers.run(main, "-l", "127.0.0.1").stdout
    assert "alice" in answer and "tty1" in answer
    daemon.entry(r"^START: rusersd pid=\d+ from=(::ffff:)?127\.0\.0\.1$")
    daemon.entry(r"^EXIT: rusersd status=0")


@pytest.mark.parametrize("words", [["-u", "127.0.0.1"], pytest.param(["-T", "udp", "127.0.0.1"],
                                                                 marks=pytest.mark.rouse("it loses questions")),
                                   pytest.param(["-T", "udp6", "::1"],
                                                marks=pytest.mark.rouse("it does not register IPv6"))])
def test_rpcinfo_calls_each_version(main, rusersd, words):
    _, rpcbind = rusersd
    answer = rpcbind.rpcinfo.run(main, *words, "rusersd").stdout
    assert answer == "".join(f"program {RUSERSD} version {version} ready and waiting\n" for version in (2, 3))
