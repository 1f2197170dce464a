"""The shell library for init scripts: whose process a pid is, and who is found by name.

The pid of a service that has ended may be somebody else's by now. Scripts written for the original would take him for
the service: report it as running, not start it, or kill him (https://github.com/logcabin/logcabin/issues/219)."""

from pathlib import Path

import pytest
from lib.init_shell import shell
from lib.until import until

SLEEPER = Path("/bin/sleep").read_bytes()


@pytest.fixture
def tree(tree):
    tree.library()
    tree.write("/usr/sbin/stranger", SLEEPER, 0o755)
    return tree


@pytest.fixture
def stranger(tree):
    """A process that is no service; its pid on the tree."""
    tree.start("/usr/sbin/stranger", "1000")
    return until(lambda: tree.processes(comm="stranger"), "stranger")[0].inner


def pid_file(tree, name, pid, written):
    """A pid file that was written then: `now`, or as `touch -d` understands it."""
    tree.write(f"/run/{name}.pid", f"{pid}\n")
    tree.run("touch", "-d", written, f"/run/{name}.pid")


def test_a_recycled_pid(tree, stranger):
    tree.write("/usr/sbin/web", "#!/bin/sh\necho started\n", 0o755)
    pid_file(tree, "web", stranger, "1 minute ago")
    assert shell(tree, "status web") == ("web dead but pid file exists\n", 1)
    assert shell(tree, "pidofproc -p /run/web.pid web") == ("", 1)
    assert shell(tree, "daemon web") == ("started\n[  OK  ]\r", 0)
    assert shell(tree, "killproc web -HUP") == ("[FAILED]\r", 0)
    assert shell(tree, "killproc web") == ("[FAILED]\r", 0)
    assert tree.processes(inner=stranger)


def test_the_service_itself_is_found_by_name(tree, stranger):
    """The pid file is wrong, and the service runs."""
    tree.write("/usr/sbin/web", SLEEPER, 0o755)
    tree.start("/usr/sbin/web", "1000")
    web = until(lambda: tree.processes(comm="web"), "service")[0].inner
    pid_file(tree, "web", stranger, "1 minute ago")
    assert shell(tree, "status web") == (f"web (pid {web}) is running...\n", 0)


@pytest.mark.parametrize(("name", "written", "command"), [
    ("web", "now", "status web"),
    ("web", "now", "status -p /run/web.pid WebServer"),
    ("stranger", "1 minute ago", "status stranger"),
    ("stranger", "1 minute ago", "status -p /run/stranger.pid a-name-for-people"),
    ("web", "1 minute ago", "status -p /run/web.pid /usr/sbin/stranger"),
    ("web", "1970-01-02", "status -p /run/web.pid web"),
], ids=["renamed daemon", "own name", "clock set", "pid file's name", "program's name", "no clock at boot"])
def test_who_is_not_taken_for_a_stranger(tree, stranger, name, written, command):
    """Neither a name that no process has nor a wrong time is proof enough."""
    pid_file(tree, name, stranger, written)
    text, status = shell(tree, command)
    assert (f"(pid  {stranger}) is running..." in text, status) == (True, 0)


@pytest.mark.parametrize(("started", "asked"), [
    ("exec -a web /usr/sbin/stranger 1000", "web"),
    ("exec -a /opt/web/bin/web /usr/sbin/stranger 1000", "web"),
    ("exec -a 'web: master process' /usr/sbin/stranger 1000", "/usr/sbin/web"),
    ("exec -a other /run/link 1000", "/usr/sbin/stranger"),
    ("cd /usr/sbin; exec -a other ./stranger 1000", "stranger"),
    ("exec /bin/bash -u /run/web", "web"),
    ("exec /bin/bash -u /run/web", "/opt/web/bin/web"),
])
def test_names_of_a_process(tree, started, asked):
    """What it was started as, its script, its comm and its program: found by each, and never a stranger by it."""
    tree.run("ln", "-s", "/usr/sbin/stranger", "/run/link")
    tree.run("mkfifo", "/run/never")
    tree.write("/run/web", "read -r line <> /run/never\n")  # no child, which would have its name before its exec
    tree.start("/bin/bash", "-c", started)
    process = until(lambda: [p for p in tree.processes() if p.argv[:2] != ["/bin/bash", "-c"]], "service")[0].inner
    assert shell(tree, f"pidofproc {asked}") == (f"{process}\n", 0)
    pid_file(tree, "unrelated", process, "1 minute ago")
    assert shell(tree, f"pidofproc -p /run/unrelated.pid {asked}") == (f"{process}\n", 0)


def test_two_services_of_one_name(tree):
    """Who names a path means that one."""
    for folder in ("/opt/a", "/opt/b"):
        tree.write(f"{folder}/web", "#!/bin/bash\nwhile :; do sleep 1000; done\n", 0o755)
        tree.start(f"{folder}/web")
    first, second = (until(lambda f=folder: [p for p in tree.processes() if f"{f}/web" in p.argv], folder)[0].inner
                     for folder in ("/opt/a", "/opt/b"))
    until(lambda: len(tree.processes(comm="sleep")) == 2, "sleep of each")  # a fork on its way to that has their words
    assert shell(tree, "pidofproc /opt/a/web") == (f"{first}\n", 0)
    assert shell(tree, "pidofproc /opt/b/web") == (f"{second}\n", 0)
    assert sorted(shell(tree, "pidofproc web")[0].split()) == sorted(map(str, (first, second)))


def test_a_service_that_an_interpreter_runs(tree):
    tree.write("/usr/sbin/scripted", "#!/bin/bash -u\nwhile :; do sleep 1000; done\n", 0o755)
    tree.start("/usr/sbin/scripted")
    pid = until(lambda: tree.processes(comm="scripted"), "service")[0].inner
    until(lambda: tree.processes(comm="sleep"), "its sleep")
    assert shell(tree, "status scripted") == (f"scripted (pid {pid}) is running...\n", 0)
    pid_file(tree, "scripted", pid, "1 minute ago")
    assert shell(tree, "status scripted") == (f"scripted (pid  {pid}) is running...\n", 0)


def test_the_init_script_is_not_the_service(tree):
    """In a container that was started again the pid of the service may be that of its own script."""
    tree.write("/usr/sbin/web", "#!/bin/sh\necho started\n", 0o755)
    tree.script("web", "#!/bin/bash\necho $$ >/run/web.pid\ntouch -d '1 minute ago' /run/web.pid\n"
                       ". /etc/init.d/functions\ndaemon web\n(pidofproc web)\nstatus web\n")
    assert tree.service("web", check=False).stdout.split("\n")[-2] == "web dead but pid file exists"
    tree.script("slow", "#!/bin/bash\nread line\n")
    tree.start("/etc/init.d/slow", stdin=-1)
    until(lambda: tree.processes(comm="slow"), "script")
    assert shell(tree, "pidofproc slow") == ("", 3)


def test_who_asks_is_not_found(tree):
    """Neither the script that asks, nor parts of it, nor who called it; they may be called as the service is."""
    tree.write("/usr/sbin/web", "#!/bin/sh\n/etc/init.d/check\necho\n", 0o755)
    tree.write("/run/web", "#!/bin/bash\n. /etc/init.d/functions\n(read line <>/run/never) & (pidofproc web) || echo none\n"
                           "kill $!\n", 0o755)
    tree.run("mkfifo", "/run/never")
    tree.script("check", "#!/bin/bash\n. /etc/init.d/functions\npidofproc web || echo none\n")
    assert tree.run("/run/web").stdout == "none\n"
    assert tree.run("/usr/sbin/web").stdout == "none\n\n"


def test_a_zombie_is_gone(tree):
    """Nobody reaps it, as in many a container: it does not run, and need not be waited for."""
    tree.write("/usr/sbin/web", SLEEPER, 0o755)
    tree.start("/usr/bin/python3", "-c", "import subprocess, time\nsubprocess.Popen(['web', '1000'])\ntime.sleep(1000)")
    pid = until(lambda: tree.processes(comm="web"), "service")[0].inner
    assert shell(tree, "killproc -d 1h web") == ("[  OK  ]\r", 0)
    assert tree.processes(comm="web")[0].state == "Z"
    pid_file(tree, "web", pid, "now")
    assert shell(tree, "status web") == ("web dead but pid file exists\n", 1)
    assert shell(tree, "rm /run/web.pid; status web") == ("web is stopped\n", 3)


@pytest.mark.root
def test_another_root(tree, stranger):
    """A service in a chroot or a container is not ours to stop."""
    tree.run("sh", "-c", "mkdir -p /run/jail/usr && mount --rbind /usr /run/jail/usr && cp -a /lib* /run/jail")
    tree.start("chroot", "/run/jail", "/usr/sbin/stranger", "1001")
    until(lambda: len(tree.processes(comm="stranger")) == 2, "process in another root")
    assert shell(tree, "pidofproc stranger") == (f"{stranger}\n", 0)
