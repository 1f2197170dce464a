"""Doors on addresses that the machine does not have yet."""

import pytest
from lib.callers import call, datagram, refused
from lib.configuration import service
from lib.daemon import CONFIGURATION
from lib.until import until

LATE = ("10.77.0.1", "fd00:77::1")
PORT = 4000
ECHO = {"server": "/bin/echo", "server_args": "welcome"}


def appears(main, address):
    main.ip("addr", "add", f"{address}/{'128' if ':' in address else '32'}", "dev", "lo",
            *(["nodad"] if ":" in address else []))
    # The kernel makes the way to an IPv6 address a moment after the address.
    until(lambda: main.run("ip", "route", "get", address, check=False).returncode == 0, f"way to {address}")


def doors(**attributes):
    return [service(f"late-{n}", port=PORT, bind=address, **ECHO, **attributes) for n, address in enumerate(LATE)]


@pytest.mark.rouse("it gives up after ten attempts within a moment")
def test_a_door_waits_for_its_address(main, serve):
    daemon = serve(*doors(), service("here", port=PORT, bind="127.0.0.1", **ECHO))
    assert call(main, ("127.0.0.1", PORT)) == "welcome\n"
    for n, address in enumerate(LATE):
        daemon.says(rf"ERROR: bind failed \(Cannot assign requested address \(errno = 99\)\)\. service = late-{n}: "
                    rf"\[?{address}\]?:4000/tcp; waiting for an interface that has the address \(free_bind = yes listens "
                    r"without one\)")
        appears(main, address)
        until(lambda to=(address, PORT): not refused(main, to), "door at the new address", deadline_s=5)
        daemon.says(rf"late-{n}: \[?{address}\]?:4000/tcp is open now")
        assert call(main, (address, PORT)) == "welcome\n"
    assert daemon.said("bind failed") == len(LATE), "each wait is told once"


@pytest.mark.rouse("it has no such attribute")
def test_free_bind_listens_before_the_address_is_there(main, serve):
    daemon = serve(*doors(free_bind="yes"),
                   service("echo", type="INTERNAL UNLISTED", socket_type="dgram", protocol="udp", wait="yes", port=PORT,
                           bind=LATE[0], free_bind="yes"))
    daemon.says("Started working: 3 available services")
    for address in LATE:
        appears(main, address)
        assert call(main, (address, PORT)) == "welcome\n"
    with datagram(main, (LATE[0], PORT)) as s:
        s.send(b"x")
        assert s.recv(10) == b"x"
    assert not daemon.said("bind failed")


@pytest.mark.rouse("it has no such attribute")
def test_a_reload_brings_free_bind(main, serve):
    daemon = serve(*doors())
    daemon.says("bind failed", times=2)
    main.write(CONFIGURATION, "\n".join(doors(free_bind="yes")))
    daemon.reload()
    for address in LATE:
        appears(main, address)
        assert call(main, (address, PORT)) == "welcome\n"
