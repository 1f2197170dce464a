"""`rouse export systemd NAME`: services as units of systemd's, made of the files alone. No daemon runs here."""

import shutil

import pytest
from lib.configuration import ME, service
from lib.control import (DONE, FAILED, NO_SUCH_SERVICE, NOT_PERMITTED, USAGE, Rouse)

pytestmark = pytest.mark.rouse("xinetd has no such command")

STRANGER = 4242
CAT = service("cat", port=4000, server="/bin/cat", only_from="127.0.0.1 .example.org", cps="5 10")
OFF = service("off", port=4001, server="/bin/cat", disable="yes")
ECHO = service("echo", type="INTERNAL UNLISTED", port=4002)
BAD = service("bad", port=99999, server="/bin/cat")
HOSTILE = service("odd", "flags = NAMEINARGS", id="a/b%n", port=4003, server="/bin/cat",
                  server_args="cat ; $HOME 50% \\x say\"hi\"")


@pytest.fixture
def configured(main):
    main.write("/etc/xinetd.conf", CAT + OFF + ECHO + BAD + HOSTILE)
    return main


@pytest.fixture
def rouse(configured):
    return Rouse(configured)


def export(rouse, *words, check=DONE):
    return rouse("export", "systemd", *words, check=check)


def test_both_units_go_to_standard_output_and_what_is_lost_to_standard_error(configured, rouse):
    done = configured.run(*rouse.words("export", "systemd", "cat"))
    assert done.stdout.startswith("# cat.socket: service cat of /etc/xinetd.conf:1, made by rouse export systemd\n")
    for line in ("ListenStream=4000", "Accept=yes", "IPAddressAllow=127.0.0.1/32", "TriggerLimitBurst=5",
                 "ExecStart=@/bin/cat cat", f"User={ME}"):
        assert f"\n{line}\n" in done.stdout
    lost = "only_from: .example.org: systemd knows no names; these callers are not let in\n"
    assert f"rouse: not expressed: {lost}" in done.stderr
    assert f"#   {lost}" in done.stdout


def test_programs_get_one_object(rouse):
    told = rouse.json("export", "systemd", "cat")
    assert told["outcome"] == "done" and told["changed"] is False
    assert [unit["name"] for unit in told["units"]] == ["cat.socket", "cat@.service"]
    assert "[Socket]\n" in told["units"][0]["text"] and "[Service]\n" in told["units"][1]["text"]
    assert {"attribute": "only_from", "values": [".example.org"],
            "text": "systemd knows no names; these callers are not let in"} in told["not_expressed"]


def test_files_are_written_once_and_never_over_others(configured, rouse):
    configured.path("/run/units").mkdir()
    write = ("--output", "/run/units")
    assert export(rouse, "cat", *write).startswith("changed: yes\n")
    there = configured.read("/run/units/cat.socket")
    assert there in export(rouse, "cat")
    assert configured.path("/run/units/cat@.service").stat().st_mode & 0o777 == 0o644
    assert export(rouse, "cat", *write).startswith("changed: no\n")
    assert rouse.json("export", "systemd", "cat", *write)["changed"] is False
    configured.write("/run/units/cat@.service", "mine\n")
    configured.path("/run/units/cat.socket").unlink()
    assert "/run/units/cat@.service is there and says something else; --force replaces it" in export(
        rouse, "cat", *write, check=FAILED)
    assert not configured.path("/run/units/cat.socket").exists()
    assert export(rouse, "cat", *write, "--force").startswith("changed: yes\n")
    assert "ExecStart" in configured.read("/run/units/cat@.service")


def test_the_link_of_a_masked_unit_is_not_followed(configured, rouse):
    configured.path("/run/units").mkdir()
    configured.path("/run/units/cat.socket").symlink_to("/run/null")
    configured.write("/run/null", "")
    said = export(rouse, "cat", "--output", "/run/units", "--force", check=FAILED)
    assert said == "rouse: /run/units/cat.socket is no plain file, and stays\n"
    assert configured.read("/run/null") == "" and not configured.path("/run/units/cat@.service").exists()


def test_folders_that_cannot_be_written_to(configured, rouse):
    assert "/run/none/cat.socket: No such file or directory" in export(rouse, "cat", "--output", "/run/none",
                                                                        check=FAILED)
    configured.path("/run/units").mkdir(mode=0o755)
    if ME == "root":
        stranger = Rouse(configured, user=STRANGER)
        assert "Permission denied" in export(stranger, "cat", "--output", "/run/units", check=NOT_PERMITTED)
        assert stranger.json("export", "systemd", "cat")["outcome"] == "done"


def test_a_disabled_service_is_exported_and_told_of(rouse):
    assert rouse.json("export", "systemd", "off")["not_expressed"][0]["attribute"] == "disable"


def test_what_cannot_be_exported_says_why(rouse):
    assert "/etc/xinetd.conf:22: echo cannot be a unit of systemd's: type: the daemon itself answers" in export(
        rouse, "echo", check=FAILED)
    assert "bad is not served: port number is invalid: 99999" in export(rouse, "bad", check=FAILED)
    assert export(rouse, "echos", check=NO_SUCH_SERVICE) == (
        "rouse: no service is called echos; did you mean echo?\n")
    assert rouse.json("export", "systemd", "nobody", check=NO_SUCH_SERVICE)["outcome"] == "no such service"


def test_a_configuration_that_cannot_be_read_fails(main):
    main.write("/etc/xinetd.conf", "")
    main.path("/etc/xinetd.conf").unlink()
    main.path("/etc/xinetd.conf").mkdir()
    assert "`rouse check` tells why" in export(Rouse(main), "cat", check=FAILED)


def test_wrong_words_are_usage_errors(rouse):
    assert "did you mean systemd?" in rouse("export", "sytemd", "cat", check=USAGE)
    assert "launchd cannot be exported to; systemd can" in rouse("export", "launchd", "cat", check=USAGE)
    assert "usage: rouse export systemd NAME" in rouse("export", "systemd", check=USAGE)
    assert "--force belongs to --output" in export(rouse, "cat", "--force", check=USAGE)
    assert "--output needs DIR" in export(rouse, "cat", "--output", check=USAGE)
    assert "did you mean --output?" in export(rouse, "cat", "--outptu=/tmp", check=USAGE)


def test_in_korean(configured):
    korean = Rouse(configured, language="ko_KR.UTF-8")
    assert "rouse: 표현하지 못함: only_from: .example.org: systemd 는 이름을 모르므로" in export(korean, "cat")
    assert "#   only_from: .example.org: systemd knows no names" in export(korean, "cat")


def test_a_full_disk_is_told_and_leaves_nothing(configured, rouse):
    configured.path("/run/full").mkdir()
    configured.run("mount", "-t", "tmpfs", "-o", "size=4k,nr_inodes=8", "none", "/run/full")
    configured.run("sh", "-c", "head -c 4096 /dev/zero > /run/full/all")
    assert "No space left on device" in export(rouse, "cat", "--output", "/run/full", check=FAILED)
    assert configured.run("ls", "/run/full").stdout == "all\n"


@pytest.mark.root
@pytest.mark.parametrize("before", [None, "mine\n"])
def test_where_one_file_cannot_be_written_the_other_is_as_before(configured, rouse, before):
    """There is room for one of the two; or the second is mounted where it is, and nothing can take its place."""
    configured.path("/run/units").mkdir()
    if before is None:
        configured.run("mount", "-t", "tmpfs", "-o", "size=8k", "none", "/run/units")
        configured.run("sh", "-c", "head -c 4096 /dev/zero >/run/units/fill")
    else:
        for name in ("cat.socket", "cat@.service", "mounted"):
            configured.write(f"/run/units/{name}", before)
        configured.run("mount", "--bind", "/run/units/mounted", "/run/units/cat@.service")
    left = configured.run("ls", "/run/units").stdout
    said = export(rouse, "cat", "--output", "/run/units", "--force", check=FAILED)
    assert "No space left" in said if before is None else "busy" in said, said
    assert configured.run("ls", "/run/units").stdout == left
    assert before is None or configured.run("cat", "/run/units/cat.socket").stdout == before


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_reads_even_odd_names_and_arguments(configured, rouse):
    configured.path("/run/units").mkdir()
    export(rouse, "a/b%n", "--output", "/run/units")
    name = "a\\x2fb\\x25n"
    assert configured.path(f"/run/units/{name}.socket").exists()
    done = configured.run("env", "SYSTEMD_UNIT_PATH=/run/units:", "systemd-analyze", "verify", "--man=no",
                          f"/run/units/{name}.socket", f"/run/units/{name}@1.service")
    assert done.stdout + done.stderr == ""
    assert 'ExecStart=:@/bin/cat cat ";" "$HOME" "50%%"' in configured.read(f"/run/units/{name}@.service")
