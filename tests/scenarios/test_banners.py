"""Banners: what callers read before anything else, and the caller who does not read."""

import pytest
from lib.callers import call, dial, read_all
from lib.configuration import service
from lib.until import until

HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)


def test_three_banners(main, serve):
    for name in ("always", "welcome", "sorry"):
        main.write(f"/srv/{name}", f"<{name}>\n")
    banners = {"banner": "/srv/always", "banner_success": "/srv/welcome", "banner_fail": "/srv/sorry"}
    serve(service("open", port=4000, server="/bin/echo", server_args="served", **banners),
          service("shut", port=4001, server="/bin/echo", no_access="127.0.0.1", **banners))
    assert call(main, HERE) == "<always>\n<welcome>\nserved\n"
    assert call(main, OTHER) == "<always>\n<sorry>\n"


def test_a_missing_banner_is_reported_and_the_service_goes_on(main, serve):
    daemon = serve(service("open", port=4000, server="/bin/echo", server_args="served", banner="/srv/none"))
    assert call(main, HERE) == "served\n"
    daemon.says(r"service = open, open of banner /srv/none failed")


@pytest.mark.rouse("the daemon itself writes the banner, and waits")
def test_a_slow_reader_blocks_nobody_and_is_dropped(main, serve):
    """16 MiB of banner, read by nobody: the other service answers all the while, and the deadline ends it."""
    main.write("/srv/huge", b"banner\n" * (16 << 20 >> 3))
    daemon = serve(service("slow", port=4000, server="/bin/echo", server_args="served", banner="/srv/huge"),
                   service("quick", port=4001, server="/bin/echo", server_args="served"))
    with dial(main, HERE) as lazy:
        lazy.recv(1)
        for _ in range(20):
            assert call(main, OTHER) == "served\n"
        until(lambda: not _established(main), "end of the connection with the slow reader", 60)
        assert b"served" not in read_all(lazy)


def _established(main):
    """Connections of port 4000 on the side of the daemon that are still open."""
    return [line for line in main.read("/proc/net/tcp").splitlines() + main.read("/proc/net/tcp6").splitlines()
            if line.split()[1].endswith(":0FA0") and line.split()[3] == "01"]
