"""Programs that move files, each with its real client: rsync --daemon, tftpd-hpa, atftpd."""

import os
import random
import re

import pytest
from lib import packages
from lib.configuration import ME, service

HERE = "127.0.0.1"
RSYNCD = """[tree]
    path = /srv/tree
[incoming]
    path = /srv/incoming
    read only = no
"""
FIVE_MB = 5 * 1024 * 1024


def noise(size):
    return random.Random(size).randbytes(size)


def contents(host, folder):
    """What a folder of a host holds: path -> mode, and the bytes, the target of a link, or nothing."""
    def body(path):
        if path.is_symlink():
            return os.readlink(path)
        return path.read_bytes() if path.is_file() else None
    top = host.path(folder)
    return {str(path.relative_to(top)): (path.lstat().st_mode, body(path)) for path in top.rglob("*")}


@pytest.fixture
def rsync(main, serve):
    """The client, on a host where `rsync --daemon` gives /srv/tree and takes what goes to /srv/incoming."""
    programme = packages.programme("rsync", "usr/bin/rsync")
    # Only root may chroot, and has to say whom to become there.
    account = "uid = root\ngid = root\n" if ME == "root" else "use chroot = no\nmunge symlinks = no\n"
    main.write("/etc/rsyncd.conf", account + RSYNCD)
    main.path("/srv/tree/deep/er").mkdir(parents=True)
    main.path("/srv/incoming").mkdir()
    main.write("/srv/tree/deep/er/noise", noise(1 << 20))
    main.write("/srv/tree/deep/program", "#!/bin/sh\n", mode=0o755)
    main.path("/srv/tree/link").symlink_to("deep/program")
    for number in range(50):
        main.write(f"/srv/tree/many/{number}", f"file {number}\n" * number)
    serve(service("rsync", type=None, cps="1000 1", **programme.serving("--daemon")))
    return programme


def test_rsync_brings_a_tree_and_takes_it_back(main, rsync):
    rsync.run(main, "-a", f"rsync://{HERE}/tree/", "/run/got/")
    assert contents(main, "/run/got") == contents(main, "/srv/tree")
    main.write("/run/got/new", "made by the caller\n")
    main.path("/run/got/many/7").unlink()
    rsync.run(main, "-a", "--delete", "/run/got/", f"rsync://{HERE}/incoming/")
    assert contents(main, "/srv/incoming") == contents(main, "/run/got")
    main.daemons[0].entry(r"^EXIT: rsync status=0 pid=\d+ duration=\d+\(sec\)$", times=2)


def test_reload_interrupts_no_transfer(main, rsync):
    callers = [rsync.start(main, "-a", f"rsync://{HERE}/tree/", f"/run/got{number}/") for number in range(20)]
    for _ in range(3):
        main.daemons[0].reload()
    assert [caller.wait() for caller in callers] == [0] * 20
    for number in range(20):
        assert contents(main, f"/run/got{number}") == contents(main, "/srv/tree")
    main.daemons[0].entry(r"^EXIT: rsync status=0", times=20)


def test_rsync_tells_its_caller_what_may_not_be_done(main, rsync):
    refused = rsync.run(main, "-a", "/srv/tree/link", f"rsync://{HERE}/tree/", check=False)
    assert "ERROR: module is read only" in refused.stderr
    listed = rsync.run(main, f"rsync://{HERE}/")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["tree", "incoming"]


TFTPD = (("tftpd-hpa", "usr/sbin/in.tftpd", "-s /srv/tftp"),
         ("atftpd", "usr/sbin/atftpd", "--tftpd-timeout 60 --user root.root /srv/tftp"))


@pytest.fixture(params=TFTPD, ids=[words[0] for words in TFTPD])
def tftpd(main, serve, request):
    """The daemon, with a tftpd for /srv/tftp that stays on the socket, and a file of 5 MB there."""
    package, inside, arguments = request.param
    main.write("/srv/tftp/image", noise(FIVE_MB))
    programme = packages.programme(package, inside)
    yield serve(service("tftp", type=None, socket_type="dgram", wait="yes", protocol="udp", flags="IPv4",
                        **programme.serving(arguments)))
    for process in main.processes(comm=programme.path.name):
        process.kill()


@pytest.mark.root
def test_tftp_brings_5_mb_in_blocks_of_512(main, tftpd):
    packages.programme("tftp-hpa", "usr/bin/tftp").run(main, "-m", "binary", HERE, "-c", "get", "image", "/run/got")
    assert main.path("/run/got").read_bytes() == noise(FIVE_MB)
    tftpd.entry(rf"^START: tftp pid=\d+ from={HERE}$")


@pytest.mark.root
@pytest.mark.parametrize("size, window", [(1428, 8), (8192, 4)])
def test_tftp_negotiates_blksize_and_windowsize(main, tftpd, size, window):
    """Debian's tftpd-hpa knows blksize only, and then goes on without windows; atftpd grants both."""
    client = packages.programme("atftp", "usr/bin/atftp")
    options = ("--trace", "--option", f"blksize {size}", "--option", f"windowsize {window}")
    said = client.run(main, *options, "-g", "-r", "image", "-l", "/run/got", HERE)
    assert main.path("/run/got").read_bytes() == noise(FIVE_MB)
    granted = re.search("received OACK <(.*)>", said.stdout + said.stderr)[1]
    assert f"blksize: {size}," in granted
    assert (f"windowsize: {window}," in granted) == bool(main.processes(comm="atftpd"))
