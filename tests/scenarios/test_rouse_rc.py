"""rouse-rc: the init scripts of a machine whose systemd starts none any more. Its folders of units stand for systemd."""

import re

import pytest
from lib.daemon import REPOSITORY, binary
from lib.host import PATH
from lib.rc import daemon as daemon_script
from lib.rc import lsb, notes, script
from lib.until import until

pytestmark = pytest.mark.rouse("it has nothing to do with systemd")

RECORD = "/run/rouse/rc"
GENERATOR = "/run/systemd/system-generators/systemd-sysv-generator"


@pytest.fixture
def machine(tree):
    """A tree that systemd seems to run, without its generator for init scripts."""
    tree.path("/run/systemd/system").mkdir(parents=True)
    tree.path(GENERATOR).parent.mkdir()
    tree.path(GENERATOR).symlink_to("/dev/null")  # masks one that the machine may have
    target(tree, "multi-user.target")
    return tree


def target(tree, name):
    """What the machine boots into, whatever the one below it does."""
    link = tree.path("/etc/systemd/system/default.target")
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(f"/lib/systemd/system/{name}")


def rc(tree, *words, **options):
    return tree.run(binary("roused").with_name("rouse-rc"), *words, **options)


def unit(tree, name, folder="/etc/systemd/system", links_to=None):
    if links_to is None:
        tree.write(f"{folder}/{name}.service", "[Service]\n")
    else:
        tree.path(folder).mkdir(parents=True, exist_ok=True)
        tree.path(f"{folder}/{name}.service").symlink_to(links_to)


def test_both_kinds_side_by_side(machine):
    """None is started twice, none is left out."""
    for name in ("ours1", "ours2", "ours.sh", "native", "runtime", "alias", "masked", "dotted.sh"):
        script(machine, f"S20{name}")
    script(machine, "K20off")
    unit(machine, "native")
    unit(machine, "runtime", "/run/systemd/system")
    unit(machine, "alias", links_to="/etc/systemd/system/native.service")
    unit(machine, "masked", links_to="/dev/null")
    unit(machine, "dotted")
    unit(machine, "ours1-helper")
    assert rc(machine, "start", "--dry-run").stdout.splitlines() == [
        "S20ours.sh starts", "S20ours1 starts", "S20ours2 starts",
        *(f"S20{name} does not start: it has a unit of systemd's"
          for name in ("alias", "dotted.sh", "masked", "native", "runtime"))]
    assert notes(machine) == []

    told = rc(machine, "start").stdout
    assert sorted(notes(machine)) == ["start ours.sh", "start ours1", "start ours2"]
    assert "runlevel 3: 0 stopped, 3 started" in told
    assert rc(machine, "start").stdout.count("0 stopped, 0 started") == 1, "what runs is not started again"
    assert len(notes(machine)) == 3

    rc(machine, "stop")
    assert sorted(notes(machine)[3:]) == ["stop ours.sh", "stop ours1", "stop ours2"]
    rc(machine, "stop")
    assert len(notes(machine)) == 6, "it stops once, and only what it started"


def test_daemons_outlive_it_and_stop_in_the_reverse_order(machine):
    daemon_script(machine, "S20net", header=lsb())
    daemon_script(machine, "S20web", header=lsb("net"))
    script(machine, "S30broken", body="exit 3")
    told = rc(machine, "start").stdout
    assert "broken start: status 3" in told
    assert len([p for p in machine.processes() if p.comm == "sh"]) == 2
    assert machine.read(RECORD) == "3 S20net\n3 S20web\n"
    assert rc(machine, "stop", "--dry-run").stdout == "S20net stops\nS20web stops\n"
    rc(machine, "stop")
    assert notes(machine)[-2:] == ["stop web", "stop net"]
    until(lambda: not [p for p in machine.processes() if p.comm == "sh"], "end of the daemons")
    assert machine.read(RECORD) == ""


def test_what_was_started_by_hand_is_left_alone(machine):
    script(machine, "S20byhand")
    machine.write("/var/lock/subsys/byhand", "")
    rc(machine, "start")
    rc(machine, "stop")
    assert notes(machine) == []


def test_where_systemd_starts_scripts_itself_it_does_nothing(machine):
    script(machine, "S20x")
    machine.path(GENERATOR).unlink()
    machine.write(GENERATOR, "#!/bin/sh\n", 0o755)
    assert rc(machine, "start").stdout == (
        "systemd starts the init scripts of this machine itself (systemd-sysv-generator); nothing to do\n")
    assert notes(machine) == []


def test_people_are_told_in_their_language(machine):
    for name in ("ours", "native"):
        script(machine, f"S20{name}")
    unit(machine, "native")
    korean = {"PATH": PATH, "LANG": "ko_KR.UTF-8"}
    assert rc(machine, "start", "--dry-run", env=korean).stdout == (
        "S20ours: 시작합니다\nS20native: 시작하지 않습니다: systemd 유닛이 있습니다\n")
    rc(machine, "start", env=korean)
    assert rc(machine, "stop", "--dry-run", env=korean).stdout == "S20ours: 정지합니다\n"
    assert rc(machine, "--help", env=korean).stdout.startswith("사용법: rouse-rc start|stop [--dry-run] [--level N]\n")
    assert rc(machine, "restart", env=korean, check=False).stderr.startswith("사용법: ")
    machine.path(GENERATOR).unlink()
    machine.write(GENERATOR, "#!/bin/sh\n", 0o755)
    assert rc(machine, "start", env=korean).stdout == (
        "이 시스템의 init 스크립트는 systemd가 직접 시작하므로(systemd-sysv-generator) 할 일이 없습니다\n")


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
def test_a_script_starts_though_nobody_can_hear_of_it(machine, redirection):
    script(machine, "S20x")
    done = machine.run("sh", "-c", f'"$0" start {redirection}', binary("roused").with_name("rouse-rc"), check=False)
    assert notes(machine) == ["start x"]
    assert done.returncode == 1
    assert done.stderr.startswith("rouse-rc: cannot write to standard output: ")


def test_without_systemd_it_says_who_is_meant(tree):
    done = rc(tree, "start", check=False)
    assert done.returncode == 1
    assert done.stderr == "rouse-rc: systemd does not run here; `roused --runlevel N` starts init scripts\n"


def test_the_default_target_names_the_level(machine):
    script(machine, "S20three", "3")
    script(machine, "S20five", "5")
    target(machine, "graphical.target")
    assert rc(machine, "start", "--dry-run").stdout == "S20five starts\n"
    assert rc(machine, "start", "--dry-run", "--level", "3").stdout == "S20three starts\n"


def test_each_script_has_a_scope_of_its_own_where_there_are_any(machine):
    machine.write("/usr/sbin/systemd-run", '#!/bin/sh\necho "$*" >>/run/scopes\n'
                  'while [ "$1" != -- ]; do shift; done; shift; exec "$@"\n', 0o755)
    script(machine, "S20x")
    assert "scopes" not in rc(machine, "start").stdout
    scope, = [line for line in machine.read("/run/scopes").splitlines() if "/etc/rc3.d/S20x" in line]
    assert scope.startswith("--scope --quiet --collect --property=Before=rouse-rc.service --unit=rouse-rc-x.scope -- ")
    assert scope.endswith("/etc/rc3.d/S20x start")
    rc(machine, "stop")
    assert notes(machine) == ["start x", "stop x"]
    assert "S20x stop" not in machine.read("/run/scopes")


def test_where_there_are_no_scopes_it_says_so(machine):
    machine.write("/usr/sbin/systemd-run", "#!/bin/sh\nexit 1\n", 0o755)
    script(machine, "S20x")
    assert "systemd gives no scopes: all scripts run in the one of rouse-rc" in rc(machine, "start").stdout
    assert notes(machine) == ["start x"]


def test_its_unit_calls_it_as_it_wants_to_be_called(machine):
    text = (REPOSITORY / "packaging/rouse-rc.service.in").read_text()
    calls = re.findall(r"^Exec\w+=@sbin@/rouse-rc (\w+)$", text, re.M)
    assert calls == ["start", "stop"]
    for words in ((), ("restart",), ("start", "--level", "6"), ("start", "stop")):
        assert rc(machine, *words, check=False).returncode == 2
