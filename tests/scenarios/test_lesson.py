"""The lesson: hosts main and clone1, and telnet on demand (sections 3 and 4 of the lesson this project makes true)."""

import datetime
import re

import pytest
from lib import lesson
from lib.callers import call, dial, refused
from lib.daemon import CONFIGURATION
from lib.lesson import CLONE1, MAIN, TELNET
from lib.terminal import Terminal
from lib.until import until

ELSEWHERE = "10.9.9.2"

# The file of telnet in section 4: the line numbers of vi and the remarks behind `<-` are not part of it.
TELNET_LIMITED = """# default: on
# description: The telnet server serves telnet sessions; it uses \\
#   unencrypted username/password pairs for authentication.
service telnet
{
    flags       = REUSE
    socket_type = stream
    wait        = no
    user        = root
    server      = /usr/sbin/in.telnetd
    log_on_failure  += USERID

    instances   = 4
    access_times= 9:00-18:00
    only_from   = 172.20.0.0/16

    disable     = no
}

"""

XINETD_CONF = """defaults
{
        log_type                = FILE /var/log/service.log
        log_on_success          = PID HOST DURATION EXIT
        log_on_failure          = HOST
}
includedir /etc/xinetd.d
"""

pytestmark = pytest.mark.root


def time_zone_in_which_it_is(hour):
    """A TZ value that makes the local hour `hour` now (POSIX counts west as positive)."""
    west = (datetime.datetime.now(datetime.timezone.utc).hour - hour + 12) % 24 - 12
    return f"LSN{west:+d}"


@pytest.fixture
def clone1(hosts, main):
    """clone1 beside main, with the packages of the lesson on both."""
    clone1 = hosts("clone1")
    lesson.connect(main, clone1)
    main.ip("addr", "add", "10.9.9.1/24", "dev", "eth0")
    clone1.ip("addr", "add", f"{ELSEWHERE}/24", "dev", "eth0")
    lesson.let_in(main)
    main.write(CONFIGURATION, XINETD_CONF)
    return clone1


@pytest.fixture
def start(main, make_daemon, clone1):
    """start(telnet file, hour): the daemon of main with that file, at that hour of its day."""
    def with_file(text, hour=12):
        main.write("/etc/xinetd.d/telnet", text)
        return make_daemon(main).start(env={"TZ": time_zone_in_which_it_is(hour)})
    return with_file


@pytest.fixture
def telnet(clone1):
    """telnet(): `telnet main`, typed on clone1."""
    open_terminals = []

    def connect():
        open_terminals.append(Terminal(clone1, lesson.telnet_client(), "main"))
        return open_terminals[-1]
    yield connect
    for terminal in open_terminals:
        terminal.close()


def pgrep(main):
    return main.run("pgrep", "-fl", "in.telnetd", check=False).stdout.splitlines()


def test_telnet_main_logs_user1_in_and_leaves_no_server_behind(main, start, telnet):
    daemon = start(TELNET)
    assert pgrep(main) == []
    terminal = telnet()
    terminal.expect(rf"Trying {MAIN}\.\.\.")
    terminal.expect(r"Connected to main\.")
    terminal.expect(r"login: ")
    daemon.entry(rf"^START: telnet pid=\d+ from=(::ffff:)?{CLONE1}$")
    server, = [p for p in main.processes() if p.argv[:1] == ["in.telnetd"]]
    assert server.exe.endswith("/usr/sbin/telnetd")
    terminal.type("user1")
    terminal.expect(r"Password: ")
    terminal.type("centos")
    terminal.expect(r"user1@main")
    terminal.type("id -un; tty")
    terminal.expect(r"\nuser1\r\n/dev/pts/\d+\r\n")
    assert len(pgrep(main)) == 1
    terminal.type("exit")
    terminal.expect(r"Connection closed by foreign host\.")
    terminal.ended()
    until(lambda: pgrep(main) == [], "empty answer of pgrep -fl in.telnetd")
    daemon.entry(rf"^EXIT: telnet status=\d+ pid={server.inner} duration=\d+\(sec\)$")


def test_disable_yes_and_a_reload_refuse_the_connection(main, clone1, start, telnet):
    daemon = start(TELNET)
    telnet().expect(r"login: ")
    main.write("/etc/xinetd.d/telnet", TELNET.replace("disable         = no", "disable         = yes"))
    daemon.reload()
    assert refused(clone1, (MAIN, 23))
    terminal = telnet()
    terminal.expect(r"Connection refused")
    main.write("/etc/xinetd.d/telnet", TELNET)
    daemon.reload()
    telnet().expect(r"login: ")


@pytest.mark.rouse("it drops the service of section 4, because `access_times=` has no blank")
def test_section_4_byte_for_byte(clone1, start, telnet):
    daemon = start(TELNET_LIMITED)
    for _ in range(4):
        telnet().expect(r"login: ")
    fifth = telnet()
    fifth.expect(r"Connection closed by foreign host")
    assert "login" not in fifth.seen
    daemon.entry(rf"^FAIL: telnet service_limit from=(::ffff:)?{CLONE1}$")
    assert [e for e in daemon.entries() if e.startswith("FAIL")][1:] == []


@pytest.mark.rouse("it drops the service of section 4, because `access_times=` has no blank")
def test_section_4_out_of_hours(clone1, start):
    daemon = start(TELNET_LIMITED, hour=20)
    assert call(clone1, (MAIN, 23)) == ""
    daemon.entry(rf"^FAIL: telnet time from=(::ffff:)?{CLONE1}$")
    assert not [e for e in daemon.entries() if e.startswith("START")]


@pytest.mark.rouse("it drops the service of section 4, because `access_times=` has no blank")
def test_section_4_from_elsewhere(clone1, start):
    daemon = start(TELNET_LIMITED)
    assert call(clone1, ("10.9.9.1", 23), source=ELSEWHERE) == ""
    daemon.entry(rf"^FAIL: telnet address from=(::ffff:)?{re.escape(ELSEWHERE)}$")
    with dial(clone1, (MAIN, 23)) as inside:
        assert inside.recv(3)[:1] == b"\xff"


def test_section_4_with_the_blank(clone1, start, telnet):
    """The same limits for xinetd too, which wants a blank before `=`."""
    daemon = start(TELNET_LIMITED.replace("access_times=", "access_times ="))
    for _ in range(4):
        telnet().expect(r"login: ")
    telnet().expect(r"Connection closed by foreign host")
    daemon.entry(rf"^FAIL: telnet service_limit from=(::ffff:)?{CLONE1}$")
