"""Bad days of the machine: no descriptors, no room on the disk, no processes."""

import re
import select

import pytest
from lib import proc
from lib.callers import call, dial, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION, LOG, SERVICE_LOG
from lib.until import observe, until

HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)


def cpu_ticks(daemon):
    return sum(proc.ticks(p.pid) for p in daemon.own_processes())


def idle(daemon):
    """True when the daemon lives through a second without using a fifth of it."""
    before = cpu_ticks(daemon)
    return observe(lambda: daemon.process.poll() is None, 1) and cpu_ticks(daemon) - before < 20


@pytest.mark.rouse("it switches the service off for ten seconds")
def test_a_descriptor_limit_of_64(main, serve):
    """300 callers stay as long as they can. Those for whom there is no descriptor wait, without the daemon spinning,
    and are served when others leave. Nobody is lost."""
    daemon = serve(service("cat", port=4000, server="/bin/cat", cps="0 1"), nofile=(64, 64))
    callers = [dial(main, HERE) for _ in range(300)]
    for caller in callers:
        caller.sendall(b"x")
    waiting = set(callers)

    def some_served():
        answered = select.select(waiting, [], [], 0)[0]
        for caller in answered:
            assert caller.recv(1) == b"x"
        waiting.difference_update(answered)
        return answered
    until(some_served, "first answers")
    while some_served():
        pass
    assert idle(daemon), "nothing spins while callers wait"
    for caller in set(callers) - waiting:
        caller.close()
    while waiting:
        for caller in until(some_served, f"answer for {len(waiting)} callers who wait"):
            caller.close()
    daemon.entry(r"^EXIT: cat", times=300)


@pytest.mark.rouse("it gives such services up at the start")
def test_more_services_than_descriptors(main, serve):
    """100 doors do not fit into 64 descriptors: what fits is served, what does not is named, nothing spins or dies."""
    entries = [service(f"s{n}", port=5000 + n, server="/bin/echo", cps="0 1") for n in range(100)]
    daemon = serve(*entries, nofile=(64, 64))
    served = [n for n in range(100) if not refused(main, ("127.0.0.1", 5000 + n))]
    assert 10 <= len(served) < 100
    daemon.says(r"(?i)descriptors|Too many open files")
    assert call(main, ("127.0.0.1", 5000 + served[0])) == "\n"
    assert idle(daemon), "nothing spins"


@pytest.mark.rouse("reload makes its table overflow")
def test_reload_with_few_descriptors(main, serve):
    """Twenty services renamed at every reload, with 64 descriptors: none leaks."""
    def entries(generation):
        return "".join(service(f"s{n}-{generation}", port=5000 + n, server="/bin/echo") for n in range(20))
    daemon = serve(entries(0), nofile=(64, 64))
    for generation in range(1, 11):
        main.write(CONFIGURATION, DEFAULTS + entries(generation))
        daemon.reload()
        assert call(main, ("127.0.0.1", 5019)) == "\n"


def test_a_full_disk_under_the_log(main, serve, kind):
    """Lines are lost while there is no room, callers are not; as soon as there is room lines come again."""
    main.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/var/log")
    daemon = serve(service("echo", port=4000, server="/bin/echo", cps="0 1"))
    assert call(main, HERE) == "\n"
    daemon.entry("^EXIT: echo")
    main.run("dd", "if=/dev/zero", "of=/var/log/filler", "bs=4k", check=False)
    for _ in range(200):
        assert call(main, HERE) == "\n"
    assert daemon.process.poll() is None
    until(lambda: not main.processes(comm="echo"), "end of every server")
    main.path("/var/log/filler").unlink()
    before = len(daemon.entries())

    def logged():
        assert call(main, HERE) == "\n"
        return len(daemon.entries()) > before
    until(logged, "entries after there is room again")
    if kind == "roused":  # the disk may cut a line short, but the next one starts at the left
        for line in main.read(SERVICE_LOG).splitlines():
            assert len(re.findall(r"\d+/\d+/\d+@", line)) <= 1, line


def test_a_full_disk_at_the_start(main, make_daemon):
    """No room for a single line of log: callers are served all the same."""
    main.run("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", "/var/log")
    main.run("dd", "if=/dev/zero", "of=/var/log/filler", "bs=4k", check=False)
    main.write(CONFIGURATION, DEFAULTS + service("echo", port=4000, server="/bin/echo"))
    daemon = make_daemon(main)
    daemon.launch("-dontfork", "-stayalive", "-filelog", LOG, "-pidfile", "/run/xinetd.pid")
    until(lambda: not refused(main, HERE), "open door")
    daemon.pid = proc.children(daemon.process.pid)[0]
    assert call(main, HERE) == "\n"


@pytest.mark.root
@pytest.mark.rouse("it tries again every five seconds, five times")
def test_no_more_processes(main, serve):
    """The service user may have no further process: clone succeeds as root, but exec as that user is refused."""
    daemon = serve(service("worker", port=4000, server="/bin/cat", user="worker", cps="0 1"),
                   service("other", port=4001, server="/bin/echo"), before=("prlimit", "--nproc=5:5"))
    held = [dial(main, HERE) for _ in range(20)]
    answered = 0
    for caller in held:
        try:
            caller.sendall(b"x")
            answered += caller.recv(1) == b"x"
        except OSError:
            pass
    assert answered >= 1
    if answered == len(held):
        pytest.skip("RLIMIT_NPROC does not bind on this machine")
    daemon.says("(?i)worker.*(exec|setuid|fork).*Resource temporarily unavailable")
    assert call(main, OTHER) == "\n"
    for caller in held:
        caller.close()
    until(lambda: not main.processes(comm="cat"), "end of every cat")
