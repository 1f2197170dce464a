"""RPC services with the real rpcbind: what it is told, when, and that it stays true."""

import datetime
import signal
import socket

import pytest
from lib.callers import call, dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION
from lib.rpcbind import Rpcbind
from lib.until import observe, until

pytestmark = pytest.mark.root
PROGRAM, OTHER = 200001, 200002
HOME = "127.0.0.1"
BOTH = ("tcp", "tcp6")


@pytest.fixture
def rpcbind(main):
    return Rpcbind(main)


def rpc(name="one", program=PROGRAM, versions="1", **attributes):
    entry = {"type": "RPC UNLISTED", "rpc_number": program, "rpc_version": versions, "server": "/bin/cat", **attributes}
    return service(name, **entry)


def on(netids, *versions):
    return [(version, netid) for version in versions for netid in netids]


def rewrite(main, *entries):
    main.write(CONFIGURATION, DEFAULTS + "\n".join(entries))


def echoes(s):
    s.sendall(b"x")
    return s.recv(1) == b"x"


def test_portmapper_clients_see_versions_and_port(main, rpcbind, serve):
    serve(rpc(versions="2-4"), rpc("two", OTHER, socket_type="dgram", wait="yes"))
    seen = rpcbind.portmapper()
    assert [entry[:3] for entry in seen] == [(PROGRAM, version, "tcp") for version in (2, 3, 4)] + [(OTHER, 1, "udp")]
    ports = {entry[3] for entry in seen if entry[0] == PROGRAM}
    assert len(ports) == 1
    with dial(main, (HOME, ports.pop())) as s:
        assert echoes(s)
    assert {r.owner for r in rpcbind.registrations()} == {"superuser"}


@pytest.mark.rouse("it registers IPv4, whatever the door is")
def test_the_families_that_reach_the_door(main, rpcbind, serve):
    main.ip("addr", "add", "fd00::1/64", "dev", "lo", "nodad")
    serve(rpc("both", 200001), rpc("four", 200002, flags="IPv4"), rpc("six", 200003, flags="IPv6", v6only="yes"),
          rpc("home", 200004, bind=HOME), rpc("far", 200005, bind="fd00::1", socket_type="dgram", wait="yes"))
    assert rpcbind.of(200001) == on(BOTH, 1)
    assert rpcbind.of(200002) == rpcbind.of(200004) == [(1, "tcp")]
    assert rpcbind.of(200003) == [(1, "tcp6")]
    assert rpcbind.of(200005) == [(1, "udp6")]


def test_a_listed_program_has_its_number_from_etc_rpc(main, rpcbind, serve):
    main.write("/etc/rpc", "# numbers\nfetcher 200042 fetch # of bones\n")
    serve(service("fetcher", type="RPC", rpc_version="1", server="/bin/cat"),
          service("fetch", type="RPC", rpc_version="7", server="/bin/cat"))
    assert {(version, netid) for version, netid in rpcbind.of(200042) if netid == "tcp"} == {(1, "tcp"), (7, "tcp")}


@pytest.mark.rouse("it leaves the line out")
def test_a_line_of_inetd_conf(main, rpcbind, serve):
    main.write("/etc/rpc", "fetcher 200042\n")
    main.write("/etc/inetd.conf", "fetcher/1-2 stream rpc/tcp nowait root /bin/cat cat\n")
    serve(more=("-inetd_compat", ))
    assert [entry for entry in rpcbind.of(200042) if entry[1] == "tcp"] == on(["tcp"], 1, 2)


def test_what_a_reload_changes(main, rpcbind, serve):
    """Versions come and go at the same port; a service that goes takes its registrations with it."""
    daemon = serve(rpc(versions="1-2"), rpc("two", OTHER))
    port = rpcbind.portmapper()[0][3]
    with dial(main, (HOME, port)) as held:
        assert echoes(held)
        rewrite(main, rpc(versions="2-3"))
        daemon.reload()
        assert daemon.said("readjusting service one") and daemon.said("service two deactivated")
        until(lambda: [e for e in rpcbind.portmapper()] == [(PROGRAM, 2, "tcp", port), (PROGRAM, 3, "tcp", port)],
              "versions 2 and 3 at the same port")
        assert echoes(held), "the session goes on"
    with dial(main, (HOME, port)) as s:
        assert echoes(s)


def test_another_program_is_another_service(main, rpcbind, serve):
    daemon = serve(rpc())
    rewrite(main, rpc(program=OTHER))
    daemon.reload()
    assert daemon.said(r"Reconfigured: new=1 old=0 dropped=1 \(services\)") == 1
    until(lambda: not rpcbind.of(PROGRAM) and rpcbind.of(OTHER), "the new program instead of the old one")


@pytest.mark.rouse("it chooses another port")
def test_a_door_that_moves_keeps_its_port(main, rpcbind, serve):
    daemon = serve(rpc())
    port = rpcbind.portmapper()[0][3]
    rewrite(main, rpc(bind=HOME))
    daemon.reload()
    assert rpcbind.knows(PROGRAM, (1, "tcp")) == port
    assert refused(main, ("::1", port)) and not refused(main, (HOME, port))
    rewrite(main, rpc())
    daemon.reload()
    assert rpcbind.knows(PROGRAM, *on(BOTH, 1)) == port
    until(lambda: not refused(main, ("::1", port)), "door on all addresses")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT])
def test_who_leaves_takes_its_registrations_with_it(main, rpcbind, serve, number):
    rpcbind.tell("set", 200009, 1, "tcp", "0.0.0.0.4.4")
    daemon = serve(rpc(versions="1-2"), rpc("two", OTHER, socket_type="dgram", wait="yes"))
    assert daemon.stop(number) == 0
    assert rpcbind.portmapper() == [(200009, 1, "tcp", 1028)]


def test_term_kills_servers_of_rpc_services_alone(main, rpcbind, serve):
    daemon = serve(rpc(), service("plain", port=4000, server="/bin/cat"))
    with dial(main, (HOME, rpcbind.portmapper()[0][3])) as mine, dial(main, (HOME, 4000)) as plain:
        assert echoes(mine) and echoes(plain)
        daemon.stop(signal.SIGTERM)
        assert read_all(mine) == b""
        assert echoes(plain)
    assert daemon.said(r"WARNING: Sending signal 9 to one server \d+") == 1
    daemon.entry(r"^EXIT: one (signal=9|status=0) pid=\d+")


def test_quit_kills_nobody(main, rpcbind, serve):
    daemon = serve(rpc())
    with dial(main, (HOME, rpcbind.portmapper()[0][3])) as held:
        assert echoes(held)
        daemon.stop(signal.SIGQUIT)
        assert echoes(held)


@pytest.mark.rouse("it gives the service up")
def test_rpcbind_may_come_later(main, serve):
    daemon = serve(rpc())
    daemon.says(r"rpcbind cannot be told of the RPC services \(connect /run/rpcbind\.sock: No such file or directory\)")
    rpcbind = Rpcbind(main)
    port = rpcbind.knows(PROGRAM, *on(BOTH, 1))
    with dial(main, (HOME, port)) as s:
        assert echoes(s)
    daemon.says("rpcbind has been told of the RPC services")
    assert daemon.said("rpcbind cannot be told") == 1


@pytest.mark.rouse("it does not notice")
def test_a_restarted_rpcbind_is_told_again(main, rpcbind, serve):
    daemon = serve(rpc(versions="1-2"))
    before = rpcbind.registrations()
    rpcbind.stop()
    daemon.says("rpcbind cannot be told")
    rpcbind.start()
    until(lambda: rpcbind.registrations() == before, "the same registrations")


@pytest.mark.rouse("it waits for it, with everything else")
def test_an_rpcbind_that_hangs_stops_nobody(main, rpcbind, serve):
    daemon = serve(rpc(), service("plain", port=4000, server="/bin/echo"))
    rpcbind.send(signal.SIGSTOP)
    rewrite(main, rpc(versions="1-2"), service("plain", port=4000, server="/bin/echo"))
    daemon.reload()
    assert call(main, (HOME, 4000)) == "\n"
    rpcbind.send(signal.SIGCONT)
    rpcbind.knows(PROGRAM, *on(BOTH, 1, 2))
    rpcbind.send(signal.SIGSTOP)
    assert daemon.stop() == 0
    rpcbind.send(signal.SIGCONT)


@pytest.mark.rouse("it knows no other remedy than a restart of rpcbind")
def test_what_a_killed_daemon_left_behind_is_replaced(main, rpcbind, serve):
    daemon = serve(rpc())
    rpcbind.knows(PROGRAM, *on(BOTH, 1))
    until(daemon.killed, "end of the daemon")
    assert rpcbind.of(PROGRAM) == on(BOTH, 1)
    daemon.start()
    port = rpcbind.portmapper()[0][3]
    assert rpcbind.of(PROGRAM) == on(BOTH, 1)
    with dial(main, (HOME, port)) as s:
        assert echoes(s)


def test_the_program_of_somebody_else_is_left_alone(main, rpcbind, serve):
    """A daemon of its own has the program already: told by version, and the other versions are registered."""
    with main.socket() as other:
        other.bind(("0.0.0.0", 1028))
        other.listen()
        assert rpcbind.tell("set", PROGRAM, 1, "tcp", "0.0.0.0.4.4")
        daemon = serve(rpc(versions="1-2", flags="IPv4"))
        daemon.says(rf"ERROR: pmap_set failed\. service=one program={PROGRAM} version=1")
        seen = rpcbind.portmapper()
        assert seen[0] == (PROGRAM, 1, "tcp", 1028) and seen[1][:3] == (PROGRAM, 2, "tcp")


@pytest.mark.rouse("its port is another one afterwards")
def test_cps_keeps_the_port(main, rpcbind, serve):
    daemon = serve(rpc(cps="1 2", flags="IPv4"))
    port = rpcbind.portmapper()[0][3]
    until(lambda: _dialled(main, port) and daemon.said("Deactivating service one"), "too many callers")
    assert rpcbind.of(PROGRAM) == [(1, "tcp")], "the port is shut, but nobody else can have it"
    daemon.says("Activating service one")
    assert rpcbind.knows(PROGRAM, (1, "tcp")) == port
    until(lambda: _dialled(main, port), "open door")


@pytest.mark.rouse("its port is another one afterwards")
def test_cps_of_datagrams_keeps_the_port(main, rpcbind, serve):
    daemon = serve(rpc(cps="1 2", flags="IPv4", socket_type="dgram", wait="yes", server="/bin/false"))
    port = rpcbind.portmapper()[0][3]
    with main.socket(kind=socket.SOCK_DGRAM) as s:
        for _ in range(4):
            s.sendto(b"x", (HOME, port))
        daemon.says("Deactivating service one")
    rpcbind.knows(PROGRAM)
    daemon.says("Activating service one")
    assert rpcbind.knows(PROGRAM, (1, "udp")) == port


def _dialled(main, port):
    try:
        dial(main, (HOME, port)).close()
        return True
    except OSError:
        return False


@pytest.mark.parametrize("kind", ["stream", "dgram"])
def test_only_from(main, rpcbind, serve, kind):
    main.ip("addr", "add", "127.0.0.2/8", "dev", "lo")
    daemon = serve(_answering(main, kind, only_from=HOME))
    port = rpcbind.portmapper()[0][3]
    assert _asked(main, kind, port, "127.0.0.2") is None
    assert _asked(main, kind, port, HOME) == b"answer"
    daemon.entry(r"^FAIL: one address from=127\.0\.0\.2$")


@pytest.mark.parametrize("kind", ["stream", "dgram"])
def test_access_times(main, rpcbind, serve, kind):
    hour = datetime.datetime.now(datetime.timezone.utc).hour
    other = f"{(hour + 12) % 24:02}:00-{(hour + 12) % 24:02}:30"
    daemon = serve(_answering(main, kind, access_times=other))
    assert _asked(main, kind, rpcbind.portmapper()[0][3], HOME) is None
    daemon.entry(r"^FAIL: one time from=127\.0\.0\.1$")


def test_instances(main, rpcbind, serve):
    """Of datagrams there is one server anyway; none may run where `instances` is 0."""
    daemon = serve(_answering(main, "dgram", instances=0), rpc("two", OTHER, instances=1, flags="IPv4"))
    ports = {program: port for program, _, _, port in rpcbind.portmapper()}
    assert _asked(main, "dgram", ports[PROGRAM], HOME) is None
    daemon.entry(r"^FAIL: one service_limit from=127\.0\.0\.1$")
    with dial(main, (HOME, ports[OTHER])) as held:
        assert echoes(held)
        assert call(main, (HOME, ports[OTHER])) == ""
    daemon.entry(r"^FAIL: two service_limit from=127\.0\.0\.1$")


ANSWER = """import socket, sys
s = socket.socket(fileno=0)
if s.type == socket.SOCK_STREAM:
    s.sendall(b"answer")
else:
    s.sendto(b"answer", s.recvfrom(100)[1])
"""


def _answering(main, kind, **attributes):
    main.write("/srv/answer.py", ANSWER)
    return rpc(socket_type=kind, wait="yes" if kind == "dgram" else "no", flags="IPv4", server="/usr/bin/python3",
               server_args="-I -S /srv/answer.py", **attributes)


def _asked(main, kind, port, source):
    """What comes back to one question; None when nothing does."""
    if kind == "stream":
        with dial(main, (HOME, port), source) as s:
            return read_all(s) or None
    with main.socket(kind=socket.SOCK_DGRAM) as s:
        s.bind((source, 0))
        s.settimeout(1)
        s.sendto(b"question", (HOME, port))
        try:
            return s.recv(100)
        except TimeoutError:
            return None


def test_hosts_deny_is_not_asked_about_rpc_over_tcp(main, rpcbind, serve):
    """As with xinetd, which forces NOLIBWRAP there."""
    main.write("/etc/hosts.deny", "ALL: ALL\n")
    serve(rpc())
    with dial(main, (HOME, rpcbind.portmapper()[0][3])) as s:
        assert echoes(s)


def test_builtin_and_redirected_services(main, rpcbind, serve):
    serve(service("target", port=4000, server="/bin/cat"), service("echo", type="RPC INTERNAL UNLISTED", id="echo-rpc",
                                                                   rpc_number=PROGRAM, rpc_version="1"),
          rpc("passed", OTHER, server=None, redirect=f"{HOME} 4000"))
    ports = {program: port for program, _, _, port in rpcbind.portmapper()}
    for program in (PROGRAM, OTHER):
        with dial(main, (HOME, ports[program])) as s:
            assert echoes(s)


def test_the_dump(main, rpcbind, serve):
    daemon = serve(rpc(versions="1-3"))
    daemon.send(signal.SIGUSR1)
    daemon.says("generated state dump")
    dump = main.run("cat", "/var/run/xinetd.dump").stdout
    assert "\t\tflags = NOLIBWRAP" in dump and "\t\ttype = RPC UNLISTED\n" in dump
    assert f"\t\tRPC data\n\t\t\tprogram number = {PROGRAM}\n\t\t\trpc_version = 1-3\n\t\tOnly from" in dump
    assert "port = " not in dump


@pytest.mark.rouse("it has no such limit")
def test_more_versions_than_there_may_be(main, rpcbind, serve):
    daemon = serve(rpc(versions="1-1000"))
    daemon.says("bad version range: 1-1000")
    assert observe(lambda: not rpcbind.registrations(), 0.2)
