"""fingerd, asked by Debian's finger."""

import pytest
from lib import packages
from lib.configuration import NOBODY, service


@pytest.fixture
def finger(main):
    """The client, on a host with somebody to ask for."""
    main.write("/home/user1/.plan", "Answer on demand.\n")
    return packages.programme("finger", "usr/bin/finger", shown_on=main)


def entry(main, finger, **attributes):
    """As distributions ship it, but for the paths."""
    server = packages.programme("fingerd", "usr/sbin/in.fingerd", shown_on=main)
    return service("finger", type=None, user=NOBODY, **server.serving(f"-L {finger.path}"), **attributes)


def test_finger_shows_a_user_and_his_plan(main, serve, finger):
    daemon = serve(entry(main, finger))
    seen = finger.run(main, "user1@127.0.0.1").stdout.splitlines()
    assert seen[0].split() == ["Login:", "user1", "Name:"]
    assert seen[-2:] == ["Plan:", "Answer on demand."]
    assert "stranger: no such user" in finger.run(main, "stranger@127.0.0.1").stdout
    daemon.entry(r"^EXIT: finger status=\d+", times=2)


def test_finger_is_refused_when_its_caller_is_not_welcome(main, serve, finger):
    daemon = serve(entry(main, finger, no_access="127.0.0.0/8"))
    assert "Login: user1" not in finger.run(main, "user1@127.0.0.1", check=False).stdout
    daemon.entry(r"^FAIL: finger address from=(::ffff:)?127\.0\.0\.1$")
