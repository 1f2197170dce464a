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
    """Half a MiB of banner, read by nobody, where the kernel takes 16 KiB of it: the other service answers all the while,
    and the deadline ends it."""
    main.run("sysctl", "-q", "net.ipv4.tcp_wmem=4096 16384 16384", "net.ipv4.tcp_rmem=4096 16384 16384")
    main.write("/srv/huge", b"banner\n" * (1 << 16))
    daemon = serve(service("slow", port=4000, server="/bin/echo", server_args="served", banner="/srv/huge"),
                   service("quick", port=4001, server="/bin/echo", server_args="served"))
    with dial(main, HERE) as lazy:
        assert lazy.recv(1) == b"b"
        for _ in range(20):
            assert call(main, OTHER) == "served\n"
        until(lambda: not _established(main), "end of the connection with the slow reader", 60)
        assert b"served" not in read_all(lazy)
    daemon.says(r"slow: .* did not read /srv/huge within 10 seconds, or is gone; closed")


def _established(main):
    """The connections of port 4000 that are still open on the side of the daemon."""
    return main.run("ss", "-Htn", "state", "established", "sport = :4000").stdout
