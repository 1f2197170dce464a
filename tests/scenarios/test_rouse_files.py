"""`rouse enable`, `disable` and `mode`: the configuration's files are changed, and the daemon takes it up."""

import pytest
from lib.callers import call, refused
from lib.configuration import DEFAULTS, block, service
from lib.control import FAILED, NO_SUCH_SERVICE, NOT_PERMITTED, OPTIONS, USAGE, Rouse
from lib.daemon import CONFIGURATION
from lib.until import until

pytestmark = pytest.mark.rouse("xinetd has no command like it")

HERE = ("127.0.0.1", 4000)
HELLO, CONF = "/etc/xinetd.d/hello", CONFIGURATION
CAT = service("cat", port=4001, server="/bin/cat", bind="127.0.0.1")


@pytest.fixture
def files(main):
    """A configuration with one service in a file of its own and one in the main file; no init scripts."""
    for folder in ("/etc/init.d", "/etc/rc3.d"):
        main.path(folder).unlink(missing_ok=True)
        main.path(folder).mkdir()
    main.write(HELLO, service("hello", port=4000, server="/bin/echo", server_args="hello", bind="127.0.0.1"))
    main.write(CONF, f"{DEFAULTS}{CAT}includedir /etc/xinetd.d\n")
    return main


@pytest.fixture
def daemon(files, make_daemon):
    return make_daemon(files).start(more=OPTIONS)


def test_a_switch_is_taken_up_and_told_once(files, daemon, rouse):
    assert call(files, HERE) == "hello\n"
    assert rouse("disable", "hello") == "changed: yes\n"
    until(lambda: refused(files, HERE), "closed door")
    assert "\tdisable\t= yes\n" in files.read(HELLO)
    assert rouse("disable", "hello") == "changed: no\n"
    assert rouse.json("enable", "hello")["changed"] is True
    assert rouse.json("enable", "hello")["changed"] is False
    assert call(files, HERE) == "hello\n"


def test_a_service_of_the_main_file_is_switched_alone(files, daemon, rouse):
    before = files.read(CONF)
    assert rouse.changed("disable", "cat")
    assert files.read(CONF) == before.replace("service cat\n{\n", "service cat\n{\n\tdisable\t= yes\n")
    assert rouse.states() == {"cat": "disabled", "hello": "open"}
    assert rouse.changed("enable", "cat")
    assert rouse.states() == {"cat": "open", "hello": "open"}


def test_entries_that_share_a_name_are_switched_together_or_by_id(files, daemon, rouse):
    entry = {"type": "INTERNAL UNLISTED", "port": 4002}
    files.write(CONF, DEFAULTS + service("time", "id = time-stream", protocol="tcp", **entry) +
                service("time", "id = time-dgram", protocol="udp", **{**entry, "socket_type": "dgram", "wait": "yes"}))
    assert rouse.changed("disable", "time-dgram")
    assert rouse.states() == {"time-stream": "open", "time": "disabled"}  # nothing behind `disable` is read
    assert rouse.changed("enable", "time-dgram")
    assert rouse.states() == {"time-stream": "open", "time-dgram": "open"}
    assert rouse.changed("disable", "time")
    assert files.read(CONF).count("disable\t= yes") == 2


def test_without_a_daemon_the_file_is_changed(files, rouse):
    note = "rouse: the daemon is not running: the change holds when it is started\n"
    assert sorted(rouse("disable", "hello").splitlines(True)) == ["changed: yes\n", note]
    assert "\tdisable\t= yes\n" in files.read(HELLO)
    assert rouse("disable", "hello") == "changed: no\n"


def test_what_defaults_disable_stays_off_and_says_so(files, daemon, rouse):
    files.write(CONF, files.read(CONF).replace("{\n", "{\n    disabled = cat\n", 1))
    assert rouse.changed("disable", "cat")
    said = rouse("enable", "cat", check=FAILED)
    assert "cat is still not served: " in said, said
    assert "disabled" in said.split("served: ")[1], said


def test_wrong_names(files, daemon, rouse):
    before = files.read(HELLO)
    assert rouse("enable", "dog", check=NO_SUCH_SERVICE) == "rouse: no service is called dog\n"
    assert rouse("mode", "dog", "standalone", check=NO_SUCH_SERVICE) == "rouse: no service is called dog\n"
    assert rouse("mode", "hello", "often", check=USAGE) == "rouse: often is no mode: on-demand, standalone or warm\n"
    assert rouse("mode", "hello", "warmm", check=USAGE) == "rouse: warmm is no mode; did you mean warm?\n"
    rouse("enable", check=USAGE)
    assert files.read(HELLO) == before


@pytest.mark.root
def test_others_may_not(files, daemon):
    before = files.read(HELLO)
    stranger = Rouse(files, user=4242)
    for words in (("disable", "hello"), ("mode", "hello", "standalone")):
        stranger(*words, check=NOT_PERMITTED)
    assert files.read(HELLO) == before


@pytest.mark.root
def test_a_script_is_switched_as_by_chkconfig(files, daemon, rouse):
    files.write("/etc/init.d/web", "#!/bin/sh\n# chkconfig: 3 85 15\n# description: A web server.\n", 0o755)
    assert rouse.changed("enable", "web")
    assert files.path("/etc/rc3.d/S85web").is_symlink()
    assert not rouse.changed("enable", "web")
    assert rouse.changed("disable", "web")
    assert files.path("/etc/rc3.d/K15web").is_symlink()


def test_a_mode_comes_and_goes(files, daemon, rouse):
    before = "# mine\n" + block("service hello", ["type = UNLISTED", "socket_type = stream", "port = 4000", "wait = yes",
                                                  "user = root", "server = /bin/sleep", "server_args = 1000"])
    files.write(HELLO, before)
    rouse("reload")
    assert rouse("mode", "hello", "standalone") == "changed: yes\n"
    assert rouse.json("show", "hello")["services"][0]["mode"] == "standalone"
    assert rouse("mode", "hello", "standalone") == "changed: no\n"
    assert rouse.json("mode", "hello", "on-demand")["changed"] is True
    assert files.read(HELLO) == before
    assert rouse.json("show", "hello")["services"][0]["mode"] == "on-demand"


def test_warm_comes_and_goes(files, daemon, rouse):
    before = files.read(HELLO)
    assert rouse("mode", "hello", "warm") == "changed: yes\n"
    assert rouse.json("show", "hello")["services"][0]["mode"] == "warm"
    assert rouse("mode", "hello", "warm") == "changed: no\n"
    assert rouse.changed("disable", "hello")
    assert rouse.json("show", "hello")["services"][0]["mode"] == "warm"
    assert rouse.changed("enable", "hello")
    assert rouse("mode", "hello", "on-demand") == "changed: yes\n"
    assert "warm" not in files.read(HELLO)
    files.write(HELLO, before.replace("{\n", "{\n    flags = SENSOR\n", 1))
    said = rouse("mode", "hello", "warm", check=FAILED)
    assert "the flag SENSOR cannot hold with mode = warm" in said
    assert files.read(HELLO) == before.replace("{\n", "{\n    flags = SENSOR\n", 1)


def test_what_only_one_mode_heeds_stays_for_the_way_back(files, daemon, rouse):
    files.write(HELLO, files.read(HELLO).replace("{\n", "{\n    prestart = no\n    respawn = no\n", 1))
    before = files.read(HELLO)
    for mode in ("warm", "on-demand"):
        assert "changed: yes\n" in rouse("mode", "hello", mode)
        shown = rouse.json("show", "hello")["services"][0]
        assert (shown["mode"], shown["state"]) == (mode, "open")
    assert files.read(HELLO) == before


def test_a_mode_that_cannot_hold_leaves_the_file(files, daemon, rouse):
    files.write(HELLO, files.read(HELLO).replace("{\n", "{\n    only_from = 127.0.0.1\n"))
    before = files.read(HELLO)
    said = rouse("mode", "hello", "standalone", check=FAILED)
    assert "only_from cannot hold with mode = standalone" in said
    assert said.startswith("rouse: /etc/xinetd.d/hello:")
    assert files.read(HELLO) == before


def test_a_mode_that_the_daemon_refuses_is_taken_back(files, daemon, rouse):
    before = files.read(HELLO)
    files.write(CONF, files.read(CONF).replace("{\n", "{\n    log_type = NOWHERE\n", 1))
    said = rouse("mode", "hello", "standalone", check=FAILED)
    assert "/etc/xinetd.d/hello is as it was\n" in said
    assert files.read(HELLO) == before


def test_a_mode_in_which_the_service_cannot_be_served_is_taken_back(files, daemon, rouse):
    """Its files are in order, but a standalone server listens for itself, and this machine has no such program."""
    before = files.read(HELLO).replace("server = /bin/echo", "server = /bin/moved")
    files.write(HELLO, before)
    said = rouse("mode", "hello", "standalone", check=FAILED)
    assert "rouse: hello cannot be served so: " in said and "/bin/moved" in said, said
    assert said.endswith("/etc/xinetd.d/hello is as it was\n")
    assert files.read(HELLO) == before


def test_who_is_enabled_and_cannot_be_served_says_so(files, daemon, rouse):
    assert rouse.changed("disable", "hello")
    files.write(HELLO, files.read(HELLO).replace("server = /bin/echo", "server = /bin/moved"))
    said = rouse("enable", "hello", check=FAILED)
    assert "hello is still not served: " in said and "/bin/moved" in said, said
    assert "\tdisable\t= no\n" in files.read(HELLO)


def test_the_files_are_those_that_the_daemon_reads(files, make_daemon, rouse):
    """With -f it may be told of others than /etc/xinetd.conf."""
    default = files.read(HELLO)
    files.write("/srv/mine.conf", DEFAULTS + CAT.replace("service cat", "service hello"))
    make_daemon(files).start(conf="/srv/mine.conf", more=OPTIONS)
    assert rouse.changed("disable", "hello")
    assert "disable\t= yes" in files.read("/srv/mine.conf")
    assert rouse.states() == {"hello": "disabled"}
    assert rouse.changed("enable", "hello")
    rouse("mode", "cat", "standalone", check=NO_SUCH_SERVICE)
    assert "changed: yes\n" in rouse("mode", "hello", "standalone")
    assert "mode\t= standalone" in files.read("/srv/mine.conf")
    assert files.read(HELLO) == default


def test_a_server_that_expects_a_caller_is_warned_of(files, rouse):
    files.write(HELLO, files.read(HELLO).replace("server_args = hello", "server_args = -i"))
    said = rouse("mode", "hello", "standalone")
    assert "hello: wait = no: a standalone server must listen itself" in said
    assert "hello: server_args has -i" in said


def test_of_several_services_one_has_to_be_named(files, rouse):
    files.write(CONF, CAT + CAT.replace("cat\n{", "cat\n{\n    id = other").replace("4001", "4003"))
    files.write(CONF, files.read(CONF).replace("service cat\n{\n    type", "service cat\n{\n    id = one\n    type", 1))
    said = rouse("mode", "cat", "standalone", check=FAILED)
    assert said == "rouse: several services are called cat; name one by its id: one other\n"


@pytest.mark.parametrize("words", [("disable", "hello"), ("mode", "hello", "standalone")])
def test_a_disk_that_is_full_loses_nothing(files, rouse, words):
    before = files.read(HELLO)
    script = "mount -t tmpfs -o size=8k none /mnt && cp /etc/xinetd.d/hello /mnt && mount --bind /mnt /etc/xinetd.d && " \
             "cat /dev/zero >/mnt/fill 2>/dev/null; \"$@\"; status=$?; cat /etc/xinetd.d/hello >/run/after; exit $status"
    done = files.run("unshare", "-m", "sh", "-c", script, "sh", *rouse.words(*words), check=False)
    assert done.returncode == FAILED, done.stderr
    assert "No space left on device" in done.stderr
    assert files.read("/run/after") == before
