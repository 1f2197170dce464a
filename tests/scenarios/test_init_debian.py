"""Daemons of Debian's packages through their own init scripts, unmodified."""

import os

import pytest
from lib.callers import call, refused
from lib.until import until

pytestmark = [pytest.mark.root, pytest.mark.skipif(
    not os.path.exists("/lib/lsb/init-functions"),
    reason="this machine has no /lib/lsb/init-functions (package sysvinit-utils)")]
WEB = ("127.0.0.1", 80)


def life(tree, name, answers):
    """start, status, restart, stop: the service answers as long as it should."""
    def status():
        return tree.service(name, "status", check=False).returncode

    assert status() == 3
    tree.service(name, "start")
    until(answers, f"answer of {name}")
    assert status() == 0
    before = {process.inner for process in tree.processes()}
    tree.service(name, "restart")
    until(answers, f"answer of the new {name}")
    assert {process.inner for process in tree.processes()}.isdisjoint(before)
    assert status() == 0
    tree.service(name, "stop")
    until(lambda: tree.processes() == [], f"end of {name}")
    assert status() == 3


def page(tree):
    return not refused(tree, WEB) and call(tree, WEB, b"GET / HTTP/1.0\r\n\r\n").endswith("hello\n")


def test_apache2(tree_with):
    tree = tree_with("apache2", "apache2-bin")
    for module in ("mpm_event.load", "authz_core.load", "dir.load", "dir.conf"):
        place = tree.path(f"/etc/apache2/mods-enabled/{module}")
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(f"../mods-available/{module}")
    tree.write("/etc/apache2/conf-enabled/page.conf", "ServerName main\nDocumentRoot /var/www/html\n")
    tree.write("/var/www/html/index.html", "hello\n")
    tree.path("/var/log/apache2").mkdir(exist_ok=True)
    life(tree, "apache2", lambda: page(tree))


def test_nginx(tree_with):
    tree = tree_with("nginx", "nginx-common")
    tree.write("/etc/nginx/conf.d/page.conf", "server { listen 80; root /var/www/html; }\n")
    tree.write("/var/www/html/index.html", "hello\n")
    for folder in ("/var/log/nginx", "/var/lib/nginx"):
        tree.path(folder).mkdir(exist_ok=True)
    life(tree, "nginx", lambda: page(tree))


def test_cron(tree_with):
    tree = tree_with("cron")
    tree.write("/etc/crontab", "")
    tree.path("/var/spool/cron/crontabs").mkdir(parents=True)
    life(tree, "cron", lambda: tree.processes(comm="cron"))
