"""What a server finds when it starts: descriptors, environment, identity, arguments."""

import shutil

import pytest
from lib import helpers
from lib.callers import call, dial, family_of, read_all
from lib.configuration import ME, service
from lib.nice import nicer
from lib.until import until

HERE = ("127.0.0.1", 4000)


@pytest.fixture
def probe(main):
    """The path of the server that tells everything about itself, on main."""
    shutil.copy(helpers.programme("probe"), main.path("/srv/probe"))
    return "/srv/probe"


def facts(answer):
    """The lines of an answer as a dictionary of lists."""
    table = {}
    for line in answer.splitlines():
        key, _, value = line.partition(" ")
        table.setdefault(key, []).append(value.strip())
    return table


def environment(seen):
    return dict(entry.split("=", 1) for entry in seen["env"])


def test_place_and_descriptors(main, serve, probe):
    serve(service("probe", port=4000, server=probe))
    seen = facts(call(main, HERE))
    assert seen["cwd"] == ["/"]
    assert seen["session"] == ["own"] and seen["group"] == ["own"] and seen["tty"] == ["none"]
    assert seen["descriptors"] == ["0 1 2"] and seen["standard"] == ["same"] and seen["blocking"] == ["yes"]
    assert seen["SigBlk"] == seen["SigIgn"] == ["0000000000000000"]
    assert seen["argv"] == ["0 probe"]


@pytest.mark.rouse("it gives REMOTE_HOST only")
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_addresses_in_the_environment(main, serve, probe, address):
    serve(service("probe", port=4000, server=probe))
    with dial(main, (address, 4000)) as caller:
        own_port = caller.getsockname()[1]
        seen = environment(facts(read_all(caller).decode()))
    mapped = "::ffff:127.0.0.1" if address == "127.0.0.1" else address
    assert seen["REMOTE_HOST"] == mapped
    assert seen["REMOTE_PORT"] == str(own_port)
    assert seen["LOCAL_ADDR"] == address, "as the socket of the server itself says"
    assert seen["LOCAL_PORT"] == "4000"


@pytest.mark.rouse("it hands its whole environment on")
def test_what_belongs_to_the_daemon_stays_with_it(main, serve, probe):
    private = {"NOTIFY_SOCKET": "/run/n", "LISTEN_FDS": "0", "LISTEN_PID": "1", "LISTEN_FDNAMES": "x",
               "WATCHDOG_USEC": "1000000000", "WATCHDOG_PID": "1", "INVOCATION_ID": "1", "JOURNAL_STREAM": "1:2"}
    serve(service("probe", port=4000, server=probe), env={**private, "HARMLESS": "yes"})
    seen = environment(facts(call(main, HERE)))
    assert seen["HARMLESS"] == "yes"
    assert not set(seen) & set(private)
    assert not [name for name in seen if name.startswith("ROUSE")]


@pytest.mark.rouse("the flag must stand before server_args")
def test_nameinargs_in_either_order(main, serve, probe):
    serve(service("before", "flags = NAMEINARGS", "server_args = told one", port=4000, server=probe),
          service("after", "server_args = told one", "flags = NAMEINARGS", port=4001, server=probe))
    for port in (4000, 4001):
        assert facts(call(main, ("127.0.0.1", port)))["argv"] == ["0 told", "1 one"]


@pytest.mark.rouse("it raises the soft limit to the hard one")
def test_children_get_the_soft_limit_rouse_was_started_with(main, serve, probe):
    serve(service("probe", port=4000, server=probe), nofile=(300, 3000))
    assert "files 300 3000" in facts(call(main, HERE))["limit"]


@pytest.mark.root
def test_identity_of_a_worker(main, serve, probe):
    serve(service("probe", port=4000, server=probe, user="worker", groups="yes", umask="027", nice="3"),
          service("bare", port=4001, server=probe, user="worker", group="deck"),
          service("number", port=4002, server=probe, user="7777"))
    seen = facts(call(main, HERE))
    assert seen["uid"] == ["4242 4242 4242"] and seen["gid"] == ["4242 4242 4242"]
    assert seen["groups"] == ["4100 4101 4242"]
    assert seen["umask"] == ["027"] and seen["nice"] == [str(nicer(3))]
    seen = facts(call(main, ("127.0.0.1", 4001)))
    assert seen["gid"] == ["4101 4101 4101"] and seen["groups"] == [""]
    seen = facts(call(main, ("127.0.0.1", 4002)))
    assert seen["uid"] == ["7777 7777 7777"] and seen["gid"] == ["7777 7777 7777"]


@pytest.mark.root
@pytest.mark.rouse("it reads the groups at every start")
def test_groups_are_read_again_on_reload(main, serve, probe):
    daemon = serve(service("probe", port=4000, server=probe, user="worker", groups="yes"))
    assert facts(call(main, HERE))["groups"] == ["4100 4101 4242"]
    main.write("/etc/group", main.read("/etc/group") + "galley:x:4102:worker\n")
    daemon.reload()
    assert facts(call(main, HERE))["groups"] == ["4100 4101 4102 4242"]


def test_limits(main, serve, probe):
    serve(service("probe", "rlimit_files = 20", "rlimit_cpu = 7", "rlimit_stack = 4096K", "rlimit_as = 200M",
                  "rlimit_data = 100M", "rlimit_rss = 3M", port=4000, server=probe))
    limits = facts(call(main, HERE))["limit"]
    for line in ("files 20 20", "cpu 7 7", "stack 4194304 4194304", "as 209715200 209715200",
                 "data 104857600 104857600", "rss 3145728 3145728"):
        assert line in limits


def test_a_family_for_every_caller(main, serve, probe):
    """Dual-stack by default, and a mapped caller is an IPv4 peer for the server."""
    daemon = serve(service("both", port=4000, server=probe),
                   service("four", port=4001, server=probe, flags="IPv4"),
                   service("six", port=4002, server=probe, flags="IPv6"))
    assert facts(call(main, HERE))["peer"] == ["inet 127.0.0.1"]
    assert facts(call(main, ("::1", 4000)))["peer"] == ["inet6 ::1"]
    assert facts(call(main, ("127.0.0.1", 4001)))["peer"] == ["inet 127.0.0.1"]
    with pytest.raises(ConnectionRefusedError):
        call(main, ("::1", 4001))
    assert facts(call(main, ("::1", 4002)))["peer"] == ["inet6 ::1"]
    daemon.entry(r"^START: both pid=\d+ from=::ffff:127\.0\.0\.1$")
    daemon.entry(r"^START: both pid=\d+ from=::1$")
    daemon.entry(r"^START: four pid=\d+ from=127\.0\.0\.1$")


@pytest.mark.rouse("an extension")
def test_default_family_ipv4(main, serve, probe):
    from lib.configuration import DEFAULTS
    daemon = serve(service("probe", port=4000, server=probe),
                   defaults=DEFAULTS.replace("}", "    default_family = ipv4\n}"))
    assert environment(facts(call(main, HERE)))["REMOTE_HOST"] == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        call(main, ("::1", 4000))
    daemon.entry(r"^START: probe pid=\d+ from=127\.0\.0\.1$")


@pytest.mark.rouse("an extension")
def test_a_unix_socket(main, serve, probe):
    """`bind = /path`; the caller reaches the socket through the tree of main."""
    serve(service("probe", port=None, server=probe, bind="/run/probe.socket", type="UNLISTED"))
    path = main.path("/run/probe.socket")
    assert path.is_socket()
    assert family_of(str(path)) == family_of("/")
    seen = facts(main.run("/usr/bin/python3", "-I", "-c",
                          "import socket; s = socket.socket(socket.AF_UNIX); s.connect('/run/probe.socket'); "
                          "print(s.makefile().read(), end='')").stdout)
    assert seen["argv"] == ["0 probe"] and seen["descriptors"] == ["0 1 2"]


def test_a_service_by_its_name_in_etc_services(main, serve, probe):
    """A listed service needs no port; a port that contradicts /etc/services drops it, and says so."""
    daemon = serve(service("finger", type=None, server=probe),
                   service("time", type=None, port=4000, server=probe, id="odd"))
    assert "probe" in call(main, ("127.0.0.1", 79))
    assert daemon.said(r"expects port 37, not 4000")


def test_everything_runs_as_the_user_of_the_test(main, serve):
    serve(service("id", port=4000, server="/usr/bin/id", server_args="-un"))
    assert call(main, HERE) == f"{ME}\n"
    until(lambda: not main.processes(comm="id"), "end of id")
