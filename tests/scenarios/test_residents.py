"""mode = standalone: residents, under supervision."""

import contextlib
import pwd
import signal
import subprocess

import pytest
from lib.callers import dial, read_all
from lib.configuration import DEFAULTS, NOBODY, service
from lib.daemon import CONFIGURATION, LOG, PIDFILE, Daemon
from lib.nice import nicer
from lib.residents import SLEEP, TAKER, python, resident, residents, server, settled
from lib.until import observe, until

pytestmark = pytest.mark.rouse("it has no residents")

HERE = ("127.0.0.1", 4000)
QUICKLY = {"respawn_delay": "0.05 0.05"}


def test_a_resident_starts_with_the_daemon_and_ends_with_it(main, serve):
    server(main, "web", "echo serving; echo trouble >&2; " + SLEEP)
    daemon = serve(resident("web"))
    pid = daemon.says(r"NOTICE: web: started, pid (\d+)")[1]
    daemon.says(rf"INFO: web\[{pid}\]: serving")
    daemon.says(rf"INFO: web\[{pid}\]: trouble")
    daemon.says("Started working: 0 available services, 1 resident\n")
    assert residents(daemon)["web"]["state"] == "running"
    assert daemon.stop() == 0
    assert not main.processes(comm="sleep")
    daemon.says(rf"NOTICE: web: server {pid} was ended by signal 15; stopped")


def test_quit_stops_residents_too(main, serve):
    """Sessions belong to their callers and go on; a resident that nobody watches would meet its successor."""
    server(main, "web", SLEEP)
    daemon = serve(resident("web"))
    daemon.says("web: started")
    assert daemon.stop(signal.SIGQUIT) == 0
    assert not main.processes(comm="sleep")


def test_residents_alone_are_enough_to_serve(main, make_daemon):
    server(main, "web", SLEEP)
    main.write(CONFIGURATION, resident("web"))
    daemon = make_daemon(main)
    daemon.launch("-f", CONFIGURATION, "-dontfork", "-filelog", "/var/log/daemon.log", "-pidfile", "/run/xinetd.pid")
    daemon.serving()
    daemon.says("web: started")


@pytest.mark.root
def test_a_resident_is_what_its_entry_says(main, serve):
    server(main, "web", """
id -u; umask; ulimit -n; nice; echo "$GREETING $REMOTE_HOST."; pwd
readlink /proc/$$/fd/0; ls /proc/self/fd | tr '\\n' ' '; echo
""" + SLEEP)
    daemon = serve(resident("web", user=NOBODY, umask="027", rlimit_files=77, nice=3, env="GREETING=hello"))
    for said in (pwd.getpwnam(NOBODY).pw_uid, "0027", "77", nicer(3), r"hello \.", "/", "/dev/null", "0 1 2 3 "):
        daemon.says(rf"web\[\d+\]: {said}\n")


# Readiness

NOTIFIER = """
import os, socket, time
def notify(text):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    s.sendto(text, os.environ["NOTIFY_SOCKET"].replace("@", chr(0)).encode())
print(os.environ["NOTIFY_SOCKET"], flush=True)
notify(b"STATUS=loading \\033[31m")
while not os.path.exists("/run/go"):
    time.sleep(0.01)
notify(b"READY=1\\nSTATUS=loaded")
time.sleep(1000)
"""


def test_ready_by_notify(main, serve):
    python(main, "web", NOTIFIER)
    daemon = serve(resident("web", ready="notify"))
    name = daemon.says(r"web\[\d+\]: @(\S+)")[1]
    until(lambda: residents(daemon)["web"].get("status") == r"loading \x1b[31m", "status, escaped")
    lie = f"import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'READY=1', chr(0) + '{name}')"
    main.run("python3", "-ISc", lie)
    assert residents(daemon)["web"]["state"] == "starting", "somebody else's word does not count"
    main.write("/run/go", "")
    daemon.says(r"NOTICE: web: ready, pid \d+")
    assert settled(daemon, "web", "running")["status"] == "loaded"


def test_ready_by_pid_file(main, serve):
    server(main, "web", f"while ! [ -e /run/go ]; do sleep 0.01; done; echo $$ > /run/web.pid; {SLEEP}")
    main.write("/run/web.pid", "1\n")  # of another time: the number means somebody else now
    daemon = serve(resident("web", ready="pidfile /run/web.pid"))
    daemon.says("web: started")
    assert observe(lambda: residents(daemon)["web"]["state"] == "starting", 0.1)
    main.write("/run/go", "")
    daemon.says("web: ready")
    assert main.read("/run/web.pid").strip() == settled(daemon, "web", "running")["pid"]


LISTENER = """
import os, socket, time
while not os.path.exists("/run/go"):
    time.sleep(0.01)
s = socket.create_server(("127.0.0.1", 4000))
time.sleep(1000)
"""


@pytest.mark.root
def test_ready_by_port(main, serve):
    python(main, "web", LISTENER)
    daemon = serve(resident("web", ready="port", type="UNLISTED", socket_type="stream", port=4000))
    daemon.says("web: started")
    assert residents(daemon)["web"]["state"] == "starting"
    main.write("/run/go", "")
    daemon.says("web: ready")
    settled(daemon, "web", "running")


def test_a_start_that_never_becomes_ready(main, serve):
    server(main, "web", SLEEP)
    daemon = serve(resident("web", ready="pidfile /run/web.pid", start_timeout=0.2, respawn_limit="2 60", **QUICKLY))
    daemon.says(r"ERROR: web: not ready within 0.2 s: /run/web.pid names no process; told to end", times=2)
    daemon.says(r"ERROR: web: server \d+ was ended by signal 15 before it was ready; given up after 2 starts within 60 s")
    assert settled(daemon, "web", "given up")["pid"] == "0"
    assert not main.processes(comm="sleep")


# Ends

def test_a_crash_is_followed_by_a_new_start(main, serve):
    server(main, "web", SLEEP)
    daemon = serve(resident("web", respawn_delay="0.05 1"))
    first = daemon.says(r"web: started, pid (\d+)")[1]
    main.run("kill", "-SEGV", first)
    daemon.says(rf"WARNING: web: server {first} was ended by signal 11; it is started again in 0.05 s")
    second = daemon.says(r"web: started, pid (\d+)", times=2)[1]
    seen = settled(daemon, "web", "running")
    assert first != second == seen["pid"] and seen["respawns"] == "1"
    assert seen["last end"] == f"server {first} was ended by signal 11"


def test_a_crash_at_every_start(main, serve):
    """The back-off grows, and at the limit it is given up."""
    server(main, "web", "exit 3")
    daemon = serve(resident("web", respawn_delay="0.02 0.05", respawn_limit="4 60"))
    daemon.says(r"ERROR: web: server \d+ exited with status 3; given up after 4 starts within 60 s")
    for delay in ("0.02", "0.04", "0.05"):
        assert daemon.said(rf"exited with status 3; it is started again in {delay} s") == 1
    settled(daemon, "web", "given up")


def test_a_server_that_is_not_there(main, serve):
    """It may go away behind the check of the configuration."""
    server(main, "web", "echo up; " + SLEEP)
    daemon = serve(resident("web", respawn_limit="2 60", respawn_delay="0.05 0.05"))
    pid = daemon.says(r"web\[(\d+)\]: up")[1]
    main.path("/srv/web").unlink()
    main.run("kill", pid)
    daemon.says(r"ERROR: web: could not be started: exec /srv/web: No such file or directory; given up after 2 starts")


def test_one_that_exits_with_0_at_once(main, serve):
    server(main, "once", "exit 0")
    server(main, "again", "exit 0")
    daemon = serve(resident("once", respawn="on-failure"), resident("again", respawn_limit="2 60", **QUICKLY))
    hint = r"\(if it has gone into the background: it has to be told to stay in the foreground\)"
    daemon.says(rf"NOTICE: once: server \d+ exited with status 0 {hint}; it is not started again, as respawn says")
    daemon.says(rf"ERROR: again: server \d+ exited with status 0 {hint}; given up after 2 starts")
    settled(daemon, "once", "stopped")
    settled(daemon, "again", "given up")


def test_a_daemon_that_forks_twice(main, serve):
    """Its foreground process is gone with status 0, and what goes on is nobody whom rouse could watch."""
    server(main, "web", "setsid sh -c 'echo $$ > /run/web.pid; exec sleep 1000' &\n"
                        "while ! [ -s /run/web.pid ]; do sleep 0.01; done")
    daemon = serve(resident("web", ready="pidfile /run/web.pid", respawn="no"))
    daemon.says(r"ERROR: web: server \d+ exited with status 0 before it was ready \(if it has gone into the background:"
                r" it has to be told to stay in the foreground\); it is not started again, as respawn says")
    settled(daemon, "web", "given up")


def test_what_a_resident_leaves_behind_is_killed(main, serve):
    server(main, "web", "sleep 1000 & exit 1")
    daemon = serve(resident("web", respawn="no"))
    daemon.says(r"web: server \d+ exited with status 1, and what it left behind was killed; it is not started again")
    until(lambda: not main.processes(comm="sleep"), "end of what it had left")


def test_critical_ends_the_daemon_with_its_status(main, serve):
    server(main, "web", "while ! [ -e /run/go ]; do sleep 0.01; done; exit 7")
    server(main, "other", SLEEP)
    daemon = serve(resident("web", critical="yes", respawn="no"), resident("other"))
    daemon.says("other: started")
    main.write("/run/go", "")
    daemon.says("ERROR: web is critical, and has ended for good")
    assert daemon.exited() == 7
    assert not main.processes(comm="sleep")


# Stop and reload

def reload_with(main, daemon, *entries):
    main.write(CONFIGURATION, DEFAULTS + "\n".join(entries))
    daemon.reload()


def test_a_resident_that_does_not_listen_is_killed(main, serve):
    server(main, "deaf", "trap '' TERM; echo $$ > /run/deaf.pid; while :; do sleep 1000; done")
    daemon = serve(resident("deaf", ready="pidfile /run/deaf.pid", stop_timeout=0.2))
    settled(daemon, "deaf", "running")
    reload_with(main, daemon)
    daemon.says("WARNING: deaf: did not end within 0.2 s; killed")
    daemon.says(r"deaf: server \d+ was ended by signal 9; stopped")
    until(lambda: residents(daemon) == {}, "nothing of it")
    until(lambda: not main.processes(comm="sleep"), "end of what was killed with it")


def test_a_reload_that_leaves_nothing_to_serve_ends_the_daemon(main):
    """It stayed, with nothing to do, where its last service had been a resident. Its stop takes its time."""
    server(main, "web", "trap 'sleep 0.1; echo bye; exit' TERM; echo up; while :; do sleep 0.05; done")
    main.write(CONFIGURATION, DEFAULTS + resident("web"))
    daemon = Daemon(main, "roused").launch("-f", CONFIGURATION, "-filelog", LOG, "-pidfile", PIDFILE)
    daemon.says("web.*: up")
    main.write(CONFIGURATION, DEFAULTS)
    main.run("kill", "-HUP", main.read(PIDFILE).strip())
    daemon.says("web.*: bye")
    daemon.says("No available services. Exiting")
    until(lambda: not main.processes(), "end of the daemon")


def test_a_reload_restarts_what_has_changed_and_nothing_else(main, serve):
    for name in ("same", "changed", "gone", "new"):
        server(main, name, SLEEP)
    daemon = serve(resident("same"), resident("changed"), resident("gone"))
    until(lambda: daemon.said("started, pid") == 3, "three residents")
    before = residents(daemon)
    reload_with(main, daemon, "\n# moved down\n", resident("same"), resident("changed", nice=1), resident("new"))
    daemon.says(r"Reconfigured: new=1 old=2 dropped=1 \(services\)")
    daemon.says("gone: .*; stopped")
    daemon.says("changed: .*; starting again")
    daemon.says("new: started")
    until(lambda: daemon.said("changed: started") == 2, "second start")
    after = residents(daemon)
    assert set(after) == {"same", "changed", "new"}
    assert after["same"] == before["same"] and after["changed"]["pid"] != before["changed"]["pid"]


def test_an_entry_that_is_merely_wrong_keeps_what_runs(main, serve):
    server(main, "web", SLEEP)
    daemon = serve(resident("web"))
    before = residents(daemon)
    reload_with(main, daemon, resident("web", ready="soon"))
    assert residents(daemon) == before


def test_one_that_comes_back_while_it_is_being_stopped(main, serve):
    server(main, "deaf", "trap '' TERM; echo $$ > /run/deaf.pid; while :; do sleep 1000; done")
    entry = resident("deaf", ready="pidfile /run/deaf.pid", stop_timeout=0.5)
    daemon = serve(entry)
    settled(daemon, "deaf", "running")
    reload_with(main, daemon)
    reload_with(main, daemon, entry)
    daemon.says(r"deaf: server \d+ was ended by signal 9; starting again")
    settled(daemon, "deaf", "running")


def test_a_mode_is_changed_and_changed_back(main, serve):
    """The port changes hands; whoever is being served by a session is served to his end."""
    python(main, "web", TAKER)
    on_demand = service("web", server="/bin/cat", port=4000)
    daemon = serve(on_demand)
    with dial(main, HERE) as caller:
        caller.sendall(b"one\n")
        assert caller.recv(10) == b"one\n"
        reload_with(main, daemon, resident("web", **SOCKET))
        daemon.says("web: started")
        with dial(main, HERE) as other:
            assert other.recv(100).startswith(b"pid ")
        caller.sendall(b"two\n")
        assert caller.recv(10) == b"two\n"
    reload_with(main, daemon, on_demand)
    daemon.says("web: .*; stopped")

    def answers():
        with contextlib.suppress(OSError), dial(main, HERE) as again:
            again.sendall(b"three\n")
            return again.recv(10) == b"three\n"
    until(answers, "a session again")


# Order

def test_after_waits_until_the_others_are_ready(main, serve):
    server(main, "db", f"while ! [ -e /run/go ]; do sleep 0.01; done; echo $$ > /run/db.pid; {SLEEP}")
    server(main, "web", SLEEP)
    daemon = serve(resident("web", after="db"), resident("db", ready="pidfile /run/db.pid"))
    daemon.says("db: started")
    assert residents(daemon)["web"]["state"] == "waiting"
    main.write("/run/go", "")
    daemon.says("web: started")
    assert daemon.stop() == 0
    ends = [line for line in daemon.text().splitlines() if line.endswith("; stopped")]
    assert [end.split("NOTICE: ")[1].split(":")[0] for end in ends] == ["web", "db"], "the other way round"


def test_a_circle_and_somebody_missing(main, serve):
    for name in ("a", "b", "c"):
        server(main, name, SLEEP)
    daemon = serve(resident("a", after="b"), resident("b", after="a"), resident("c", after="nobody"))
    daemon.says(r"WARNING: b: after = a closes a circle \(b -> a -> b\): not waited for")
    daemon.says("WARNING: c: after names nobody, which is no resident that is served: not waited for")
    for name in ("a", "b", "c"):
        settled(daemon, name, "running")


# Output

def test_output_is_made_harmless_and_bounded(main, serve):
    server(main, "web", """printf 'red \\033[31m\\n'; head -c 3000 /dev/zero | tr '\\0' x; echo; printf 'no end'
seq 2000; sleep 1.1; echo last; """ + SLEEP)
    daemon = serve(resident("web"))
    daemon.says(r"web\[\d+\]: last\n")
    assert "\033" not in daemon.text()
    daemon.says(r"web\[\d+\]: x{1000}\.\.\.\n")
    daemon.says(r"web\[\d+\]: no end1\n")
    daemon.says(r"web\[\d+\]: \(\d+ lines left out: more than 100 a second\)")


# Sockets

SOCKET = {"pass_socket": "yes", "type": "UNLISTED", "socket_type": "stream", "port": 4000}


def test_a_server_that_takes_its_socket(main, serve):
    """The socket stays open from one process to the next: nobody is refused meanwhile."""
    python(main, "web", TAKER)
    daemon = serve(resident("web", respawn_delay="0.3 0.3", **SOCKET))
    daemon.says("web: started")
    with dial(main, HERE) as caller:
        first = caller.recv(100)
        caller.sendall(b"die")
        read_all(caller)
    daemon.says("web: .*; it is started again in 0.3 s")
    with dial(main, HERE) as caller:
        assert caller.recv(100).startswith(b"pid ") and caller.recv != first
        assert daemon.said("web: started") == 2
    reload_with(main, daemon)
    daemon.says("web: .*; stopped")
    with pytest.raises(ConnectionRefusedError):
        dial(main, HERE)


def test_a_socket_that_somebody_else_has(main, serve):
    python(main, "web", TAKER)
    holder = main.start("python3", "-ISc", "import socket; s = socket.create_server(('', 4000)); print(1, flush=True); input()",
                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout.readline()
    daemon = serve(resident("web", **SOCKET, **QUICKLY))
    daemon.says("web: could not be started: .*4000.*: Address already in use.*; it is started again in 0.05 s")
    holder.communicate(b"\n")
    settled(daemon, "web", "running")
