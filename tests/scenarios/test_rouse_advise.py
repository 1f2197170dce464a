"""`rouse advise`: what it knows of services, and what a trial adds to that."""

import re
import shutil
from pathlib import Path

import pytest
from lib import helpers
from lib.callers import call
from lib.configuration import ME, service
from lib.control import FAILED, NO_SUCH_SERVICE, NOT_PERMITTED, USAGE, Rouse
from lib.residents import SLEEP, resident, server
from lib.until import until
from lib.warm import parked, warm

pytestmark = pytest.mark.rouse("xinetd has no such command")

HERE = ("127.0.0.1", 4000)
GROUP, MEMBER = 4300, 1001


def echo(name="hello", **attributes):
    return service(name, **{"port": 4000, "server": "/bin/echo", "server_args": "hello", "bind": "127.0.0.1", **attributes})


def advice(rouse, name, *words):
    return rouse.json("advise", name, *words)["services"][0]


def test_it_counts_callers_and_knows_the_shortest_session(main, command, rouse):
    daemon = command(echo())
    told = advice(rouse, "hello")
    assert told.items() >= {"mode": "on-demand", "callers": 0, "saves": None, "memory": None, "advice": "wait"}.items()
    for _ in range(3):
        call(main, HERE)
    daemon.entry("^EXIT: hello ", times=3)
    told = advice(rouse, "hello")
    assert told["callers"] == 3 and told["why"].startswith("too few callers yet: 3 in ")
    assert told["saves"].items() >= {"at_most": True, "measured": "sessions", "times": 3}.items()
    assert 0 < told["saves"]["us"] < 20_000_000
    assert told["sessions"]["started"]["times"] == 3 and told["sessions"]["forked"] is None
    assert told["sessions"]["started"]["shortest_us"] == told["saves"]["us"] <= told["sessions"]["started"]["mean_us"]
    assert told["command"] is None and told["lines"] == []
    assert re.search(r"^warm +saves a caller at most [\d.]+ [mu]?s \(the shortest of 3 sessions\)$", rouse("advise", "hello"), re.M)
    assert re.search(r"^hello +on-demand +[\d.]+ +<= [\d.]+ [mu]?s +- +wait$", rouse("advise"), re.M)


def test_counts_go_on_with_the_next_steward_and_not_with_another_server(main, command, rouse):
    daemon = command(echo())
    call(main, HERE)
    daemon.entry("^EXIT: hello ")
    before = advice(rouse, "hello")
    daemon.steward().kill()
    daemon.says("another one took over")
    until(lambda: main.run(*rouse.words("list"), check=False).returncode == 0, "next steward")
    after = advice(rouse, "hello")
    assert all(after[key] == before[key] for key in ("since", "callers"))
    assert after["saves"]["us"] == before["saves"]["us"] and after["saves"]["times"] == 1
    main.write("/etc/xinetd.conf", main.read("/etc/xinetd.conf").replace("= hello", "= goodbye"))
    daemon.reload()
    assert advice(rouse, "hello").items() >= {"callers": 1, "saves": None}.items()


def test_a_server_that_failed_tells_nothing_of_how_long_a_start_takes(main, command, rouse):
    """One that ended before it had started made its start the shortest of all for ever."""
    for name, end in (("fails", "exit 3"), ("dies", "kill -9 $$")):
        server(main, name, f'read line\n[ "$line" = live ] || {end}\necho hello')
    daemon = command(*(echo(name, port=port, server=f"/srv/{name}") for name, port in (("fails", 4001), ("dies", 4002))))
    for name, port in (("fails", 4001), ("dies", 4002)):
        for word in ("live", "die", "die"):
            call(main, ("127.0.0.1", port), f"{word}\n".encode())
        daemon.entry(f"^EXIT: {name} ", times=3)
        told = advice(rouse, name)
        assert told["callers"] == 3 and told["sessions"]["started"]["times"] == told["saves"]["times"] == 1


def test_every_key_stands_in_the_manual(main, command, rouse):
    command(echo())
    main.write("/etc/init.d/echo", "#!/bin/sh\n", mode=0o755)
    told = advice(rouse, "hello", "--measure", "main")
    assert told["standalone"] == {"script": "/etc/init.d/echo", "command": "service echo start"}
    assert told["saves"]["point"] == "main"
    table = (Path(__file__).parents[2] / "docs/warm.md").read_text().split("| key |")[1].split("\n\n")[0]
    written = {key for row in table.splitlines()[2:] for key in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert written == {*told, *told["saves"], *told["standalone"], *told["sessions"], "times", "shortest_us", "mean_us"}


def test_a_trial_measures_the_way_to_the_park_point_and_serves_nobody(main, command, rouse):
    daemon = command(echo())
    told = advice(rouse, "hello", "--measure", "main")
    assert told["saves"].items() >= {"at_most": False, "measured": "trial", "times": 3}.items()
    assert 0 < told["saves"]["us"] < 20_000_000 and 4096 < told["memory"] < 64 << 20
    assert told["callers"] == 0 and told["mode"] == "on-demand"
    daemon.says("order: trial hello ")
    until(lambda: not main.processes(comm="echo"), "end of the last one")
    assert not daemon.entries()
    said = rouse("advise", "hello", "--measure", "main")
    assert re.search(r"^warm +saves a caller [\d.]+ [mu]?s, but for a fork \(.* best of 3 starts on trial\)$", said, re.M)
    assert advice(rouse, "hello")["saves"] is None, "it is not remembered"
    assert call(main, HERE) == "hello\n"


def test_a_script_that_parks_at_its_first_call_has_done_more(main, command, rouse):
    main.write("/srv/script", "#!/usr/bin/perl\nmy @all = map { $_ * 2 } 1 .. 400_000;\nmy $line = <STDIN>;\nprint 'said';\n", mode=0o755)
    command(echo(server="/srv/script"))
    main_point, io_point = (advice(rouse, "hello", "--measure", point) for point in ("main", "io"))
    assert io_point["memory"] > main_point["memory"] + (1 << 20)
    assert io_point["saves"]["us"] > main_point["saves"]["us"]


def test_a_warm_service_tells_what_it_saves(main, command, rouse):
    programme = helpers.programme("warm_server")
    daemon = command(warm("web", port=4000, server=programme, server_args="nothing"))
    parked(daemon, "web")
    call(main, HERE)
    daemon.entry("^EXIT: web ")
    told = advice(rouse, "web")
    assert told.items() >= {"mode": "warm", "callers": 1, "advice": "wait"}.items()
    assert told["saves"].items() >= {"at_most": False, "measured": "starts", "times": 1}.items()
    assert 4096 < told["memory"] < 64 << 20
    assert told["sessions"]["started"] is None and told["sessions"]["forked"]["times"] == 1
    assert "for callers: 1; served cold: 0" in rouse("advise", "web")
    trial = advice(rouse, "web", "--measure", "main")
    assert trial["saves"]["measured"] == "trial" and parked(daemon, "web")


def test_who_cannot_be_warm_and_why(main, command, rouse):
    program = main.path("/srv/setuid")
    shutil.copy("/bin/echo", program)
    program.chmod(0o4755)
    server(main, "web", SLEEP)
    command(echo("setuid", server="/srv/setuid"), echo("dgram", port=4001, socket_type="dgram", protocol="udp", wait="yes"),
            echo("waits", port=4002, wait="yes"), service("echo", type="INTERNAL UNLISTED", port=4003, bind="127.0.0.1"),
            echo("off", port=4004, disable="yes"), resident("web"))
    why = {each["name"]: (each["advice"], each["why"]) for each in rouse.json("advise")["services"]}
    cannot = "it cannot be warm: "
    advised, off = why.pop("off")
    assert advised == "none" and off.startswith("it is not served: disable = yes (/etc/xinetd.conf:")
    assert why == {"setuid": ("on-demand", cannot + "/srv/setuid is setuid"),
                   "dgram": ("on-demand", cannot + "a socket_type other than stream"),
                   "waits": ("on-demand", cannot + "wait = yes"),
                   "echo": ("on-demand", cannot + "type = INTERNAL"),
                   "web": ("none", "it always runs: nobody waits for a start")}
    assert advice(rouse, "setuid", "--measure", "main")["why"] == cannot + "/srv/setuid is setuid"
    assert "web is a resident" in rouse("advise", "web", "--measure", "main", check=FAILED)
    assert "off is disabled" in rouse("advise", "off", "--measure", "main", check=FAILED)


def test_an_init_script_of_that_program_is_named(main, command, rouse):
    command(echo(), echo("other", port=4001, server="/bin/cat"))
    main.write("/etc/init.d/echo", "#!/bin/sh\n", mode=0o755)
    assert re.search("^standalone +/etc/init.d/echo starts a server that listens itself: service echo start$",
                     rouse("advise", "hello"), re.M)
    assert re.search("^standalone +only with a server that listens itself", rouse("advise", "other"), re.M)


def test_a_server_that_never_turns_to_its_caller_is_ended(main, command, rouse):
    main.write("/srv/busy", "#!/usr/bin/perl\n1 while 1;\n", mode=0o755)
    command(echo("busy", server="/srv/busy", mode="warm", park="io", park_timeout="0.2"))
    told = advice(rouse, "busy", "--measure", "io")
    assert "has taken too long before it was parked" in told["why"] and told["trial"] in told["why"]
    assert re.search("^trial +not parked at io: [0-9]+ has taken too long", rouse("advise", "busy", "--measure", "io"), re.M)
    until(lambda: not main.processes(comm="busy"), "end of the trial")


def test_wrong_words(main, command, rouse):
    command(echo())
    assert rouse("advise", "--measure", "main", check=USAGE) == (
        "rouse: --measure is for one service: rouse advise NAME --measure main\n")
    assert rouse("advise", "hello", "--measure", "mian", check=USAGE) == "rouse: mian is no park point: main or io\n"
    assert "nobody" in rouse("advise", "nobody", "--measure", "main", check=NO_SUCH_SERVICE)


@pytest.mark.skipif(ME != "root", reason="only root can be somebody else")
def test_who_may_only_read_has_nothing_started(main, command, rouse):
    main.write("/etc/group", main.read("/etc/group") + f"rouse:x:{GROUP}:\n")
    command(echo())
    member = Rouse(main, MEMBER, [GROUP])
    assert "hello" in member("advise", "hello")
    assert "only root" in member("advise", "hello", "--measure", "main", check=NOT_PERMITTED)
