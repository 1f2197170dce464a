"""Real servers as residents: HAProxy, which says by sd_notify when it serves and takes its socket from others, and
rsync, which writes a pid file and listens."""

import pytest
from lib import packages
from lib.callers import dial, read_all
from lib.daemon import CONFIGURATION
from lib.residents import resident, settled
from lib.until import until

pytestmark = [pytest.mark.rouse("it has no residents"), pytest.mark.root]

HERE = ("127.0.0.1", 4000)
PORT = {"type": "UNLISTED", "socket_type": "stream", "port": 4000}
PROXY = """
defaults
    mode http
    timeout client 5s
    timeout server 5s
    timeout connect 5s
frontend web
    bind {bind}
    http-request return status 200 content-type text/plain string "from HAProxy"
"""


def page(main):
    with dial(main, HERE) as caller:
        caller.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return read_all(caller)


def proxy(main, bind, **attributes):
    """HAProxy's master with its worker, in the foreground. It executes itself anew by the name that it was given."""
    main.write("/etc/haproxy.cfg", PROXY.format(bind=bind))
    haproxy = packages.programme("haproxy", "usr/sbin/haproxy")
    return resident("proxy", flags="NAMEINARGS", **haproxy.serving(f"{haproxy.path} -Ws -f /etc/haproxy.cfg"),
                    ready="notify", respawn_delay="0.3 0.3", **attributes)


def test_haproxy_tells_when_it_is_ready(main, serve):
    daemon = serve(proxy(main, "127.0.0.1:4000"))
    master = daemon.says(r"NOTICE: proxy: ready, pid (\d+)")[1]
    assert b"from HAProxy" in page(main)
    workers = [p for p in main.processes(comm="haproxy") if str(p.inner) != master]
    main.run("kill", "-9", master)
    daemon.says("proxy: ready", times=2)
    assert b"from HAProxy" in page(main)
    assert not {p.pid for p in workers} & {p.pid for p in main.processes()}, "its worker went with it"
    assert daemon.stop() == 0
    assert not main.processes(comm="haproxy")


def test_haproxy_takes_its_socket(main, serve):
    daemon = serve(proxy(main, "fd@3", pass_socket="yes", **PORT))
    daemon.says("proxy: ready")
    assert b"from HAProxy" in page(main)
    main.run("kill", "-9", settled(daemon, "proxy", "running")["pid"])
    daemon.says("proxy: .*; it is started again in 0.3 s")
    assert b"from HAProxy" in page(main), "whoever calls while nobody serves has to wait a little"
    daemon.says("proxy: ready", times=2)


@pytest.mark.parametrize("ready", ["pidfile /run/rsyncd.pid", "port"])
def test_rsync_shows_when_it_is_ready(main, serve, ready):
    rsync = packages.programme("rsync", "usr/bin/rsync")
    main.write("/srv/files/hello", "hello from rsync\n")
    main.write("/etc/rsyncd.conf", "pid file = /run/rsyncd.pid\nport = 4000\nuse chroot = no\n"
                                   "[files]\npath = /srv/files\n")
    daemon = serve(resident("rsync", **rsync.serving("--daemon --no-detach"), ready=ready, **PORT))
    daemon.says("rsync: ready")
    rsync.run(main, "rsync://127.0.0.1:4000/files/hello", "/run/")
    assert main.read("/run/hello") == "hello from rsync\n"
    main.write(CONFIGURATION, "")
    daemon.reload()
    daemon.says("rsync: .*; stopped")
    until(lambda: not main.processes(comm="rsync"), "end of rsync")
