"""Residents whose daemon an init script starts."""

import pytest
from lib.configuration import DEFAULTS, block
from lib.daemon import CONFIGURATION
from lib.residents import residents, settled
from lib.until import until

pytestmark = [pytest.mark.rouse("it has no residents"), pytest.mark.root]

SCRIPT = """#!/bin/sh
case "$1" in
start) echo "Starting web."
    setsid sh -c 'echo $$ > /run/web.pid; exec sleep 1000' </dev/null >/dev/null 2>&1 &
    while ! [ -s /run/web.pid ]; do sleep 0.01; done ;;
stop) echo "Stopping web."; kill $(cat /run/web.pid); rm /run/web.pid ;;
esac
"""


def entry(**attributes):
    assignments = {"mode": "standalone", "script": "web", "ready": "pidfile /run/web.pid", **attributes}
    return block("service web", [f"{key} = {value}" for key, value in assignments.items()])


@pytest.fixture
def script(main):
    return lambda text=SCRIPT: main.write("/etc/init.d/web", text, 0o755)


def test_the_daemon_of_a_script_is_watched(main, serve, script):
    script()
    daemon = serve(entry(respawn="yes", respawn_delay="0.05 0.05"))
    daemon.says(r"web\[\d+\]: Starting web\.")
    first = daemon.says(r"NOTICE: web: ready, pid (\d+)")[1]
    assert first == main.read("/run/web.pid").strip() == settled(daemon, "web", "running")["pid"]
    main.run("rm", "/run/web.pid")
    main.run("kill", "-9", first)
    daemon.says(rf"WARNING: web: daemon {first} has ended; it is started again in 0.05 s")
    second = daemon.says(r"web: ready, pid (\d+)", times=2)[1]
    assert second != first
    assert daemon.stop() == 0
    daemon.says(r"web\[\d+\]: Stopping web\.")
    daemon.says(rf"web: daemon {second} has ended; stopped")
    assert not main.processes(comm="sleep")


def test_it_comes_back_only_if_that_is_wanted(main, serve, script):
    """Somebody may have stopped it by its own script."""
    script()
    daemon = serve(entry())
    daemon.says("web: ready")
    main.run("/etc/init.d/web", "stop")
    daemon.says(r"web: daemon \d+ has ended; it is not started again, as respawn says")
    settled(daemon, "web", "given up")


def test_a_start_that_fails(main, serve, script):
    script("#!/bin/sh\necho no configuration >&2; exit 6\n")
    daemon = serve(entry())
    daemon.says(r"web\[\d+\]: no configuration")
    daemon.says("ERROR: web: /etc/init.d/web start exited with status 6 before it was ready; it is not started again")
    settled(daemon, "web", "given up")


def test_a_script_that_never_returns(main, serve, script):
    script("#!/bin/sh\n[ $1 = stop ] || exec sleep 1000\n")
    daemon = serve(entry(start_timeout=0.2))
    daemon.says("ERROR: web: not ready within 0.2 s: /etc/init.d/web start has not ended; told to end")
    settled(daemon, "web", "given up")
    assert not main.processes(comm="sleep")


def test_a_script_whose_daemon_does_not_come(main, serve, script):
    script("#!/bin/sh\nexit 0\n")
    daemon = serve(entry(start_timeout=0.2))
    daemon.says("ERROR: web: not ready within 0.2 s: /run/web.pid names no process of it; told to end")
    settled(daemon, "web", "given up")


def test_a_script_of_red_hats_kind_runs_as_service_runs_it(tree, make_daemon):
    """Its library is found, bash says $"..." for the /bin/sh that it names, and it knows nothing of the daemon's
    environment. What the package of the script changes holds from its next start on."""
    tree.write("/usr/sbin/idler", "#!/bin/sh\n"
               "setsid sh -c 'echo $$ >/run/idler.pid; exec sleep 1000' </dev/null >/dev/null 2>&1 &\n"
               "while ! [ -s /run/idler.pid ]; do sleep 0.01; done\n", 0o755)
    text = """#!/bin/sh
. /etc/rc.d/init.d/functions
case "$1" in
start) echo -n $"Starting idler: "; daemon /usr/sbin/idler; echo; touch /var/lock/subsys/idler ;;
stop) echo -n $"Stopping idler: "; killproc idler; echo; rm -f /var/lock/subsys/idler ;;
esac
tr '\\0' '\\n' </proc/$$/environ >/run/environment; umask >/run/umask
"""
    tree.script("idler", text)
    tree.write(CONFIGURATION, DEFAULTS + block("service idler", [
        "mode = standalone", "script = idler", "ready = pidfile /run/idler.pid", "respawn = yes",
        "respawn_delay = 0.05 0.05", "env = GREETING=hello"]))
    daemon = make_daemon(tree).start(env={"SECRET": "1", "TERM": "xterm"},
                                     before=("sh", "-c", 'umask 077; exec "$@"', "sh"))
    daemon.says(r"idler\[\d+\]: Starting idler: \[  OK  \]\n")
    daemon.says("idler: ready")
    assert sorted(tree.read("/run/environment").splitlines()) == [
        "GREETING=hello", "PATH=/sbin:/usr/sbin:/bin:/usr/bin", "TERM=dumb"]
    assert tree.read("/run/umask") == "0022\n"
    assert tree.path("/run/lock/subsys/idler").exists()
    tree.script("idler", text.replace("#!/bin/sh", "#!/bin/bash").replace("Starting idler", "Starting the new idler"))
    tree.run("kill", "-9", tree.read("/run/idler.pid").strip())
    daemon.says(r"idler\[\d+\]: Starting the new idler: \[  OK  \]\n")
    daemon.says("idler: ready", times=2)
    assert daemon.stop() == 0
    daemon.says(r"idler\[\d+\]: Stopping idler: \[  OK  \]\n")
    assert not tree.path("/run/lock/subsys/idler").exists()
    assert not tree.processes(comm="sleep")


def test_a_library_that_cannot_be_found_is_told(tree, make_daemon):
    tree.script("web", "#!/bin/sh\n. /etc/rc.d/init.d/functions\n")
    tree.write("/etc/rc.d", "a file where a folder belongs\n")
    tree.write(CONFIGURATION, DEFAULTS + entry())
    daemon = make_daemon(tree).start()
    daemon.says("ERROR: web: could not be started: .*/etc/rc.d.*Not a directory")


def test_neither_script_nor_daemon_want_to_end(main, serve, script):
    script("""#!/bin/sh
trap '' TERM
[ $1 = start ] || exec sleep 1000
setsid sh -c 'echo $$ > /run/web.pid; exec sleep 1000' </dev/null >/dev/null 2>&1 &
""")
    daemon = serve(entry(stop_timeout=0.2))
    daemon.says("web: ready")
    main.write(CONFIGURATION, DEFAULTS)
    daemon.reload()
    daemon.says("web: did not end within 0.2 s; killed")
    until(lambda: residents(daemon) == {}, "nothing of it")
    assert not main.processes(comm="sleep")


def test_a_script_whose_stop_hangs_as_its_start_did(main, serve, script):
    """It was killed while it started, and its stop, which came then, was never killed: it was stopping for ever."""
    script("""#!/bin/sh
trap '' TERM
setsid sh -c 'echo $$ > /run/web.pid; exec sleep 1000' </dev/null >/dev/null 2>&1 &
exec sleep 1000
""")
    daemon = serve(entry(stop_timeout=0.2))
    until(lambda: len(main.processes(comm="sleep")) == 2, "its start, and its daemon")
    main.write(CONFIGURATION, DEFAULTS)
    daemon.reload()
    daemon.says("web: did not end within 0.2 s; killed")
    until(lambda: residents(daemon) == {}, "nothing of it")
    assert not main.processes(comm="sleep")


def test_a_pid_file_of_a_server_without_rights_names_only_its_own(main, serve, script):
    """Root would end whomever it names: here a process of root, which the daemon was told to stop for it."""
    other = main.start("sleep", "2000")
    until(lambda: main.processes(comm="sleep"), "another's process")
    pid = main.processes(comm="sleep")[0].inner
    script(f"#!/bin/sh\n[ $1 = stop ] || {{ echo {pid} >/run/web.pid; chown 12345 /run/web.pid; }}\n")
    daemon = serve(entry(start_timeout=0.2, stop_timeout=0.2))
    daemon.says(f"ERROR: web: not ready within 0.2 s: /run/web.pid names {pid}, "
                "but that file is of uid 12345, and the process of uid 0; told to end")
    settled(daemon, "web", "given up")
    assert other.poll() is None
    main.run("kill", pid)
    other.wait()
