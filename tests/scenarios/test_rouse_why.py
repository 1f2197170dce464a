"""`rouse why`: what it foretells of a caller is what becomes of him, and what became of him it tells."""

import json
import re
import time

import pytest
from lib.callers import call, datagram, dial
from lib.configuration import service
from lib.control import DONE, NO_SUCH_SERVICE, NOT_PERMITTED, NOT_RUNNING, USAGE, Rouse
from lib.daemon import CONFIGURATION

pytestmark = pytest.mark.rouse("xinetd has no control socket")

HERE = ("127.0.0.1", 4000)
LOCAL = "127.0.0.1"


def greet(*lines, name="greet", **attributes):
    return service(name, *lines, **{"port": 4000, "server": "/bin/echo", "server_args": "served", "flags": "IPv4",
                                    "cps": "0 1", **attributes})


def hold(**attributes):
    return greet(**{"server": "/bin/cat", "server_args": None, **attributes})


def why(rouse, *words, address=LOCAL, name="greet"):
    walks = rouse.json("why", name, address, *words)["walks"]
    assert len(walks) == 1, walks
    return walks[0]


def line_of(main, text):
    """FILE:LINE of the only line of the configuration with this text."""
    lines = [n for n, line in enumerate(main.read(CONFIGURATION).splitlines(), 1) if text in line]
    assert len(lines) == 1, (text, lines)
    return f"{CONFIGURATION}:{lines[0]}"


def comes_in(main):
    answer = call(main, HERE)
    assert answer in ("served\n", "")
    return answer == "served\n"


def local_minute(main, shift_s):
    return main.run("date", "-d", f"@{int(time.time()) + shift_s}", "+%H:%M").stdout.strip()


REFUSING = {
    "only_from": ({"only_from": "10.0.0.0/8 192.168.1.7"}, "address", "only_from = "),
    "no_access": ({"no_access": "10.9.9.9 127.0.0.0/8"}, "address", "no_access = "),
    "instances": ({"instances": 0}, "service_limit", "instances = "),
    "per_source": ({"per_source": 0}, "per_source_limit", "per_source = "),
    "max_load": ({"max_load": "0.0000001"}, "load", "max_load = "),
    "access_times": ({"access_times": "{closed}"}, "time", "access_times = "),
}


@pytest.mark.parametrize("rule", REFUSING)
def test_it_names_the_rule_its_line_and_the_refusals(main, command, rouse, rule):
    attributes, reason, text = REFUSING[rule]
    if rule == "max_load" and float(main.read("/proc/loadavg").split()[0]) == 0:
        pytest.skip("the machine's load is 0.00: nothing is above it")
    closed = f"{local_minute(main, 7200)}-{local_minute(main, 10800)}"
    command(greet(**{key: str(value).format(closed=closed) for key, value in attributes.items()}))
    before = why(rouse)
    assert (before["admitted"], before["rule"], before["reason"]) == (False, rule, reason)
    assert before["place"] == line_of(main, text)
    assert before["refused"] == 0
    assert not comes_in(main)
    after = why(rouse)
    assert after["refused"] == 1
    assert [(r["reason"], r["rule"], r["place"]) for r in after["refusals"]] == [(reason, rule, before["place"])]
    assert why(rouse, address="127.0.0.9")["refused"] == 0


def test_whom_nothing_refuses_comes_in(main, command, rouse):
    command(greet(only_from="127.0.0.1", access_times="00:00-23:59", instances=3, per_source=2))
    walk = why(rouse)
    assert (walk["admitted"], walk["rule"], walk["refusals"]) == (True, None, [])
    assert [step["rule"] for step in walk["steps"]] == [
        "door", "cps", "max_load", "access_times", "instances", "per_source", "-limit", "flags", "sensors", "no_access",
        "only_from", "hosts"]
    assert {step["verdict"] for step in walk["steps"]} == {"admits"}
    assert comes_in(main)


def test_asking_changes_nothing(main, command, rouse):
    command(greet(cps="2 60"))
    for _ in range(20):
        assert why(rouse)["admitted"]
    assert comes_in(main)


def test_the_moment_may_be_another_one(main, command, rouse):
    now, closed = (f"{local_minute(main, begin)}-{local_minute(main, end)}" for begin, end in ((-3600, 3600), (7200, 10800)))
    command(greet(access_times=now))
    assert why(rouse)["admitted"]
    at = why(rouse, "--at", closed[:5])
    assert (at["admitted"], at["rule"]) == (False, "access_times")
    assert 0 < at["at"] - time.time() <= 86400
    assert closed[:5] in rouse("why", "greet", LOCAL, "--at", closed[:5]).splitlines()[0]


def test_servers_that_run_are_counted(main, command, rouse):
    daemon = command(hold(instances=1))
    with dial(main, HERE):
        daemon.entry("^START: greet")
        walk = why(rouse)
        assert (walk["admitted"], walk["rule"]) == (False, "instances")
        assert "instances = 1, running: 1" in [step["text"] for step in walk["steps"]]
    daemon.entry("^EXIT: greet")
    assert why(rouse)["admitted"]


def test_the_limit_of_the_daemon(main, command, rouse):
    daemon = command(hold(), hold(name="other", port=4001), more=("-limit", "1"))
    with dial(main, ("127.0.0.1", 4001)):
        daemon.entry("^START: other")
        assert (why(rouse)["rule"], why(rouse)["reason"]) == ("-limit", "process_limit")
    daemon.entry("^EXIT: other")


def test_a_pause_of_cps_is_at_the_door(main, command, rouse):
    daemon = command(greet(cps="1 3600"))
    while comes_in(main):
        pass
    daemon.says("Deactivating service greet due to excessive incoming connections")
    walk = why(rouse)
    assert (walk["admitted"], walk["rule"], walk["reason"]) == (False, "door", "connections per second")
    assert walk["place"] == line_of(main, "cps = ")
    assert re.match(r"it rests for another (59m\d\ds|1h00m), because", walk["steps"][0]["text"])
    assert walk["refusals"][-1]["reason"] == "connections per second"


def test_a_closed_door_and_one_without_its_port(main, command, rouse):
    with main.socket() as taken:
        taken.bind(("0.0.0.0", 4001))
        taken.listen()
        command(greet(), greet(name="late", port=4001))
        rouse("close", "greet")
        assert why(rouse)["rule"] == "door"
        assert "rouse open greet" in why(rouse)["steps"][0]["text"]
        late = why(rouse, name="late")
        assert (late["admitted"], late["steps"][0]["text"]) == (False, "it could not be opened: Address already in use")
    rouse("open", "greet")
    assert why(rouse)["admitted"] and comes_in(main)


def test_whom_a_sensor_has_shut_out(main, command, rouse):
    daemon = command(greet(), service("trap", type="INTERNAL UNLISTED", flags="SENSOR IPv4", port=4009, deny_time=5))
    assert why(rouse)["admitted"]
    assert (why(rouse, name="trap")["rule"], why(rouse, name="trap")["reason"]) == ("flags", "address")
    call(main, ("127.0.0.1", 4009))
    daemon.says("Adding 127.0.0.1 to the global_no_access list")
    walk = why(rouse)
    assert (walk["admitted"], walk["rule"]) == (False, "sensors")
    assert re.search(r"a SENSOR has shut 127\.0\.0\.1 out for another (4m\d\ds|5m00s)",
                     "\n".join(step["text"] for step in walk["steps"]))
    assert not comes_in(main)
    assert why(rouse)["refusals"][-1]["rule"] == "sensors"
    assert why(rouse, address="127.0.0.2")["admitted"]


def test_the_rule_of_hosts_deny_has_its_line(main, command, rouse):
    main.write("/etc/hosts.allow", "# none\necho: 10.0.0.0/255.0.0.0\n")
    main.write("/etc/hosts.deny", "# beware\n\necho: 127.\n")
    command(greet())
    walk = why(rouse)
    assert (walk["admitted"], walk["rule"], walk["reason"]) == (False, "hosts", "libwrap")
    assert walk["place"] == "/etc/hosts.deny:3"
    assert not comes_in(main)
    assert [(r["reason"], r["place"]) for r in why(rouse)["refusals"]] == [("libwrap", "/etc/hosts.deny:3")]
    granted = why(rouse, address="10.1.2.3")
    assert granted["admitted"]
    assert granted["steps"][-1]["place"] == "/etc/hosts.allow:2"


def test_entries_of_lists_have_the_line_where_they_stand(main, command, rouse):
    main.write("/etc/xinetd.d/more", service("more", "only_from += 127.0.0.1", "only_from += 10.2.0.0/16",
                                             port=4001, server="/bin/echo", flags="IPv4"))
    command("includedir /etc/xinetd.d\n", greet())
    only_from = {address: step["place"] for address in (LOCAL, "10.2.3.4")
                 for step in why(rouse, name="more", address=address)["steps"] if step["rule"] == "only_from"}
    assert set(only_from.values()) == {"/etc/xinetd.d/more:10", "/etc/xinetd.d/more:11"}
    assert only_from[LOCAL] < only_from["10.2.3.4"]


def test_an_ipv4_caller_of_a_dual_stack_door_is_the_one_that_the_gate_sees(main, command, rouse):
    command(greet(flags="IPv6", no_access="127.0.0.1"))
    walk = why(rouse)
    assert (walk["caller"], walk["rule"]) == ("::ffff:127.0.0.1", "no_access")
    assert not comes_in(main)
    assert why(rouse)["refused"] == why(rouse, address="::ffff:127.0.0.1")["refused"] == 1


def test_an_address_of_the_other_family_does_not_reach_the_door(command, rouse):
    command(greet())
    walk = why(rouse, address="2001:db8::1")
    assert (walk["admitted"], walk["rule"]) == (False, "door")
    assert walk["steps"][0]["text"] == "0.0.0.0:4000/tcp cannot be reached from 2001:db8::1"


def test_what_has_no_gate_says_so(command, rouse):
    command(greet("disable = yes", name="off"), greet())
    off = why(rouse, name="off")
    assert (off["admitted"], off["rule"]) == (False, "service")
    assert re.fullmatch(rf"it is disabled: disable = yes \({CONFIGURATION}:\d+\)", off["steps"][0]["text"])


def test_services_that_rouse_answers_itself(main, command, rouse):
    command(service("echo", type="INTERNAL UNLISTED", protocol="tcp", port=4000, flags="IPv4", only_from="10.0.0.0"),
            service("time", type="INTERNAL UNLISTED", protocol="tcp", port=4001, flags="IPv4", per_source=3))
    walk = why(rouse, name="echo")
    assert (walk["admitted"], walk["rule"]) == (False, "only_from")
    assert call(main, HERE) == ""
    assert why(rouse, name="time")["admitted"] is None
    assert "whether 127.0.0.1 would come in cannot be told" in rouse("why", "time", LOCAL)


def test_datagrams_and_their_wait(main, command, rouse):
    daemon = command(service("letters", port=4000, socket_type="dgram", protocol="udp", wait="yes", flags="IPv4",
                             server="/bin/cat", no_access="127.0.0.1"))
    assert why(rouse, name="letters")["rule"] == "no_access"
    with datagram(main, HERE) as s:
        s.send(b"x")
        daemon.entry("^FAIL: letters address from=127.0.0.1")
    assert why(rouse, name="letters")["refused"] == 1


def test_a_socket_file_has_callers_without_addresses(command, rouse):
    command(service("files", socket_type="stream", server="/bin/cat", bind="/run/files.sock"))
    walk = why(rouse, name="files")
    assert (walk["admitted"], walk["caller"]) == (True, "local")


def test_people_see_the_answer_first(main, command, rouse):
    command(greet(only_from="10.0.0.0/8"))
    assert not comes_in(main)
    place = line_of(main, "only_from = ")
    said = rouse("why", "greet", LOCAL).splitlines()
    assert said[0] == (f"greet: 127.0.0.1 would be refused by only_from ({place}): "
                       "no entry fits 127.0.0.1 (entries: 1)")
    assert said[2] == "It has refused this caller lately, times: 1"
    assert re.fullmatch(rf"  \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d  address  only_from \({place}\)", said[3])
    assert said[5] == "What is asked about 127.0.0.1, in this order:"
    assert [line.split()[:2] for line in said[6:8]] == [["yes", "door"], ["yes", "cps"]]
    assert [line for line in said if line.startswith("  NO ")] == [line for line in said[6:] if "only_from" in line]
    assert rouse("why", "greet", "10.1.2.3").splitlines()[0] == "greet: 10.1.2.3 would come in"


def test_people_who_read_korean(main, command):
    command(greet(only_from="10.0.0.0/8"))
    said = Rouse(main, language="ko_KR.UTF-8")("why", "greet", LOCAL)
    assert "would" not in said and "only_from" in said


@pytest.mark.parametrize(("words", "status", "message"), [
    (("why", "greet", "pc7"), USAGE, "rouse: pc7 is no address; `getent ahosts NAME` tells those of a host\n"),
    (("why", "greet", LOCAL, "--at", "24:00"), USAGE, "rouse: 24:00 is no time of day, as 23:30 is\n"),
    (("why", "greet", LOCAL, "--at", "noon"), USAGE, "rouse: noon is no time of day, as 23:30 is\n"),
    (("why", "greet", LOCAL, "--at"), USAGE, "rouse: --at needs TIME\n"),
    (("why", "greet"), USAGE, "rouse: usage: rouse why NAME ADDRESS\n"),
    (("why", "ghost", LOCAL), NO_SUCH_SERVICE, "rouse: no service is called ghost\n"),
    (("why", "greet", LOCAL), DONE, "greet: 127.0.0.1 would come in\n"),
])
def test_statuses(command, rouse, words, status, message):
    command(greet())
    assert rouse(*words, check=status).startswith(message)


def test_nobody_runs(rouse):
    assert "roused is not running" in rouse("why", "greet", LOCAL, check=NOT_RUNNING)
    assert json.loads(rouse("why", "greet", LOCAL, "--json", check=NOT_RUNNING))["outcome"] == "not running"


@pytest.mark.root
def test_strangers_may_not_ask(main, command):
    command(greet())
    Rouse(main, user=4242)("why", "greet", LOCAL, check=NOT_PERMITTED)


def test_refusals_outlive_the_steward(main, command, rouse):
    daemon = command(greet(no_access=LOCAL))
    assert not comes_in(main)
    before = daemon.said("Started working")
    daemon.steward().kill()
    daemon.says("Started working", times=before + 1)
    assert why(rouse)["refused"] == 1
