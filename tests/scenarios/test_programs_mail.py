"""A POP3 server that speaks on its standard input: popa3d, as Debian has no uw-imapd any more."""

import os
import re

import pytest
from lib import packages
from lib.configuration import service
from lib.password import PAM, SHADOW

pytestmark = pytest.mark.root

LETTER = "From sister@clone1 Mon Nov 23 01:00:00 2026\nFrom: sister@clone1\nSubject: {0}\n\nThis is letter {0}.\n\n"
# Reads everything, deletes the first letter, and says what it saw.
CLIENT = """import poplib
box = poplib.POP3("127.0.0.1", timeout=20)
box.user("user1")
box.pass_("centos")
count = box.stat()[0]
for number in range(1, count + 1):
    print(box.retr(number)[1][-1].decode())
box.dele(1)
box.quit()
"""


@pytest.fixture
def mailbox(main):
    """A mail box of three letters for user1."""
    main.write("/etc/passwd", main.read("/etc/passwd") + "popa3d:x:4300:65534::/nonexistent:/usr/sbin/nologin\n")
    main.write("/etc/shadow", SHADOW, 0o600)
    main.write("/etc/pam.d/popa3d", PAM)
    for folder in ("/var/lib", "/var/mail"):
        main.run("mount", "-t", "tmpfs", "-o", "mode=1777", "own", folder)
    main.path("/var/lib/popa3d").mkdir(mode=0o555)
    main.write("/var/mail/user1", "".join(LETTER.format(number) for number in (1, 2, 3)), 0o600)
    os.chown(main.path("/var/mail/user1"), 1001, 1001)


def test_popa3d_hands_out_a_mailbox(main, serve, mailbox):
    daemon = serve(service("pop3", port=110, **packages.programme("popa3d", "usr/sbin/popa3d").serving()))
    said = main.run("/usr/bin/python3", "-I", "-c", CLIENT).stdout.splitlines()
    assert said == ["This is letter 1.", "This is letter 2.", "This is letter 3."]
    daemon.entry(r"^EXIT: pop3 status=0")
    assert re.findall(r"This is letter \d\.", main.read("/var/mail/user1")) == said[1:]
