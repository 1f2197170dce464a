"""Where the log lines go, and what other programmes read from them."""

import json
import re

import pytest
from lib import packages
from lib.callers import call
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION, LOG, PIDFILE, SERVICE_LOG
from lib.listeners import JOURNAL, SYSLOG, Datagrams
from lib.until import until

HERE = ("127.0.0.1", 4000)
STAMP = r"^\d\d/\d{1,2}/\d{1,2}@\d\d:\d\d:\d\d"
ENTRY = service("echo", port=4000, server="/bin/echo")


def with_log(what):
    return DEFAULTS.replace("FILE /var/log/service.log", what)


@pytest.fixture
def name(kind):
    """The name the daemon goes by in logs."""
    return kind


@pytest.fixture
def syslog(main):
    listener = Datagrams(main, SYSLOG)
    yield listener
    listener.close()


def test_lines_to_the_byte(main, serve, name):
    daemon = serve(ENTRY)
    call(main, HERE)
    daemon.entry("^EXIT: echo")
    lines = main.read(SERVICE_LOG).splitlines()
    assert re.match(STAMP + r": START: echo pid=\d+ from=::ffff:127\.0\.0\.1$", lines[0])
    assert re.match(STAMP + r": EXIT: echo status=0 pid=\d+ duration=\d+\(sec\)$", lines[1])
    for line in main.read(LOG).splitlines():
        assert re.match(STAMP + rf" {name}\[\d+\]: (NOTICE|INFO|WARNING|ERROR|DEBUG): ", line), line


def test_a_file_that_grows_too_large(main, serve):
    """5 KB soft, 6 KB hard: no entry is written beyond, the daemon says so once, and the service goes on."""
    daemon = serve(service("echo", port=4000, server="/bin/echo", log_type="FILE /var/log/small.log 5120 6144",
                           cps="100000 1"))
    for _ in range(100):
        assert call(main, HERE) == "\n"
    daemon.says("hard limit")
    size = main.path("/var/log/small.log").stat().st_size
    assert 5120 < size < 6144 + 200
    assert daemon.said(r"exceeded hard limit") == 1


@pytest.mark.rouse("it cannot find the file again, and never writes the message of the soft limit")
def test_after_the_limit_a_reload_with_a_new_file_logs_again(main, serve):
    daemon = serve(service("echo", port=4000, server="/bin/echo", log_type="FILE /var/log/small.log 5120 6144",
                           cps="100000 1"))
    for _ in range(100):
        call(main, HERE)
    daemon.says("hard limit")
    assert daemon.said("soft limit") == 1
    assert not daemon.said("Error in echo log")
    main.path("/var/log/small.log").rename(main.path("/var/log/small.log.1"))
    daemon.reload()
    call(main, HERE)
    daemon.entry("^EXIT: echo", log="/var/log/small.log")


def test_syslog(main, serve, syslog, name):
    """Service entries with their own facility and level, the daemon's with `daemon`; one tag for all."""
    daemon = serve(ENTRY, defaults=with_log("SYSLOG local1 notice"))
    call(main, HERE)
    pid = main.read("/run/xinetd.pid").strip()
    entry = syslog.hears(lambda m: "START: echo" in m, "START in syslog")
    assert re.fullmatch(rf"<141>\w{{3}} [ \d]\d \d\d:\d\d:\d\d {name}\[{pid}\]: "
                        r"START: echo pid=\d+ from=::ffff:127\.0\.0\.1\n?", entry)
    syslog.hears(lambda m: m.startswith("<141>") and "EXIT: echo status=0 pid=" in m, "EXIT in syslog")
    assert daemon.entries() == []


def test_daemon_messages_in_syslog(main, make_daemon, syslog, name):
    main.write(CONFIGURATION, DEFAULTS + ENTRY)
    daemon = make_daemon(main).launch("-dontfork", "-stayalive", "-syslog", "local5", "-pidfile", PIDFILE)
    heard = syslog.hears(lambda m: "Started working" in m, "Started working in syslog")
    assert re.fullmatch(rf"<173>.* {name}\[\d+\]: Started working: 1 available service\n?", heard)
    assert main.read(LOG) == ""
    until(lambda: main.read(PIDFILE), "pid file")
    daemon.pid = daemon.own_processes()[0].pid


def test_a_syslog_that_goes_away_and_comes_back(main, serve, syslog):
    daemon = serve(ENTRY, defaults=with_log("SYSLOG daemon info"))
    call(main, HERE)
    syslog.hears(lambda m: "EXIT: echo" in m, "EXIT in syslog")
    syslog.close()
    main.path(SYSLOG).unlink()
    assert call(main, HERE) == "\n"
    again = Datagrams(main, SYSLOG)
    assert call(main, HERE) == "\n"
    again.hears(lambda m: "EXIT: echo" in m, "EXIT in the new syslog")
    again.close()
    assert daemon.process.poll() is None


@pytest.mark.rouse("an extension")
def test_journal(main, serve, name):
    """When the journal's own socket is there it gets the fields that rsyslog rules match on."""
    journal = Datagrams(main, JOURNAL)
    serve(ENTRY, defaults=with_log("SYSLOG local1 notice"))
    call(main, HERE)
    heard = journal.hears(lambda m: "MESSAGE=START: echo" in m, "START in the journal").splitlines()
    pid = main.read("/run/xinetd.pid").strip()
    assert f"SYSLOG_IDENTIFIER={name}" in heard
    assert f"SYSLOG_FACILITY={17}" in heard
    assert f"SYSLOG_PID={pid}" in heard
    assert "PRIORITY=5" in heard
    journal.close()


@pytest.mark.rouse("an extension")
def test_json(main, serve):
    """The same events, one object a line."""
    daemon = serve(ENTRY, service("shut", port=4001, server="/bin/echo", no_access="127.0.0.1"),
                   more=("--log-format", "json"))
    call(main, HERE)
    call(main, ("127.0.0.1", 4001))
    until(lambda: len(main.read(SERVICE_LOG).splitlines()) >= 3, "three lines")
    objects = [json.loads(line) for line in main.read(SERVICE_LOG).splitlines()]
    text = json.dumps(objects)
    assert "127.0.0.1" in text and "service" in text
    for word in ("start", "exit|end", "fail|refus"):
        assert re.search(word, text, re.IGNORECASE), word
    for line in main.read(LOG).splitlines():
        json.loads(line)
    assert daemon.process.poll() is None


@pytest.mark.rouse("-filelog is never opened again")
def test_hup_opens_every_log_file_again(main, serve):
    daemon = serve(ENTRY)
    call(main, HERE)
    daemon.entry("^EXIT: echo")
    for log in (LOG, SERVICE_LOG):
        main.path(log).rename(main.path(log + ".1"))
    daemon.send(1)
    daemon.says("Reconfigured")
    call(main, HERE)
    daemon.entry("^EXIT: echo")
    assert "Reconfigured" in main.read(LOG)
    assert len(main.read(SERVICE_LOG).splitlines()) == 2


@pytest.mark.rouse("the question is whether ours is called xinetd")
def test_started_as_xinetd_it_is_called_xinetd(main, make_daemon, syslog):
    """A link named xinetd: process name, arguments, log prefix, syslog tag; and one process that pidof finds."""
    daemon = make_daemon(main).link_as("/usr/sbin/xinetd")
    main.write(CONFIGURATION, with_log("SYSLOG daemon info") + ENTRY)
    daemon.start()
    call(main, HERE)
    pid = main.read("/run/xinetd.pid").strip()
    assert main.read(f"/proc/{pid}/comm") == "xinetd\n"
    assert main.path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"/usr/sbin/xinetd\0-f\0/etc/xinetd.conf\0")
    assert main.run("pidof", "xinetd").stdout.split() == [pid]
    assert main.run("pgrep", "-x", "xinetd").stdout.split() == [pid]
    assert f" xinetd[{pid}]: NOTICE: Started working" in main.read(LOG)
    syslog.hears(lambda m: f" xinetd[{pid}]: START: echo" in m, "START with the tag xinetd")


def test_fail2ban_finds_the_refused(main, make_daemon, syslog):
    """fail2ban's packaged filter xinetd-fail over syslog lines as rsyslog writes them."""
    daemon = make_daemon(main).link_as("/usr/sbin/xinetd")
    main.write(CONFIGURATION, with_log("SYSLOG authpriv info") +
               service("shut", port=4000, server="/bin/echo", no_access="127.0.0.0/8", flags="IPv4") +
               service("mapped", port=4001, server="/bin/echo", no_access="127.0.0.0/8"))
    daemon.start()
    call(main, HERE)
    call(main, ("127.0.0.1", 4001))
    refusals = [syslog.hears(lambda m, s=s: f"FAIL: {s}" in m, f"FAIL: {s}") for s in ("shut", "mapped")]
    lines = [re.sub(r"^<\d+>(\w{3} [ \d]\d \d\d:\d\d:\d\d) ", r"\1 main ", m).rstrip("\n") for m in refusals]
    main.write("/var/log/auth.log", "\n".join(lines) + "\n")
    root = packages.tree("fail2ban")
    result = main.run("/usr/bin/python3", root / "usr/bin/fail2ban-regex", "/var/log/auth.log",
                      root / "etc/fail2ban/filter.d/xinetd-fail.conf",
                      env={"PYTHONPATH": str(root / "usr/lib/python3/dist-packages"), "LANG": "C.UTF-8",
                           "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"})
    assert "Failregex: 2 total" in result.stdout, result.stdout


@pytest.mark.rouse("without log_type it logs nothing anywhere")
def test_in_the_foreground_events_reach_standard_error(main, make_daemon):
    """No log_type, no syslog, no journal: somebody who starts it by hand still sees what happens."""
    main.write(CONFIGURATION, ENTRY)
    daemon = make_daemon(main).launch("-dontfork", "-pidfile", PIDFILE)
    daemon.serving()
    assert not main.path("/dev/log").exists()
    call(main, HERE)
    daemon.says(r"START: echo")
    daemon.says(r"EXIT: echo")


def test_a_log_file_may_be_standard_error(main, make_daemon):
    """As in containers. It is that of whoever started it, also when it is opened again."""
    main.write(CONFIGURATION, with_log("FILE /dev/stderr") + ENTRY)
    daemon = make_daemon(main).launch("-dontfork", "-filelog", "/dev/stderr", "-pidfile", PIDFILE)
    daemon.serving()
    call(main, HERE)
    daemon.says(STAMP.replace("^", "(?m)^") + r": EXIT: echo")
    daemon.reload()
    call(main, HERE)
    daemon.says(STAMP.replace("^", "(?m)^") + r": EXIT: echo", times=2)


@pytest.mark.rouse("xinetd shows events to nobody")
def test_log_and_events_share_standard_error(main, make_daemon):
    """Not even in a file that the shell has opened without appending does one overwrite the other."""
    main.write(CONFIGURATION, ENTRY)
    daemon = make_daemon(main)
    daemon.launch("-dontfork", "-filelog", "/dev/stderr", "-pidfile", PIDFILE,
                  before=["sh", "-c", 'exec "$@" 2>/run/said', "sh"])

    def lines():
        """Without what an ordinary user's daemon says first."""
        return [line for line in main.read("/run/said").splitlines() if "no control socket" not in line]
    until(lambda: any("Started working" in line for line in lines()), "`Started working`")
    call(main, HERE)
    until(lambda: any("EXIT: echo" in line for line in lines()), "end of the session")
    assert re.match(STAMP + r" \w+\[\d+\]: NOTICE: .* started with libwrap", lines()[0]), lines()
    assert "Started working" in lines()[1] and "START: echo" in lines()[2], lines()
