"""Bad days of the configuration: broken files, missing servers, users that are gone. The other services are served."""

import pytest
from lib.callers import call, refused
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION, binary
from lib.until import until

HERE, OTHER = ("127.0.0.1", 4000), ("127.0.0.1", 4001)
GOOD = service("good", port=4001, server="/bin/echo", server_args="good")


def good_still_answers(main):
    assert call(main, OTHER) == "good\n"


def test_a_server_that_is_missing_at_load(main, serve):
    daemon = serve(service("bad", port=4000, server="/srv/not-there"), GOOD)
    daemon.says(r"Server /srv/not-there is not executable")
    assert refused(main, HERE)
    good_still_answers(main)


def test_a_server_that_is_not_executable(main, serve):
    main.write("/srv/text", "hello\n", 0o644)
    daemon = serve(service("bad", port=4000, server="/srv/text"), GOOD)
    daemon.says(r"Server /srv/text is not executable")
    assert refused(main, HERE)
    good_still_answers(main)


@pytest.mark.rouse("it notices only when the first caller comes")
def test_a_server_that_is_a_directory(main, serve):
    main.path("/srv/folder").mkdir()
    daemon = serve(service("bad", port=4000, server="/srv/folder"), GOOD)
    daemon.says(r"Server /srv/folder is not executable.*[Ii]s a directory")
    assert refused(main, HERE)
    good_still_answers(main)


def test_a_server_that_goes_away_while_we_run(main, serve):
    """The failed start is in the log with its reason, the caller is hung up on, and it works again when it is back."""
    main.write("/srv/now", "#!/bin/sh\necho now\n", 0o755)
    daemon = serve(service("bad", port=4000, server="/srv/now"), GOOD)
    assert call(main, HERE) == "now\n"
    main.path("/srv/now").rename(main.path("/srv/later"))
    assert call(main, HERE) == ""
    daemon.says(r"(?i)ERROR: .*/srv/now.*No such file or directory")
    good_still_answers(main)
    main.path("/srv/later").rename(main.path("/srv/now"))
    assert call(main, HERE) == "now\n"


@pytest.mark.rouse("it has no --check")
def test_what_is_not_served_is_told_before_it_is_started(main):
    main.write(CONFIGURATION, DEFAULTS + GOOD + service("two", port=4000, protocol="udp", socket_type="dgram", wait="no",
                                                        server="/bin/cat"))
    checked = main.run(binary("roused"), "--check", "-f", CONFIGURATION, check=False)
    assert "two is not served: socket_type dgram needs wait = yes" in checked.stdout
    assert "1 service, 0 switched off, 1 dropped" in checked.stdout
    assert checked.returncode == 2
    migrant = main.run(binary("roused"), "--check", "--migrate", "-f", CONFIGURATION, check=False)
    assert "service two is not served: socket_type dgram needs wait = yes" in migrant.stdout


@pytest.mark.rouse("it names no stage")
def test_a_failed_start_names_its_stage(main, serve):
    main.write("/srv/now", "#!/srv/no-interpreter\n", 0o755)
    daemon = serve(service("bad", port=4000, server="/srv/now"), GOOD)
    assert call(main, HERE) == ""
    daemon.says(r"bad: exec /srv/now: No such file or directory")
    daemon.entry(r"^START: bad")
    daemon.entry(r"^EXIT: bad")
    good_still_answers(main)


def test_a_user_that_does_not_exist(main, serve):
    daemon = serve(service("bad", port=4000, server="/bin/echo", user="nobody-here"), GOOD)
    daemon.says(r"(?i)nobody-here")
    assert refused(main, HERE)
    good_still_answers(main)


@pytest.mark.root
def test_a_user_that_goes_away(main, serve):
    """Resolved at load: a running service keeps its ids; the next reload drops it, and says why."""
    daemon = serve(service("bad", port=4000, server="/usr/bin/id", server_args="-u", user="worker"), GOOD)
    assert call(main, HERE) == "4242\n"
    passwd = main.read("/etc/passwd")
    main.write("/etc/passwd", "".join(line for line in passwd.splitlines(True) if not line.startswith("worker:")))
    assert call(main, HERE) == "4242\n"
    good_still_answers(main)
    daemon.reload()
    assert daemon.said(r"worker")
    assert refused(main, HERE)
    good_still_answers(main)


@pytest.mark.root
@pytest.mark.rouse("it asks for the groups at every start, and then serves nobody")
def test_groups_of_a_user_that_goes_away(main, serve):
    daemon = serve(service("bad", port=4000, server="/usr/bin/id", server_args="-u", user="worker", groups="yes"), GOOD)
    assert call(main, HERE) == "4242\n"
    main.write("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
    assert call(main, HERE) == "4242\n"
    good_still_answers(main)
    assert daemon.process.poll() is None


@pytest.mark.parametrize("what", ["missing", "not a folder"])
def test_a_directory_that_cannot_be_read(main, serve, what):
    if what != "missing":
        main.write("/etc/services.d", "a file\n")
    daemon = serve("includedir /etc/services.d\n", GOOD)
    daemon.says(r"Unable to read included directory: /etc/services\.d")
    good_still_answers(main)


def test_a_file_that_cannot_be_read(main, serve):
    daemon = serve("include /etc/not-there\n", GOOD)
    daemon.says(r"Unable to open included configuration file: /etc/not-there")
    good_still_answers(main)


@pytest.mark.rouse("it includes until its stack is gone")
def test_an_include_loop(main, serve):
    """Straight and in a circle of two; everything else in those files counts, once."""
    main.write("/etc/one.conf", GOOD + "include /etc/two.conf\n")
    main.write("/etc/two.conf", "include /etc/one.conf\ninclude /etc/two.conf\n")
    daemon = serve("include /etc/one.conf\n", f"include {CONFIGURATION}\n",
                   service("last", port=4002, server="/bin/echo", server_args="last"))
    assert daemon.said(r"(?i)(loop|itself|already|circle|recurs).*conf")
    good_still_answers(main)
    assert call(main, ("127.0.0.1", 4002)) == "last\n"
    assert daemon.said("Started working: 2 available services") == 1


@pytest.mark.rouse("it cuts long lines to pieces")
def test_a_line_of_ten_megabytes(main, serve):
    """As one value, as one comment, and as one word without sense; in a file of its own each."""
    huge = "x" * (10 << 20)
    main.write("/etc/comment.conf", f"# {huge}\n" + service("commented", port=4002, server="/bin/echo"))
    main.write("/etc/word.conf", f"{huge}\n")
    main.write("/etc/value.conf", service("bad", f"server_args = {huge}", port=4000, server="/bin/echo"))
    daemon = serve("include /etc/comment.conf\ninclude /etc/word.conf\ninclude /etc/value.conf\n", GOOD)
    good_still_answers(main)
    assert len(daemon.text()) < 100_000, "messages are cut"
    assert daemon.said(r"word\.conf") and daemon.said(r"value\.conf|bad")


@pytest.mark.rouse("for C a NUL ends the line")
def test_nul_and_crlf(main, serve):
    """A file with the line ends of another system is read; a NUL is an error that names its line."""
    crlf = service("crlf", port=4002, server="/bin/echo", server_args="crlf").replace("\n", "\r\n")
    main.write("/etc/crlf.conf", crlf)
    main.write("/etc/nul.conf", service("nul", port=4000, server="/bin/echo", bind="127.0.0.1\0"))
    daemon = serve("include /etc/crlf.conf\ninclude /etc/nul.conf\n", GOOD)
    good_still_answers(main)
    assert call(main, ("127.0.0.1", 4002)) == "crlf\n"
    assert daemon.said(r"(?i)nul.*\[file=/etc/nul\.conf\] \[line=\d+\]")
    assert refused(main, HERE), "nothing fails open"


def test_rubbish_between_the_entries(main, serve):
    daemon = serve("what is this\n}\n", "service half {\n    port = 1\n", "}\n", GOOD)
    good_still_answers(main)
    assert daemon.said("missing service keyword") or daemon.said("(?i)what")


@pytest.mark.rouse("it crashes after a few such reloads, or ends")
def test_a_configuration_broken_on_reload_in_many_ways(main, serve):
    """Whatever the file holds, the daemon stays and serves what it served."""
    daemon = serve(GOOD)
    for broken in ("", "service", "service x\n{\n", "defaults\n{\n  bind =\n}\n" + GOOD, "\0" * 4096, "}" * 100,
                   "include /\n", f"include {CONFIGURATION}\n" * 3, DEFAULTS + DEFAULTS, "x" * 70000):
        main.write(CONFIGURATION, broken)
        before = daemon.said("Reconfigured|reconfiguration failed")
        daemon.send(1)
        until(lambda n=before: daemon.said("Reconfigured|reconfiguration failed") > n, "end of the reload")
    main.write(CONFIGURATION, DEFAULTS + GOOD)
    daemon.reload()
    good_still_answers(main)


@pytest.mark.rouse("it ignores such a line and listens on every address")
def test_a_bind_with_two_words_does_not_listen_everywhere(main, serve):
    daemon = serve(service("narrow", port=4000, server="/bin/echo", bind="127.0.0.1 127.0.0.2"), GOOD)
    assert refused(main, ("::1", 4000))
    main.ip("addr", "add", "10.1.1.1/32", "dev", "lo")
    assert refused(main, ("10.1.1.1", 4000))
    assert daemon.said("narrow|bind")
    good_still_answers(main)
