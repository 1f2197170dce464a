"""Signals: reload, dump, and the ways to leave (reference/xinetd.md section 5)."""

import re
import signal

import pytest
from lib.callers import call, dial, read_all, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION, PIDFILE
from lib.until import observe, until

HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
CAT = service("cat", port=4000, server="/bin/cat")


def echoes(s):
    s.sendall(b"x")
    return s.recv(1) == b"x"


def rewrite(main, *entries, defaults=DEFAULTS):
    main.write(CONFIGURATION, defaults + "\n".join(entries))


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGUSR2])
def test_reload_adds_changes_and_removes(main, serve, number):
    daemon = serve(CAT, service("old", port=4001, server="/bin/cat"))
    with dial(main, HERE) as held:
        assert echoes(held)
        rewrite(main, service("cat", port=4000, server="/bin/cat", instances=1),
                service("new", port=4002, server="/bin/echo"))
        daemon.reload(number)
        assert daemon.says(r"Reconfigured: new=(\d+) old=(\d+) dropped=(\d+) \(services\)").groups() == ("1", "1", "1")
        for line in ("Starting reconfiguration", "readjusting service cat", "service old deactivated"):
            assert daemon.said(line) == 1
        assert echoes(held), "the session of a service that stays goes on"
        assert call(main, HERE) == "", "and counts against the new limit"
        assert call(main, ("127.0.0.1", 4002)) == "\n"
        assert refused(main, OTHER)
    daemon.entry(r"^EXIT: cat")


def test_a_port_moves_from_one_service_to_another(main, serve):
    daemon = serve(service("one", port=4000, server="/bin/echo", server_args="one"),
                   service("two", port=4001, server="/bin/echo", server_args="two"))
    rewrite(main, service("one", port=4001, server="/bin/echo", server_args="one"),
            service("two", port=4000, server="/bin/echo", server_args="two"))
    daemon.reload()
    assert call(main, HERE) == "two\n" and call(main, OTHER) == "one\n"


def test_an_open_door_stays_open_in_a_reload(main, serve):
    """No caller is turned away while the daemon reloads, fifty times."""
    daemon = serve(service("echo", port=4000, server="/bin/echo", cps="100000 1"))
    for _ in range(50):
        daemon.send(signal.SIGHUP)
        assert call(main, HERE) == "\n"


@pytest.mark.rouse("it kills the sessions of such a service")
def test_a_session_survives_a_change_of_bind(main, serve):
    daemon = serve(CAT)
    with dial(main, HERE) as held:
        assert echoes(held)
        rewrite(main, service("cat", port=4000, server="/bin/cat", bind="127.0.0.1"))
        daemon.reload()
        assert echoes(held)
        assert refused(main, ("::1", 4000))
        rewrite(main, CAT)
        daemon.reload()
        assert echoes(held)
        until(lambda: not refused(main, ("::1", 4000)), "door on all addresses")


@pytest.mark.rouse("it ends, with status 0")
def test_a_broken_configuration_leaves_the_old_one_running(main, serve):
    daemon = serve(CAT)
    with dial(main, HERE) as held:
        assert echoes(held)
        rewrite(main, CAT, defaults=DEFAULTS.replace("defaults\n{", "defaults\n{\n    instances = many"))
        daemon.reload(expect="(?i)reconfiguration failed")
        assert daemon.said("instances|many")
        assert echoes(held)
        with dial(main, HERE) as s:
            assert echoes(s)
        main.path(CONFIGURATION).unlink()
        daemon.reload(expect="(?i)reconfiguration failed")
        with dial(main, HERE) as s:
            assert echoes(s)
    rewrite(main, service("new", port=4001, server="/bin/echo"))
    daemon.reload()
    assert call(main, OTHER) == "\n"


def test_a_relative_file_is_found_again(main, make_daemon, kind):
    if kind == "xinetd":
        pytest.skip("not for xinetd: after its chdir to / it does not find the file again")
    rewrite(main, CAT)
    daemon = make_daemon(main).start(conf="xinetd.conf", before=("env", "--chdir=/etc"))
    rewrite(main, CAT, service("new", port=4001, server="/bin/echo"))
    daemon.reload()
    assert call(main, OTHER) == "\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT])
def test_leaving_keeps_the_sessions(main, serve, number):
    """They survive and go on talking to their callers; their EXIT is nobody's to log; port and pid file are free."""
    daemon = serve(CAT)
    held = dial(main, HERE)
    assert echoes(held)
    daemon.entry(r"^START: cat")
    assert daemon.stop(number) == 0
    assert daemon.said(r"Exiting\.\.\.")
    assert not main.path(PIDFILE).exists()
    assert refused(main, HERE)
    assert echoes(held)
    held.close()
    until(lambda: not main.processes(comm="cat"), "end of the server")
    assert not [e for e in daemon.entries() if e.startswith("EXIT")]
    daemon.start()
    assert not refused(main, HERE)


@pytest.mark.rouse("its children converse")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT])
def test_conversations_of_its_own_outlive_quit_alone(main, serve, number):
    daemon = serve(service("echo", type="INTERNAL UNLISTED", port=4000, user=None))
    with dial(main, HERE) as held:
        assert echoes(held)
        daemon.send(number)
        assert daemon.exited() == 0
        assert refused(main, HERE)
        if number == signal.SIGQUIT:
            assert echoes(held)
        else:
            assert read_all(held) == b""
    until(lambda: not daemon.own_processes(), "end of the attendant")


@pytest.mark.rouse("it swallows the signal")
def test_ctrl_c_ends_it_in_the_foreground(main, serve):
    daemon = serve(CAT)
    assert daemon.stop(signal.SIGINT) == 0


def test_waiting_servers_survive_too(main, serve):
    main.write("/srv/server.py", "import socket\nl = socket.socket(fileno=0)\nwhile True:\n    c, p = l.accept()\n"
                                 "    c.recv(1)\n    c.sendall(b'y')\n    c.close()\n")
    daemon = serve(service("waiting", port=4000, wait="yes", server="/usr/bin/python3", server_args="/srv/server.py"))
    assert call(main, HERE, b"x") == "y"
    daemon.stop()
    assert call(main, HERE, b"x") == "y"
    main.processes(comm="python3")[0].kill()


def test_the_pid_file(main, serve):
    main.write(PIDFILE, "stale\n")
    daemon = serve(CAT)
    path = main.path(PIDFILE)
    until(lambda: re.fullmatch(r"\d+\n", path.read_text()), "pid in the pid file")
    assert int(path.read_text()) in [p.inner for p in daemon.own_processes()]
    assert path.stat().st_mode & 0o777 == 0o644


DUMP = "/run/xinetd.dump"


def dump(main, daemon):
    before = main.read(DUMP).count("END OF DUMP")
    daemon.send(signal.SIGUSR1)
    until(lambda: main.read(DUMP).count("END OF DUMP") > before, "dump")
    return main.read(DUMP)


def test_the_dump(main, serve):
    daemon = serve(service("cat", port=4000, server="/bin/cat", server_args="-u", instances=5,
                           only_from="127.0.0.1 10.0.0.0", access_times="0:00-23:59", env="SECRET=x"))
    with dial(main, HERE) as held:
        assert echoes(held)
        text = dump(main, daemon)
    daemon.says(r"generated state dump in file /var/run/xinetd\.dump")
    server = daemon.entry(r"^START: cat pid=(\d+)")[0][1]
    assert re.match(r"INTERNAL STATE DUMP: \S+\nCurrent time: \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\n", text)
    for line in ("Services + defaults:", "Service defaults", "\tLogging to file: /var/log/service.log (no limits)",
                 "Service = cat", "\tState = Active", "\tService configuration: cat", "\t\tid = cat",
                 "\t\ttype = UNLISTED", "\t\tsocket_type = stream", "\t\tProtocol (name,number) = (tcp,6)",
                 "\t\tport = 4000", "\t\tInstances = 5", "\t\twait = no", "\t\tServer = /bin/cat",
                 "\t\tServer argv = cat -u", "\t\tAccess times = 00:00-23:59", "\trunning servers = 1",
                 "Server table dump:", "cat server", f"pid = {server}", "Connection info:", "\tservice = cat",
                 "Retry table dump:", "active_services = 1", "available_services = 1", "running_servers = 1",
                 "process_limit = 0", "config_file = /etc/xinetd.conf", "END OF DUMP"):
        assert line in [seen.rstrip() for seen in text.splitlines()], f"`{line}` in\n{text}"
    assert dump(main, daemon).count("END OF DUMP") == 2, "dumps are appended"


@pytest.mark.rouse("it prints the environment of every service into a file that all may read")
def test_the_dump_keeps_secrets(main, serve):
    daemon = serve(service("cat", port=4000, server="/bin/cat", env="SECRET=hush"), env={"TOKEN": "hush"})
    assert "hush" not in dump(main, daemon)


def test_other_signals_do_no_harm(main, serve):
    daemon = serve(CAT)
    for number in (signal.SIGPIPE, signal.SIGTTIN, signal.SIGTTOU, signal.SIGTSTP, signal.SIGCONT, signal.SIGALRM,
                   signal.SIGURG, signal.SIGWINCH):
        daemon.send(number)
    with dial(main, HERE) as s:
        assert echoes(s)
    assert observe(lambda: daemon.process.poll() is None, 0.1)
