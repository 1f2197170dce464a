"""Warm services (mode = warm): the life of the parked process, and whom it serves. Which servers: test_warm_servers.py."""

import re
import shutil
import signal
import threading
from pathlib import Path

import pytest
from lib import helpers
from lib.callers import call, dial, read_all
from lib.configuration import service
from lib.until import until
from lib.warm import COLD, WARM, log_of, parked, warm, warm_server

pytestmark = pytest.mark.rouse("it has no warm services")


def test_a_killed_parked_process_costs_nobody_an_answer(main, command):
    daemon = command(warm("server", port=WARM[1], **warm_server("stdio")))
    answers, done = [], threading.Event()

    def callers():
        while not done.is_set():
            with dial(main, WARM) as s:
                s.sendall(b"x\n")
                s.shutdown(1)
                answers.append(read_all(s))

    threads = [threading.Thread(target=callers) for _ in range(4)]
    for thread in threads:
        thread.start()
    pid = 0
    for _ in range(5):
        pid = parked(daemon, "server", other_than=pid)
        before = len(answers)
        until(lambda: len(answers) > before + 5, "callers of this one")
        main.run("kill", "-9", pid)
    done.set()
    for thread in threads:
        thread.join()
    assert set(answers) == {b"said x\n"}
    daemon.says("its parked process", times=5)
    until(lambda: len(log_of(daemon, "server")) == 2 * len(answers), "end of each server in the log")


def test_the_steward_does_not_wait_for_callers_who_do_not_read(main, command):
    """A server that was gone before the steward had closed its caller, too, left the waiting for him (SO_LINGER) to it."""
    daemon = command(warm("server", port=WARM[1], **warm_server("lingers", "/run/steward")))
    parked(daemon, "server")
    steward = daemon.steward()
    main.write("/run/steward", str(steward.inner))
    callers = []
    for times in range(1, 11):
        callers.append(dial(main, WARM))
        until(lambda: daemon.steward().state == "T" and len(main.processes(comm="warm_server")) == 1, "end of the server")
        main.run("kill", "-CONT", steward.inner)
        daemon.entry("^EXIT: server status=0", times=times)
    for caller in callers:
        caller.close()


def test_a_stranger_who_says_that_he_serves_a_caller_keeps_no_place(main, command):
    """The keeper is no parent of his, and hears of no end: the places of all services would have been taken one by one."""
    daemon = command(warm("server", port=WARM[1], server=helpers.programme("forger"), env="FORGES=strangers", instances=1))
    parked(daemon, "server")
    for times in (1, 2):
        dial(main, WARM).close()
        pid = daemon.says(r"server: there is no server (\d+) of this daemon, and its end was not seen", times=times)[1]
        daemon.entry(f"^EXIT: server pid={pid} ")


def test_whoever_says_nothing_but_nonsense_is_heard_no_longer(main, command, rouse):
    daemon = command(warm("server", port=WARM[1], server=helpers.programme("forger"), env="FORGES=words"))
    daemon.says(r"server: its parked process \d+ says again and again what makes no sense; its callers are served cold")
    until(lambda: "not parked" in rouse("show", "server"), "end of it")
    dial(main, WARM).close()
    daemon.entry("^EXIT: server status=0")


def test_the_next_steward_knows_the_sessions_of_the_parked(main, command):
    daemon = command(warm("server", port=WARM[1], **warm_server("stdio")))
    pid = parked(daemon, "server")
    with dial(main, WARM) as s:
        s.sendall(b"one\n")
        daemon.entry("^START: server ")
        daemon.steward().kill()
        daemon.says("another one took over 1 service and 1 server")
        assert parked(daemon, "server", other_than=pid)
        s.shutdown(1)
        assert read_all(s) == b"said one\n"
    daemon.entry("^EXIT: server status=0")
    until(lambda: not [p for p in main.processes() if p.inner == pid], "end of the old parked process")


def test_whoever_cannot_be_parked_is_served_cold(main, command, rouse):
    program = main.path("/srv/setuid")
    shutil.copy("/bin/echo", program)
    program.chmod(0o4755)
    daemon = command(warm("setuid", port=WARM[1], server="/srv/setuid", server_args="served"))
    daemon.says("setuid: cannot be parked: /srv/setuid is setuid; its callers are served cold")
    assert call(main, WARM) == "served\n"
    assert "cold: /srv/setuid is setuid" in rouse("show", "setuid")
    program.chmod(0o755)
    assert call(main, WARM) == "served\n"
    parked(daemon, "setuid")


def test_a_changed_script_is_parked_anew(main, command):
    script = "#!/bin/sh\necho {}\n"
    main.write("/srv/script", script.format("one"), mode=0o755)
    daemon = command(warm("server", port=WARM[1], server="/srv/script"))
    pid = parked(daemon, "server")
    assert call(main, WARM) == "one\n"
    main.write("/srv/script", script.format("two"), mode=0o755)
    assert call(main, WARM) == "two\n"
    daemon.says(f"server: /srv/script has changed; its parked process {pid} is replaced")
    parked(daemon, "server", other_than=pid)
    assert call(main, WARM) == "two\n"


def test_it_is_replaced_after_so_many_callers(main, command):
    daemon = command(warm("server", port=WARM[1], park_refresh="3 UNLIMITED", **warm_server("status")))
    pid = parked(daemon, "server")
    for _ in range(3):
        call(main, WARM)
    parked(daemon, "server", other_than=pid)
    daemon.entry("^EXIT: server status=3", times=3)


def test_nobody_tries_again_at_the_addresses_of_a_server_that_has_crashed(main, command):
    daemon = command(warm("server", port=WARM[1], **warm_server("layout")))
    pid = parked(daemon, "server")
    layout = call(main, WARM, b"\n")
    assert call(main, WARM, b"fail\n") == layout
    daemon.entry("^EXIT: server status=1 ")
    assert parked(daemon, "server") == pid
    assert call(main, WARM, b"crash\n") == layout
    daemon.says(rf"server: its server \d+ has crashed \(signal 6\); its parked process {pid} is replaced")
    assert call(main, WARM, b"\n") != layout, "whether the next one is there already or not"
    parked(daemon, "server", other_than=pid)
    other = call(main, WARM, b"\n")
    assert other != layout
    assert call(main, WARM, b"\n") == other, "this one has not crashed"
    daemon.entry("^EXIT: server signal=6 ")
    daemon.entry("^EXIT: server status=0 ", times=4)


def test_without_prestart_it_comes_with_its_first_caller_and_goes_when_idle(main, command, rouse):
    daemon = command(warm("server", port=WARM[1], prestart="no", idle_timeout=1, **warm_server("peer")))
    assert "not parked" in rouse("show", "server")
    assert "getpeername 0" in call(main, WARM)
    parked(daemon, "server")
    until(lambda: "not parked" in rouse("show", "server"), "leave of an idle parked process")
    until(lambda: not main.processes(comm="warm_server"), "its end")


def test_what_all_may_have_of_memory_is_kept_by_whoever_was_called_last(main, command, rouse):
    daemon = command(warm("used", port=4001, **warm_server("status")), warm("idle", port=4002, **warm_server("status")))
    used = parked(daemon, "used")
    parked(daemon, "idle")
    call(main, WARM)
    text = main.read("/etc/xinetd.conf").replace("defaults\n{", "defaults\n{\n    park_memory_max = 1k")
    both = int(re.search(r"Pss: +(\d+)", Path(f"/proc/{main.processes(comm='warm_server')[0].pid}/smaps_rollup").read_text())[1])
    main.write("/etc/xinetd.conf", text.replace("= 1k", f"= {both * 3 // 2}k"))
    daemon.reload()
    daemon.says("idle: parked no longer, as park_memory_max wants it")
    until(lambda: len(main.processes(comm="warm_server")) == 1, "end of the one nobody has called")
    assert parked(daemon, "used") == used
    assert re.search(r"^why +not parked: others need its memory more \(park_memory_max\); its next caller is served cold$",
                     rouse("show", "idle"), re.M)


def test_it_shows_what_is_parked_and_counts_go_on_with_the_next_steward(main, command, rouse):
    daemon = command(warm("used", port=WARM[1], **warm_server("status")), service("cold", port=COLD[1], server="/bin/true"))
    text = main.read("/etc/xinetd.conf").replace("defaults\n{", "defaults\n{\n    park_memory_max = 64M")
    main.write("/etc/xinetd.conf", text)
    daemon.reload()
    pid = parked(daemon, "used")
    for _ in range(3):
        call(main, WARM)
    daemon.entry("^EXIT: used status=3", times=3)
    told = rouse.json()
    cold, used = (next(s for s in told["services"] if s["name"] == name) for name in ("cold", "used"))
    assert "park" not in cold
    counts = {"started": 1, "failed": 0, "forked": 3, "served_cold": 0}
    assert used["park"].items() >= {"state": "parked", **counts}.items()
    assert 0 < used["park"]["memory"] == told["parked"]["memory"] < 64 << 20
    assert told["parked"].items() >= {"processes": 1, "limit": 64 << 20}.items()
    assert re.search(r"^parked: 1, memory \d+K of 64.0M \(park_memory_max\)$", rouse(), re.M)
    shown = rouse("show", "used")
    for line in (r"park +parked, \d+K", "started +processes to be parked: 1, of them failed: 0",
                 "forked +for callers: 3; served cold: 0"):
        assert re.search(f"^{line}$", shown, re.M), shown
    assert re.search(r" parked=1 parked_memory=\d{4,}B$", rouse("health"), re.M)
    daemon.steward().kill()
    daemon.says("another one took over")
    until(lambda: main.run(*rouse.words("list"), check=False).returncode == 0, "next steward")
    assert parked(daemon, "used", other_than=pid)
    assert rouse.json("show", "used")["services"][0]["park"].items() >= {**counts, "started": 2}.items()


def test_callers_who_are_served_cold_are_counted(main, command, rouse):
    daemon = command(warm("server", port=WARM[1], prestart="no", **warm_server("peer")))
    call(main, WARM)
    parked(daemon, "server")
    call(main, WARM)
    told = rouse.json("show", "server")["services"][0]["park"]
    assert told.items() >= {"forked": 1, "served_cold": 1}.items()


def test_a_reload_keeps_what_is_parked_and_ends_what_is_not_wanted(main, command):
    entries = [warm(name, port=port, **warm_server("status")) for name, port in (("same", 4001), ("other", 4002), ("gone", 4003))]
    daemon = command(*entries)
    pids = {name: parked(daemon, name) for name in ("same", "other", "gone")}
    entries[1] = warm("other", port=4002, **warm_server("stdio"))
    main.write("/etc/xinetd.conf", "".join([main.read("/etc/xinetd.conf").split("service ")[0], *entries[:2]]))
    daemon.reload()
    assert parked(daemon, "other", other_than=pids["other"]) and parked(daemon, "same") == pids["same"]
    until(lambda: len(main.processes(comm="warm_server")) == 2, "end of those not wanted")


def test_nobody_is_left_when_the_daemon_ends(main, command):
    daemon = command(warm("server", port=WARM[1], **warm_server("stdio")))
    parked(daemon, "server")
    with dial(main, WARM) as s:
        s.sendall(b"one\n")
        daemon.entry("^START: server ")
        assert daemon.stop(signal.SIGQUIT) == 0
        s.shutdown(1)
        assert read_all(s) == b"said one\n", "at QUIT sessions go on"
    until(lambda: not main.processes(comm="warm_server"), "end of the parked process")
