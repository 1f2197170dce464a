"""stream, wait = yes: the server gets the listening socket and accepts for itself."""

import pytest
from lib.callers import ANSWER_S, call, dial
from lib.configuration import service
from lib.until import observe, until

HERE = ("127.0.0.1", 4000)
# Accepts callers until one sends "leave"; answers each with its own pid.
SERVER = """import os, socket
listener = socket.socket(fileno=0)
assert listener.getblocking(), "the listening socket must block"
while True:
    caller, peer = listener.accept()
    word = caller.recv(100)
    caller.sendall(f"{os.getpid()} {os.environ.get('REMOTE_HOST')}\\n".encode())
    caller.close()
    if word == b"leave":
        break
"""


def waiting(*lines, **attributes):
    return service("waiting", *lines, port=4000, wait="yes", server="/usr/bin/python3",
                   server_args="-I /srv/server.py", **attributes)


@pytest.fixture
def server(main):
    main.write("/srv/server.py", SERVER)


def test_one_server_serves_all_callers_until_it_leaves(main, serve, server):
    daemon = serve(waiting())
    answers = {call(main, HERE, b"hello") for _ in range(5)}
    assert len(answers) == 1
    last = call(main, HERE, b"leave")
    daemon.entry(r"^EXIT: waiting status=0 pid=\d+ duration=\d+\(sec\)$")
    start, = daemon.entry(r"^START: waiting pid=(\d+) from=<no address>$")
    assert last == f"{start[1]} <no address>\n"
    assert call(main, HERE, b"leave") != last
    daemon.entry(r"^START: waiting", times=2)


@pytest.mark.rouse("Debian's refuses every caller of such a service and forks without end")
def test_only_from_is_a_filter_on_the_door(hosts, main, serve, server):
    """The lists hold for every caller, also while the server runs; who is refused times out."""
    clone1 = hosts("clone1")
    main.plug(clone1, "172.20.1.1/16", "172.20.1.2/16")
    main.ip("addr", "add", "10.9.9.1/24", "dev", "eth0")
    clone1.ip("addr", "add", "10.9.9.2/24", "dev", "eth0")
    daemon = serve(waiting("only_from = 172.20.0.0/16"))
    elsewhere = ("10.9.9.1", 4000)
    with pytest.raises(TimeoutError):
        dial(clone1, elsewhere, "10.9.9.2", timeout_s=0.5)
    assert daemon.entries() == []
    assert call(clone1, ("172.20.1.1", 4000), b"hello")
    with pytest.raises(TimeoutError):
        dial(clone1, elsewhere, "10.9.9.2", timeout_s=0.5)
    assert call(clone1, ("172.20.1.1", 4000), b"leave")


@pytest.mark.rouse("it resolves names at load and refuses everybody")
def test_names_in_the_lists_are_refused_at_load(main, serve, server):
    daemon = serve(waiting("only_from = localhost"), service("other", port=4001, server="/bin/echo"))
    assert daemon.said(r"(?i)waiting.*name|name.*waiting")
    with pytest.raises(ConnectionRefusedError):
        dial(main, HERE)
    assert call(main, ("127.0.0.1", 4001)) == "\n"


@pytest.mark.rouse("it respawns without end")
def test_a_server_that_takes_nothing_is_not_respawned_for_ever(main, serve):
    """Three endings without accepting: that one connection is consumed and logged, and the service goes on."""
    daemon = serve(service("idle", port=4000, wait="yes", server="/bin/true"))
    with dial(main, HERE) as caller:
        caller.settimeout(ANSWER_S)
        try:
            assert caller.recv(1) == b""
        except ConnectionResetError:
            pass
    daemon.entry(r"^EXIT: idle", times=3)
    assert observe(lambda: len([e for e in daemon.entries() if e.startswith("START")]) == 3, 0.5)
    daemon.says(r"idle.*(?i:consumed|discarded|taking|took|taken)")
    until(lambda: not main.processes(comm="true"), "end of the last server")
    dial(main, HERE).close()
    daemon.entry(r"^START: idle", times=4)
