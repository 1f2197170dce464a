"""Process 1 of a host: furnishes the mount namespace, reaps orphans, and leaves when its stdin closes (with it goes
everything on the host). Runs as `python3 -I -S init.py '{"name": ..., "links": [...], "layers": [...]}'` in fresh
namespaces; `"shown": [...]` instead of layers gives it a bare root that shows only these paths of the machine."""

import ctypes
import fcntl
import json
import os
import select
import signal
import socket
import struct
import sys

_libc = ctypes.CDLL(None, use_errno=True)
_MS_BIND, _MS_REC = 0x1000, 0x4000
_MS_NOSUID, _MS_NODEV = 2, 4
_MNT_DETACH = 2
_TREE = "/run/.tree"


def checked(result, what):
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def mount(source, target, kind, flags=0, data=""):
    checked(_libc.mount(source.encode(), target.encode(), kind.encode(), flags, data.encode()),
            f"mount {kind} {source} on {target}")


def layer(directory):
    """Lays a private, writable layer over a directory of the machine."""
    name = directory.strip("/").replace("/", "-")
    upper, work = f"{_TREE}/{name}.upper", f"{_TREE}/{name}.work"
    os.mkdir(upper)
    os.mkdir(work)
    os.chmod(upper, os.stat(directory).st_mode & 0o7777)
    mount("overlay", directory, "overlay", 0, f"lowerdir={directory},upperdir={upper},workdir={work}")


def links(directory):
    """Makes a directory of the machine our own: empty, but for a link to everything that was in it. Where its files
    belong to accounts that we do not have (as an ordinary user), a layer could not replace them; links can be."""
    original = f"{_TREE}/{directory.strip('/').replace('/', '-')}"
    os.mkdir(original)
    mount(directory, original, "none", _MS_BIND)
    mount("tmpfs", directory, "tmpfs", _MS_NODEV, "mode=755")
    for name in os.listdir(original):
        os.symlink(f"{original}/{name}", f"{directory}/{name}")


def read_only(path):
    """Makes a mount and all that is mounted below it read-only."""
    attributes = struct.pack("QQQQ", 1, 0, 0, 0)  # set MOUNT_ATTR_RDONLY
    mount_setattr, at_fdcwd, at_recursive = 442, -100, 0x8000
    checked(_libc.syscall(mount_setattr, at_fdcwd, path.encode(), at_recursive, attributes, len(attributes)),
            f"mount_setattr {path}")


def show(path, place):
    """Shows a file or folder of the machine at `place`, read-only; a link is copied, what is missing left out."""
    os.makedirs(os.path.dirname(place), exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), place)
        return
    if os.path.isdir(path):
        os.makedirs(place, exist_ok=True)
    elif os.path.exists(path):
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o644))
    else:
        return
    mount(path, place, "none", _MS_BIND | _MS_REC)
    read_only(place)


def bare_root(shown, packages):
    """Moves into a root of our own. Nothing that runs here can write outside of it: what is shown of the machine is
    read-only, and so are the settings of the kernel. The /usr of unpacked packages lies over the machine's."""
    root = "/run"
    mount("tmpfs", root, "tmpfs", _MS_NODEV, "mode=755")
    for path in shown:
        show(path, root + path)
    if packages:
        folders = ":".join([*(f"{package}/usr" for package in packages), "/usr"])
        mount("overlay", f"{root}/usr", "overlay", 0, f"lowerdir={folders}")
    for folder in ("etc", "home", "opt", "proc", "root", "run/lock", "srv", "tmp", "var/cache", "var/lib", "var/log",
                   "var/spool", "var/tmp", ".machine"):
        os.makedirs(f"{root}/{folder}", exist_ok=True)
    for folder in ("tmp", "var/tmp"):
        os.chmod(f"{root}/{folder}", 0o1777)
    os.symlink("../run", f"{root}/var/run")
    os.symlink("../run/lock", f"{root}/var/lock")
    mount("proc", f"{root}/proc", "proc")
    for settings in filter(os.path.exists, (f"{root}/proc/sys", f"{root}/proc/sysrq-trigger")):
        mount(settings, settings, "none", _MS_BIND)
        read_only(settings)
    os.mkdir(f"{root}/dev")
    devices(f"{root}/dev")
    checked(_libc.pivot_root(root.encode(), f"{root}/.machine".encode()), "pivot_root")
    os.chdir("/")
    checked(_libc.umount2(b"/.machine", _MNT_DETACH), "umount /.machine")
    os.rmdir("/.machine")


def devices(place):
    """A /dev of our own: nobody else's /dev/log, and terminals that belong to this host."""
    bound = ("null", "zero", "full", "random", "urandom", "tty", "fuse")
    held = {}
    for name in bound:
        try:
            held[name] = os.open(f"/dev/{name}", os.O_PATH)
        except OSError:
            continue
    mount("tmpfs", place, "tmpfs", _MS_NOSUID, "mode=755,size=1m")
    for name, fd in held.items():
        os.close(os.open(f"{place}/{name}", os.O_CREAT | os.O_WRONLY, 0o666))
        mount(f"/proc/self/fd/{fd}", f"{place}/{name}", "none", _MS_BIND)
        read_only(f"{place}/{name}")
        os.close(fd)
    for name in ("pts", "shm"):
        os.mkdir(f"{place}/{name}")
    mount("devpts", f"{place}/pts", "devpts", _MS_NOSUID, "newinstance,ptmxmode=0666,mode=620")
    mount("tmpfs", f"{place}/shm", "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=1777")
    os.symlink("pts/ptmx", f"{place}/ptmx")
    os.symlink("/proc/self/fd", f"{place}/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", f"{place}/{name}")


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        request = bytearray(struct.pack("16sh22x", b"lo", 0))
        fcntl.ioctl(s, 0x8913, request)  # SIOCGIFFLAGS
        (flags,) = struct.unpack_from("h", request, 16)
        struct.pack_into("h", request, 16, flags | 1)
        fcntl.ioctl(s, 0x8914, request)  # SIOCSIFFLAGS


def furnish(plan):
    os.umask(0o022)
    os.chdir("/")
    if "shown" in plan:
        bare_root(plan["shown"], plan["packages"])
    else:
        mount("proc", "/proc", "proc")
        mount("tmpfs", "/run", "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=755")
        mount("tmpfs", "/var/log", "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=755")
        devices("/dev")
    os.mkdir(_TREE)
    os.mkdir("/run/sanitizer")  # helpers/sanitizer_options.cc
    os.chmod("/run/sanitizer", 0o1777)
    for directory in plan["links"]:
        links(directory)
    for directory in plan.get("layers", ()):
        layer(directory)
    socket.sethostname(plan["name"])
    loopback_up()


def stay():
    """Reaps whatever is left to us until stdin closes."""
    read_end, write_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    while True:
        readable, _, _ = select.select([0, read_end], [], [])
        if 0 in readable:
            os._exit(0)
        os.read(read_end, 512)
        try:
            while os.waitpid(-1, os.WNOHANG)[0] != 0:
                pass
        except ChildProcessError:
            pass


if __name__ == "__main__":
    furnish(json.loads(sys.argv[1]))
    os.write(1, b"ready\n")
    stay()
