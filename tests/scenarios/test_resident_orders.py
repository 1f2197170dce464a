"""`rouse start|stop|restart` of residents (mode = standalone)."""

import pytest
from lib.configuration import ME, block, service
from lib.control import FAILED, NO_SUCH_SERVICE, Rouse
from lib.residents import SLEEP
from lib.until import until

pytestmark = pytest.mark.rouse("xinetd has no control socket")

CAT = service("cat", port=4000, server="/bin/cat", bind="127.0.0.1")


def resident(host, name, script, **attributes):
    """The entry of a resident whose server is this shell script."""
    server = host.write(f"/srv/{name}", f"#!/bin/sh\n{script}\n", 0o755)
    entry = {"mode": "standalone", "user": ME, "server": server, **attributes}
    return block(f"service {name}", [f"{key} = {value}" for key, value in entry.items()])


def shown(rouse, name):
    status, = rouse.json("show", name)["services"]
    return status


def sleepers(main):
    return [process.inner for process in main.processes(comm="sleep")]


def test_residents_are_listed_with_services_on_demand(main, command, rouse):
    command(CAT, resident(main, "web", SLEEP))
    until(lambda: rouse.states() == {"cat": "open", "web": "running"}, "both at work")
    web = shown(rouse, "web")
    assert (web["mode"], [web["pid"]]) == ("standalone", sleepers(main))
    assert rouse("list").splitlines()[-1] == "web   standalone  running"


def test_a_resident_that_is_disabled_is_one_all_the_same(main, command, rouse):
    """Wherever the line stands."""
    command(CAT, resident(main, "last", SLEEP, disable="yes"),
            resident(main, "first", SLEEP).replace("{", "{\n    disable = yes"))
    assert [(s["name"], s["mode"], s["state"]) for s in rouse.json("list")["services"]] == [
        ("cat", "on-demand", "open"), ("last", "standalone", "disabled"), ("first", "standalone", "disabled")]
    assert shown(rouse, "first")["mode"] == "standalone"


def test_korean_is_spoken_of_residents(main, command, rouse):
    korean = Rouse(main, language="ko_KR.UTF-8")
    command(CAT, resident(main, "web", SLEEP), resident(main, "bad", "exit 3", respawn="no", ready="notify"))
    until(lambda: rouse.states() == {"cat": "open", "web": "running", "bad": "given up"}, "both have settled")
    assert korean("list").splitlines()[2:] == ["web   standalone  실행 중", "bad   standalone  포기함"]
    assert korean("stop", "web") == "web: 정지\nchanged: yes\n"
    assert korean("close", "web", check=FAILED) == (
        "rouse: web 서비스는 상주하므로 열거나 닫을 수 없습니다. 다음을 사용하십시오: rouse start web, rouse stop web\n")
    assert "rouse: bad 서비스의 상태: 포기함; " in korean("start", "bad", check=FAILED)


def test_a_resident_is_stopped_started_and_restarted(main, command, rouse):
    command(resident(main, "web", SLEEP))
    until(lambda: sleepers(main), "server of the resident")
    assert rouse("stop", "web") == "web: stopped\nchanged: yes\n"
    assert not sleepers(main)
    assert not rouse.changed("stop", "web")
    assert rouse("start", "web") == "web: running\nchanged: yes\n"
    first, = sleepers(main)
    assert not rouse.changed("start", "web")
    assert rouse.changed("restart", "web")
    second, = sleepers(main)
    assert first != second == shown(rouse, "web")["pid"]


def test_a_stop_waits_for_the_end_and_a_start_for_readiness(main, command, rouse):
    """Its server takes its time, until the test lets it go on."""
    main.run("mkfifo", "/srv/begin", "/srv/end")
    command(resident(main, "web", "trap 'read x < /srv/end; exit' TERM; read x < /srv/begin; echo $$ > /srv/web.pid\n"
                                  "while :; do sleep 0.01; done", ready="pidfile /srv/web.pid"))
    until(lambda: rouse.states() == {"web": "starting"}, "start")
    start = main.start(*rouse.words("start", "web"))
    assert start.poll() is None
    main.run("sh", "-c", "echo go > /srv/begin")
    assert start.wait(20) == 0 and rouse.states() == {"web": "running"}
    stop = main.start(*rouse.words("stop", "web"))
    until(lambda: rouse.states() == {"web": "stopping"}, "stop under way")
    assert stop.poll() is None
    main.run("sh", "-c", "echo go > /srv/end")
    assert stop.wait(20) == 0 and rouse.states() == {"web": "stopped"}


def test_a_resident_that_fails_says_how(main, command, rouse):
    command(resident(main, "web", "exit 3", respawn="no", ready="notify"))
    until(lambda: rouse.states() == {"web": "given up"}, "given up")
    said = rouse("start", "web", check=FAILED)
    assert "web is given up: server" in said and "exited with status 3" in said
    assert rouse.json("restart", "web", check=FAILED)["outcome"] == "failed"


def test_each_kind_of_service_has_its_own_words(main, command, rouse):
    command(CAT, resident(main, "web", SLEEP), resident(main, "off", SLEEP, disable="yes"))
    for order in ("start", "stop", "restart"):
        assert "cat is on demand, its callers start its servers: rouse open cat" in rouse(order, "cat", check=FAILED)
        assert "no service is called dog" in rouse(order, "dog", check=NO_SUCH_SERVICE)
        assert "off is disabled: disable = yes" in rouse(order, "off", check=FAILED)
    for order in ("open", "close"):
        assert "web is a resident, which has no door of its own: rouse start web" in rouse(order, "web", check=FAILED)
