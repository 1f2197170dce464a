"""Who is measured, and where each is found."""

import os
import shutil

from contenders import BUILT_IN, Floor, OpenbsdInetd, SocketActivate, Tcpserver, Xinetd
from forwarders import Haproxy, Socat

FEW = 200  # conversations at once, where each is a process


def library_path(package):
    """The folders of the libraries that came with an unpacked package."""
    return ":".join(sorted({str(found.parent) for found in package.rglob("*.so*")}))


def contenders(tools, packages, roused, folder):
    """All of them; the server is copied below `folder`, where the service's user can reach it."""
    server = folder / "tiny_server"
    shutil.copy(tools / "tiny_server", server)
    os.chmod(server, 0o755)

    def packaged(kind, name, package, path, **more):
        home = packages / package
        return kind(name, home / path, server, library_path(home), **more)

    like_xinetd = {"access_lists": True, "reloads": True, "xinetd_like": True,
                   "tasks": ("server", *BUILT_IN, "redirect")}
    passes_on = {"tasks": ("redirect",)}
    found = [
        Xinetd("roused", roused, server, **like_xinetd) if roused else None,
        packaged(Xinetd, "xinetd", "xinetd", "usr/sbin/xinetd", most_idle=FEW, **like_xinetd),
        packaged(OpenbsdInetd, "openbsd-inetd", "openbsd-inetd", "usr/sbin/inetd", reloads=True),
        packaged(Tcpserver, "tcpserver", "ucspi-tcp", "usr/bin/tcpserver", most_services=10),
        packaged(SocketActivate, "socket-activate", "systemd", "usr/bin/systemd-socket-activate"),
        packaged(Haproxy, "haproxy", "haproxy", "usr/sbin/haproxy", **passes_on),
        packaged(Socat, "socat", "socat", "usr/bin/socat", most_idle=FEW, **passes_on),
        Floor("vfork loop", tools / "bench_floor", server),
        Floor("fork loop", tools / "bench_floor", server),
    ]
    return [one for one in found if one]
