"""-inetd_compat: the lines of /etc/inetd.conf are services like any other; itox writes them down for xinetd.conf."""

import pytest
from lib.callers import call, datagram, dial, read_all, refused
from lib.configuration import DEFAULTS, ME, block
from lib.daemon import CONFIGURATION, binary
from lib.host import PATH
from lib.until import until

FINGER, FTP, TIME = ("127.0.0.1", 79), ("127.0.0.1", 21), ("127.0.0.1", 37)
ANSWER = """import socket
s = socket.socket(fileno=0)
word, peer = s.recvfrom(2048)
s.sendto(b"got " + word, peer)
"""


def entry(service, server, protocol="tcp", wait="nowait", user=ME):
    kind = "dgram" if protocol.startswith("udp") else "stream"
    return f"{service}\t{kind}\t{protocol}\t{wait}\t{user}\t{server}\n"


@pytest.fixture
def compat(main, make_daemon):
    """compat(line, ...): an inetd.conf of these lines, beside an xinetd.conf, served."""
    def start(*lines, xinetd=DEFAULTS):
        main.write(CONFIGURATION, xinetd)
        main.write("/etc/inetd.conf", "".join(lines))
        return make_daemon(main).start(("-inetd_compat", ))
    return start


def test_a_stream_service(main, compat):
    """The arguments begin with the server's own name, as the inetds have it."""
    main.write("/srv/name.py", "print(open('/proc/self/cmdline').read().split(chr(0)))\n")
    compat("# people\n", entry("finger", "/usr/bin/python3 fingerd -I -S /srv/name.py"))
    assert call(main, FINGER) == "['fingerd', '-I', '-S', '/srv/name.py', '']\n"


def test_a_datagram_service(main, compat):
    main.write("/srv/answer.py", ANSWER)
    daemon = compat(entry("tftp", "/usr/bin/python3 python3 -I -S /srv/answer.py", "udp", "wait"))
    with datagram(main, ("127.0.0.1", 69)) as s:
        for ended, word in enumerate((b"one", b"two"), 1):
            s.send(word)
            assert s.recv(100) == b"got " + word
            daemon.entry(r"^EXIT: tftp status=0", times=ended)


@pytest.mark.rouse("it complains about nowait.N and serves without a limit")
def test_nowait_n_closes_the_door_after_n_servers_in_a_minute(main, compat):
    daemon = compat(entry("finger", "/bin/echo echo hello", wait="nowait.3"), entry("ftp", "/bin/echo echo ftp"))
    for _ in range(3):
        assert call(main, FINGER) == "hello\n"
    with dial(main, FINGER) as fourth:
        assert read_all(fourth) == b""
    daemon.says(r"Deactivating service finger due to excessive .* Restarting in 600 seconds")
    until(lambda: refused(main, FINGER), "closed door")
    assert call(main, FTP) == "ftp\n"


@pytest.mark.root
@pytest.mark.rouse("it takes user:group for the name of a user")
@pytest.mark.parametrize("separator", [":", "."])
def test_user_and_group(main, compat, separator):
    compat(entry("finger", "/usr/bin/id id", user=f"worker{separator}deck"))
    assert call(main, FINGER) == "uid=4242(worker) gid=4101(deck) groups=4101(deck),4100(crew),4242(worker)\n"


@pytest.mark.rouse("it knows no tcp6")
def test_families(main, compat):
    """A tcp line beside a tcp6 line is about IPv4; alone it is about both."""
    daemon = compat(entry("finger", "/bin/echo echo four"), entry("finger", "/bin/echo echo six", "tcp6"),
                    entry("ftp", "/bin/echo echo only six", "tcp6"), entry("time", "/bin/echo echo both"))
    for _ in range(2):
        assert call(main, FINGER) == "four\n" and call(main, ("::1", 79)) == "six\n"
        daemon.reload(expect="Reconfigured: new=0 old=4 dropped=0")
    assert refused(main, FTP) and call(main, ("::1", 21)) == "only six\n"
    assert call(main, TIME) == call(main, ("::1", 37)) == "both\n"


@pytest.mark.rouse("it knows none of these")
def test_addresses_ports_and_paths(main, compat):
    main.ip("addr", "add", "127.0.0.2/8", "dev", "lo")
    compat(entry("127.0.0.2:finger", "/bin/echo echo bound"), entry("4000", "/bin/echo echo port"),
           entry("/run/hello.sock", "/bin/echo echo path", "unix"))
    assert refused(main, FINGER) and call(main, ("127.0.0.2", 79)) == "bound\n"
    assert call(main, ("127.0.0.1", 4000)) == "port\n"
    assert call(main, str(main.path("/run/hello.sock"))) == "path\n"


@pytest.mark.rouse("it crashes")
def test_a_broken_line_costs_itself_only(main, compat):
    daemon = compat("ftp stream tcp\n", entry("time", "/bin/echo echo time", "tpc"),
                    entry("finger", "/bin/echo echo finger"))
    assert call(main, FINGER) == "finger\n"
    assert refused(main, FTP) and refused(main, TIME)
    daemon.says(r"ERROR: the line ends before wait or nowait .*\[file=/etc/inetd\.conf\] \[line=1\]")
    daemon.says(r"ERROR: Bad protocol: tpc .*\[file=/etc/inetd\.conf\] \[line=2\]")


@pytest.mark.rouse("it forgets what README.Debian promises")
def test_a_disabled_entry_hides_a_line(main, compat):
    daemon = compat(entry("finger", "/bin/echo echo finger"), entry("ftp", "/bin/echo echo ftp"),
                    xinetd=DEFAULTS + block("service finger", ["disable = yes"]))
    assert refused(main, FINGER) and call(main, FTP) == "ftp\n"
    daemon.says(r"finger is hidden by the entry with this id in /etc/xinetd\.conf:7")


@pytest.mark.rouse("its defaults hold for its own files only")
def test_the_lists_of_defaults_hold(main, compat):
    compat(entry("finger", "/bin/echo echo finger"), xinetd=DEFAULTS.replace("{", "{\n    only_from = 10.9.9.9"))
    assert call(main, FINGER) == ""


def test_a_reload_reads_it_again(main, compat):
    daemon = compat(entry("finger", "/bin/echo echo finger"))
    assert call(main, FINGER) == "finger\n" and refused(main, FTP)
    main.write("/etc/inetd.conf", entry("ftp", "/bin/echo echo ftp"))
    daemon.reload()
    assert call(main, FTP) == "ftp\n" and refused(main, FINGER)


@pytest.mark.rouse("it has no --check")
def test_check_reads_it_too(main, make_daemon):
    main.write(CONFIGURATION, DEFAULTS)
    main.write("/etc/inetd.conf", entry("finger", "/bin/echo echo", "tpc"))
    daemon = make_daemon(main)
    assert main.run(daemon.exe, "--check").returncode == 0
    checked = main.run(daemon.exe, "--check", "-inetd_compat", check=False)
    assert checked.returncode == 2
    assert "/etc/inetd.conf:1: error: Bad protocol: tpc" in checked.stdout


@pytest.mark.rouse("the itox beside it is ours")
def test_itox_writes_what_serves_the_same(main, serve):
    main.write("/srv/inetd.conf", "# people\n" + entry("finger", "/bin/echo echo finger") + "broken\n")
    itox = binary("roused").with_name("itox")
    done = main.run(itox, "/srv/inetd.conf", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("/srv/inetd.conf:3: error: the line ends before the socket type")
    main.write("/etc/xinetd.d/itox", done.stdout)
    serve("includedir /etc/xinetd.d\n")
    assert call(main, FINGER) == "finger\n"


@pytest.mark.rouse("the itox beside it is ours")
@pytest.mark.parametrize("words, status", [(("--help", ), 0), (("--version", ), 0), (("-daemon_dir", ), 2),
                                           (("-daemon_dir", "sbin"), 2), (("--frobnicate", ), 2),
                                           (("/srv/no/such/file", ), 1), (("-daemon_dir", "/usr/sbin"), 0)])
def test_the_command_line_of_itox(main, words, status):
    done = main.run(binary("roused").with_name("itox"), *words, check=False, stdin=-3)
    assert done.returncode == status
    assert bool(done.stderr) == (status != 0)


@pytest.mark.rouse("the itox beside it is ours")
def test_itox_speaks_korean_but_writes_what_it_always_writes(main):
    itox, korean = binary("roused").with_name("itox"), {"PATH": PATH, "LANG": "ko_KR.UTF-8"}
    assert main.run(itox, "--help", env=korean).stdout.startswith("사용법: itox [-daemon_dir 폴더] [파일]\n")
    assert main.run(itox, "--frobnicate", env=korean, check=False).stderr == (
        "사용법: itox [-daemon_dir 폴더] [파일]\n자세한 설명은 itox --help 로 볼 수 있습니다\n")
    main.write("/srv/inetd.conf", entry("finger", "/bin/echo echo finger") + "broken\n")
    in_korean, in_english = (main.run(itox, "/srv/inetd.conf", check=False, **options)
                             for options in ({"env": korean}, {}))
    assert (in_korean.stdout, in_korean.stderr) == (in_english.stdout, in_english.stderr)


@pytest.mark.rouse("the itox beside it is ours")
@pytest.mark.parametrize("redirection, why", [(">/dev/full", "No space left on device"),
                                              (">&-", "Bad file descriptor")])
def test_an_itox_that_cannot_write_fails(main, redirection, why):
    main.write("/srv/inetd.conf", entry("finger", "/bin/echo echo finger"))
    for words in ("/srv/inetd.conf", "--help"):
        done = main.run("sh", "-c", f'"$0" {words} {redirection}', binary("roused").with_name("itox"), check=False)
        assert (done.returncode, done.stderr) == (1, f"itox: cannot write to standard output: {why}\n")
