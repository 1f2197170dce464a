"""Bad days with servers: killed, stopped by their own user, stuck in exec; and a port that somebody else holds."""

import ctypes
import os
import re
import signal
import socket

import pytest
from lib.callers import call, dial, refused
from lib.configuration import service
from lib.until import until

HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
CAT = service("cat", port=4000, server="/bin/cat")
GOOD = service("good", port=4001, server="/bin/echo", server_args="good", cps="0 1")


def test_a_killed_server(main, serve):
    daemon = serve(service("cat", port=4000, server="/bin/cat", instances=1))
    with dial(main, HERE) as caller:
        start, = daemon.entry(r"^START: cat pid=(\d+)")
        server = until(lambda: main.processes(comm="cat"), "cat")[0]
        server.send(signal.SIGKILL)
        assert caller.recv(1) == b""
    daemon.entry(rf"^EXIT: cat signal=9 pid={start[1]} duration=\d+\(sec\)$")
    with dial(main, HERE) as caller:
        caller.sendall(b"x")
        assert caller.recv(1) == b"x", "its seat is free again"


def test_a_port_that_somebody_else_holds(main, serve, kind):
    """The message names the holder; the door opens when the holder goes; the other services do not wait."""
    holder = main.start("/usr/bin/python3", "-I", "-c", "import socket, sys; s = socket.socket(socket.AF_INET6); "
                        "s.bind(('::', 4000)); s.listen(); print('ready', flush=True); sys.stdin.read()",
                        stdin=-1, stdout=-1)
    assert holder.stdout.readline() == b"ready\n"
    pid = main.processes(comm="python3")[0].inner
    daemon = serve(CAT, GOOD)
    assert call(main, OTHER) == "good\n"
    daemon.says(r"bind failed \(Address already in use \(errno = 98\)\)\. service = cat")
    if kind == "roused":
        daemon.says(rf"service = cat: .*4000.*held by python3 \(pid {pid}\)")
    holder.stdin.close()
    holder.wait()
    holder.stdout.close()
    if kind == "roused":
        until(lambda: not refused(main, HERE), "door that opens when its holder is gone")
        daemon.says(r"cat: .*4000.* is open now")
        with dial(main, HERE) as caller:
            caller.sendall(b"x")
            assert caller.recv(1) == b"x"


# Stops every process of its own user that is not a shell or itself, again and again, until told to end.
ATTACK = """import os, signal
while not os.path.exists("/run/enough"):
    try:
        os.kill(-1, signal.SIGSTOP)
    except OSError:
        pass
"""


@pytest.mark.root
def test_a_user_who_stops_his_own_starts(main, serve):
    """Between setuid and exec the child belongs to its user, who may stop it there. The daemon waits for nobody: the
    other services answer, and when the attack is over every caller is served."""
    main.write("/srv/attack.py", ATTACK)
    daemon = serve(service("victim", port=4000, server="/bin/cat", user="worker", cps="0 1"), GOOD)
    attack = main.start("setpriv", "--reuid=4242", "--regid=4242", "--clear-groups", "/usr/bin/python3", "-I", "-S",
                        "/srv/attack.py")
    until(lambda: [p for p in main.processes(uid=4242) if p.argv[-1:] == ["/srv/attack.py"]], "attacker")
    callers, caught = [], False
    for _ in range(200):
        callers.append(dial(main, HERE))
        assert call(main, OTHER) == "good\n"
        caught = caught or any(p.exe == daemon.exe for p in main.processes(uid=4242, state="T"))
        if caught and len(callers) > 20:
            break
    main.write("/run/enough", "")
    attack.wait()
    for process in main.processes(uid=4242):
        process.send(signal.SIGCONT)
    for caller in callers:
        caller.sendall(b"x")
        assert caller.recv(1) == b"x"
        caller.close()
    daemon.entry(r"^EXIT: victim status=0", times=len(callers))
    if not caught:
        pytest.skip("the attack never stopped a start between setuid and exec on this machine")


class ExecGuard:
    """Holds up every exec of a file until released, as a dead mount would (fanotify, no file system needed)."""

    _FAN_CLASS_CONTENT, _FAN_CLOEXEC, _FAN_NONBLOCK = 4, 1, 2
    _FAN_MARK_ADD, _FAN_OPEN_EXEC_PERM = 1, 0x00040000
    _AT_FDCWD = -100

    def __init__(self, path):
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.fanotify_init(self._FAN_CLASS_CONTENT | self._FAN_CLOEXEC | self._FAN_NONBLOCK, os.O_RDONLY)
        if self._fd < 0 or libc.fanotify_mark(self._fd, self._FAN_MARK_ADD, ctypes.c_uint64(self._FAN_OPEN_EXEC_PERM),
                                              self._AT_FDCWD, str(path).encode()) != 0:
            pytest.skip(f"this kernel has no permission events for exec: {os.strerror(ctypes.get_errno())}")
        self._held = []

    def held(self):
        """How many processes stand still in exec."""
        try:
            data = os.read(self._fd, 4096)
        except BlockingIOError:
            return len(self._held)
        for at in range(0, len(data), 24):
            self._held.append(int.from_bytes(data[at + 16:at + 20], "little"))
        return len(self._held)

    def release(self):
        """Lets everybody go on; closing the group allows what is still held."""
        for fd in self._held:
            os.close(fd)
        os.close(self._fd)


@pytest.mark.root
@pytest.mark.parametrize("wait", ["no", "yes"])
def test_an_exec_that_hangs(main, serve, wait):
    """A server on a dead mount: its callers wait, nobody else does, and the daemon can still be told to reload."""
    main.write("/srv/stuck", "#!/bin/sh\ncat\n" if wait == "no" else "#!/bin/sh\nexit 0\n", 0o755)
    daemon = serve(service("stuck", port=4000, server="/srv/stuck", wait=wait, cps="0 1"), GOOD)
    guard = ExecGuard(main.path("/srv/stuck"))
    callers = [dial(main, HERE) for _ in range(5)]
    until(lambda: guard.held() >= (5 if wait == "no" else 1), "starts that stand still in exec")
    for _ in range(10):
        assert call(main, OTHER) == "good\n"
    daemon.reload()
    assert call(main, OTHER) == "good\n"
    guard.release()
    if wait == "no":
        for caller in callers:
            caller.sendall(b"x")
            caller.shutdown(socket.SHUT_WR)
            assert caller.recv(1) == b"x"
    for caller in callers:
        caller.close()
    daemon.entry(r"^EXIT: stuck status=0", times=5 if wait == "no" else 1)


def test_many_sessions_end_at_once(main, serve):
    """Every ending is logged, each once, with its own pid."""
    daemon = serve(service("cat", port=4000, server="/bin/cat", cps="0 1"))
    callers = [dial(main, HERE) for _ in range(200)]
    starts = daemon.entry(r"^START: cat pid=(\d+)", times=200)
    until(lambda: len(main.processes(comm="cat")) == 200, "200 times cat")
    for process in main.processes(comm="cat"):
        process.send(signal.SIGTERM)
    exits = daemon.entry(r"^EXIT: cat signal=15 pid=(\d+)", times=200)
    assert sorted(m[1] for m in starts) == sorted(m[1] for m in exits)
    for caller in callers:
        caller.close()
    assert not re.search("unknown child", daemon.text())
