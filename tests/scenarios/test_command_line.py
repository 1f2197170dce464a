"""The command line of xinetd, and what is said at the start."""

import re
import resource
import subprocess

import pytest
from lib.callers import call, dial, refused
from lib.configuration import DEFAULTS, ME, block, service
from lib.daemon import CONFIGURATION, LOG, PIDFILE
from lib.until import until

CONTAINERS = 1_073_741_816
HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
ECHO = service("echo", port=4000, server="/bin/echo")


@pytest.fixture
def daemon(main, make_daemon):
    """A daemon with one service, not started."""
    main.write(CONFIGURATION, DEFAULTS + ECHO)
    return make_daemon(main)


def test_it_goes_to_the_background_by_itself(main, daemon):
    """The parent leaves with 0; the daemon is the process of the pid file, without terminal, in a session of its own."""
    daemon.launch("-filelog", LOG, "-pidfile", PIDFILE)
    assert daemon.exited() == 0
    daemon.process = None
    until(lambda: daemon.said("Started working"), "Started working")
    assert call(main, HERE) == "\n"
    pid = int(main.read(PIDFILE))
    process, = [p for p in daemon.own_processes() if p.inner == pid]
    stat = main.read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    assert int(stat[3]) != 0 and stat[4] == "0", "own session, no terminal"
    process.send(15)
    until(lambda: not daemon.own_processes(), "end of the daemon")
    assert not main.path(PIDFILE).exists()


def test_it_lets_go_of_who_started_it(main, daemon):
    """`service xinetd start | cat` came back only when the daemon ended: it held its starter's standard error."""
    started = main.run(daemon.program, "-filelog", LOG, "-pidfile", PIDFILE, env=daemon.environment())
    assert (started.stdout, started.stderr) == ("", "")
    pid = int(until(lambda: main.read(PIDFILE), "pid file"))
    keeper, = [p for p in daemon.own_processes() if p.inner == pid]
    keeper.send(15)
    until(lambda: not daemon.own_processes(), "end of the daemon")


@pytest.mark.rouse("it always says 0")
@pytest.mark.parametrize("text, complaint", [
    (DEFAULTS.replace("{", "{\n    instances = many") + ECHO, "instances"),
    (None, "xinetd.conf"),
])
def test_a_start_with_a_broken_configuration_fails_to_the_caller(main, daemon, text, complaint):
    """In the background too, and the reason stands on the caller's standard error."""
    if text is None:
        main.path(CONFIGURATION).unlink()
    else:
        main.write(CONFIGURATION, text)
    daemon.launch("-filelog", LOG, "-pidfile", PIDFILE)
    assert daemon.exited() != 0
    daemon.process = None
    assert complaint in daemon.stderr.read_text()
    until(lambda: not daemon.own_processes(), "end of the daemon")
    assert not main.path(PIDFILE).exists()


def test_without_a_service_it_ends_unless_told_to_stay(main, daemon):
    main.write(CONFIGURATION, DEFAULTS)
    daemon.launch("-dontfork", "-filelog", LOG)
    daemon.serving()
    daemon.stop()
    daemon.launch("-filelog", LOG, "-pidfile", PIDFILE)
    daemon.exited()
    daemon.process = None
    daemon.says(r"[Nn]o services\. Exiting\.\.\.")
    until(lambda: not daemon.own_processes(), "end of the daemon")


@pytest.mark.rouse("it says nothing about unknown options")
def test_unknown_options_are_tolerated_with_a_warning(main, daemon):
    daemon.start(("-inetd_ipv6", "-reuse", "-shutdownprocs", "3", "-logprocs", "5", "-cc", "60", "--frobnicate"))
    assert call(main, HERE) == "\n"
    assert daemon.said("WARNING: unknown option --frobnicate") == 1


def test_unknown_options_do_not_stop_it(main, daemon):
    daemon.start(("-inetd_ipv6", "-reuse", "-shutdownprocs", "3", "-logprocs", "5", "--frobnicate"))
    assert call(main, HERE) == "\n"


@pytest.mark.parametrize("words", [("stray", ), ("-", ), ("-filelog", LOG, "-syslog", "daemon"), ("-f", )])
def test_usage(daemon, words):
    daemon.launch(*words)
    assert daemon.exited() == 1
    daemon.process = None
    assert re.search("Usage|--help", daemon.stderr.read_text())
    until(lambda: not daemon.own_processes(), "end of the daemon")


def test_version(daemon):
    daemon.launch("-version")
    assert daemon.exited() == 0
    daemon.process = None
    assert any(c.isdigit() for c in daemon.stderr.read_text())


def test_inetd_compat(main, daemon):
    """Debian's init script passes the option, whether there is a file or not."""
    main.path("/etc/inetd.conf").unlink(missing_ok=True)
    daemon.start(("-inetd_compat", ))
    assert call(main, HERE) == "\n"
    daemon.stop()
    main.write("/etc/inetd.conf", f"finger stream tcp nowait {ME} /bin/echo echo from inetd.conf\n")
    daemon.start(("-inetd_compat", ))
    assert call(main, HERE) == "\n"
    assert call(main, ("127.0.0.1", 79)) == "from inetd.conf\n"


REFUSED = [
    service("echo", type="INTERNAL UNLISTED", port=4001, wait="yes", id="the-one"),
    service("flood", port=4001, socket_type="dgram", protocol="udp", server="/bin/echo", id="the-one"),
    service("pings", port=4001, socket_type="raw", protocol="icmp", server="/bin/echo", id="the-one"),
]


@pytest.mark.rouse("it serves them")
@pytest.mark.parametrize("entry", REFUSED, ids=["internal-wait", "dgram-nowait", "raw"])
def test_what_is_not_served_is_refused_clearly(main, serve, entry):
    daemon = serve(ECHO, entry)
    daemon.says(r"the-one: not served: .*(needs wait = |not supported)")
    assert refused(main, OTHER)
    assert call(main, HERE) == "\n"


@pytest.mark.rouse("it starts an interceptor that fails, and ignores LABELED")
@pytest.mark.parametrize("flag, wait", [("INTERCEPT", "yes"), ("LABELED", "no")])
def test_flags_that_promise_what_nobody_keeps_are_refused(main, serve, flag, wait):
    daemon = serve(ECHO, service("promised", port=4001, flags=flag, wait=wait, server="/bin/echo"))
    daemon.says(rf"NOTICE: differs from xinetd: the {flag} flag is not supported: .*; service promised is dropped")
    assert refused(main, OTHER)
    assert call(main, HERE) == "\n"


@pytest.mark.rouse("it does not look")
def test_a_file_that_others_may_write_is_warned_about(main, serve):
    main.write("/etc/xinetd.d/echo", ECHO, 0o666)
    daemon = serve("includedir /etc/xinetd.d\n")
    assert call(main, HERE) == "\n"
    assert daemon.said(r"(?i)warning.*(writ).*/etc/xinetd\.d/echo|/etc/xinetd\.d/echo.*writ")


@pytest.mark.rouse("it closes every descriptor up to the limit, one by one")
def test_start_and_memory_do_not_depend_on_the_descriptor_limit(main, daemon):
    """The smallest limit and the largest that this machine lets us have: the same size."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    allowed = int(main.read("/proc/sys/fs/nr_open"))
    sizes = {}
    for limit in (256, allowed if _may_have(allowed) else hard):
        daemon.start(nofile=None, before=("prlimit", f"--nofile={limit}:{limit}"))
        assert call(main, HERE) == "\n"
        sizes[limit] = max(_peak_kib(main, p.inner) for p in daemon.own_processes())
        daemon.stop()
    small, large = sizes.values()
    assert large <= small + 64, sizes


@pytest.mark.rouse("it closes every descriptor up to the limit, one by one")
def test_the_descriptor_limit_of_containers(main, daemon):
    """Exactly their number, where this machine allows it."""
    if not _may_have(CONTAINERS):
        pytest.skip(f"fs.nr_open or the rights of this user forbid a limit of {CONTAINERS} descriptors")
    daemon.start(nofile=None, before=("prlimit", f"--nofile={CONTAINERS}:{CONTAINERS}"))
    assert call(main, HERE) == "\n"


def _may_have(limit):
    """Whether we may start something with this hard limit of descriptors."""
    return subprocess.run(["prlimit", f"--nofile={limit}:{limit}", "true"], capture_output=True,
                          check=False).returncode == 0


def _peak_kib(main, pid):
    status = main.read(f"/proc/{pid}/status")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmPeak")))


def test_defaults_in_any_place(main, serve):
    """Defaults behind the services and entries from includedir: what every distribution ships."""
    main.write("/etc/xinetd.d/one", service("one", port=4000, server="/bin/echo", server_args="one"))
    main.write("/etc/xinetd.d/two", service("two", port=4001, server="/bin/echo", server_args="two"))
    main.write("/etc/xinetd.d/two.dpkg-old", service("three", port=4002, server="/bin/echo"))
    main.write("/etc/xinetd.d/two~", service("four", port=4003, server="/bin/echo"))
    main.write("/etc/xinetd.d/off", block("service off", ["disable = yes", "garbage here"]))
    daemon = serve("includedir /etc/xinetd.d\n", defaults="")
    assert call(main, HERE) == "one\n" and call(main, OTHER) == "two\n"
    assert refused(main, ("127.0.0.1", 4002)) and refused(main, ("127.0.0.1", 4003))
    assert daemon.said("Started working: 2 available services") == 1
    with pytest.raises(ConnectionRefusedError):
        dial(main, ("127.0.0.1", 4004))
