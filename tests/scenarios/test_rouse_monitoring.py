"""What `rouse health` and `rouse metrics` say when something goes wrong; and the example that serves the metrics."""

import shutil
import socket
from pathlib import Path

import pytest
from lib.callers import dial, read_all, refused
from lib.configuration import DEFAULTS, ME, service
from lib.control import FAILED, OPTIONS, SOCKET
from lib.daemon import CONFIGURATION, binary
from lib.residents import resident, server
from lib.until import until

try:
    from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
except ImportError:
    parse = None

pytestmark = pytest.mark.rouse("xinetd has no control socket")
parsed = pytest.mark.skipif(parse is None, reason="python3-prometheus-client is not installed: nobody reads OpenMetrics")

EXAMPLE = Path(__file__).parents[2] / "packaging/examples/rouse-metrics"
HERE = ("127.0.0.1", 4000)
OK, WARNING, CRITICAL, UNKNOWN = range(4)
GROUP = 4300


def cat(**attributes):
    return service("cat", **{"port": 4000, "server": "/bin/cat", "bind": "127.0.0.1", **attributes})


def samples(text):
    """{(name, labels as a sorted tuple of pairs): value} of all that a scraper reads."""
    return {(sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in parse(text) for sample in family.samples}


def value(text, name, **labels):
    return samples(text)[name, tuple(sorted(labels.items()))]


def state(text, name):
    """The one state that the metrics say a service is in."""
    on, = [dict(labels)["rouse_service_state"] for (sample, labels), number in samples(text).items()
           if sample == "rouse_service_state" and ("service", name) in labels and number == 1]
    return on


def test_a_door_that_cps_has_shut(main, command, rouse):
    command(cat(cps="1 60"))
    with dial(main, HERE), dial(main, HERE):
        until(lambda: refused(main, HERE), "shut door")
    until(lambda: rouse.states() == {"cat": "paused"}, "pause")
    assert rouse("health", check=WARNING).startswith("ROUSE WARNING - cat ")
    if parse:
        assert state(rouse("metrics"), "cat") == "paused"


def test_a_server_that_cannot_be_executed_any_more(main, command, rouse):
    gone = server(main, "gone", "exec cat")
    command(cat(server=gone))
    assert rouse("health").startswith("ROUSE OK")
    main.path(gone).unlink()
    with dial(main, HERE) as caller:
        assert read_all(caller) == b""
    until(lambda: rouse.json("show", "cat")["services"][0]["failed_starts"] == 1, "failure")
    assert "ROUSE WARNING - cat: its server could not be executed | " in rouse("health", check=WARNING)
    if parse:
        assert value(rouse("metrics"), "rouse_failed_starts_total", service="cat") == 1


def test_a_reload_that_fails_until_one_does_not(main, command, rouse):
    command(cat())
    good = main.read(CONFIGURATION)
    main.path(CONFIGURATION).unlink()
    rouse("reload", check=FAILED)
    assert rouse("health", check=WARNING).startswith("ROUSE WARNING - reconfiguration failed; the old configuration ")
    if parse:
        assert value(rouse("metrics"), "rouse_reload_success") == 0
    main.write(CONFIGURATION, good)
    rouse("reload")
    assert rouse("health").startswith("ROUSE OK")
    if parse:
        assert value(rouse("metrics"), "rouse_reload_success") == 1


def test_a_resident_that_is_given_up(main, command, rouse):
    server(main, "frail", "exit 3")
    command(cat(), resident("frail", respawn_limit="2 60", respawn_delay="0.01 0.01"))
    until(lambda: rouse.states()["frail"] == "given up", "end of patience")
    said = rouse("health", check=CRITICAL)
    assert said.startswith("ROUSE CRITICAL - frail ")
    assert rouse.json("health", check=CRITICAL)["status"] == "CRITICAL"
    if parse:
        assert state(rouse("metrics"), "frail") == "given up"


@parsed
def test_a_parser_reads_every_sample(main, command, rouse):
    command(cat(instances=3), service("no", port=4001, server="/bin/cat", bind="127.0.0.1", no_access="127.0.0.1"))
    with dial(main, HERE) as caller:
        caller.shutdown(socket.SHUT_WR)
        assert read_all(caller) == b""
    with dial(main, ("127.0.0.1", 4001)) as caller:
        assert read_all(caller) == b""
    text = rouse("metrics")
    assert value(text, "rouse_served_total", service="cat") == 1
    assert value(text, "rouse_refused_total", service="no", reason="address") == 1
    assert value(text, "rouse_sessions_limit", service="cat") == 3
    assert value(text, "rouse_start_duration_seconds_bucket", service="cat", le="+Inf") == 1
    assert value(text, "rouse_start_duration_seconds_count", service="cat") == 1
    assert value(text, "rouse_memory_bytes", service="cat") >= 0
    assert state(text, "cat") == state(text, "no") == "open"
    families = {family.name: family for family in parse(text)}
    assert families["rouse_refused"].type == "counter" and families["rouse_start_duration_seconds"].type == "histogram"
    assert all("127.0.0.1" not in sample.labels.values() for family in families.values() for sample in family.samples)


@parsed
def test_what_is_parked_is_counted(main, command, rouse):
    command(cat(mode="warm", prestart="yes"))
    until(lambda: rouse.json("show", "cat")["services"][0]["park"]["state"] == "parked", "parked process")
    with dial(main, HERE) as caller:
        caller.shutdown(socket.SHUT_WR)
        assert read_all(caller) == b""
    text = rouse("metrics")
    assert value(text, "rouse_park_state", service="cat", rouse_park_state="parked") == 1
    assert value(text, "rouse_parked_memory_bytes", service="cat") > 0
    for name, number in (("forked", 1), ("served_cold", 0), ("parks_started", 1), ("parks_failed", 0)):
        assert value(text, f"rouse_{name}_total", service="cat") == number


@parsed
def test_odd_names_break_no_label(main, make_daemon, rouse):
    odd = 'a"b\\c'
    entries = [service(name, port=port, server="/bin/cat").encode() for name, port in ((odd, 4001), ("foreign", 4002))]
    main.write(CONFIGURATION, b"".join(entries).replace(b"foreign", b"\xff"))
    make_daemon(main).start(more=OPTIONS)
    text = rouse("metrics")
    assert value(text, "rouse_served_total", service=odd) == 0
    assert value(text, "rouse_served_total", service="\ufffd") == 0


@pytest.mark.skipif(ME != "root" or shutil.which("curl") is None, reason="needs root and curl")
def test_the_example_is_scraped(main, make_daemon, rouse):
    for folder in ("/etc/init.d", "/etc/rc3.d"):
        main.path(folder).unlink(missing_ok=True)
        main.path(folder).mkdir()
    main.write("/etc/group", main.read("/etc/group") + f"rouse:x:{GROUP}:\n")
    example = EXAMPLE.read_text()
    rouse_program = binary("roused").with_name("rouse")
    main.write("/etc/xinetd.d/rouse-metrics", example.replace("/usr/sbin/rouse", str(rouse_program))
               .replace("= metrics", f"= --control {SOCKET} metrics"))
    main.write(CONFIGURATION, f"{DEFAULTS}{cat()}includedir /etc/xinetd.d\n")
    assert "0 errors, 0 warnings" in rouse("check", str(EXAMPLE))
    make_daemon(main).start(more=OPTIONS)
    assert rouse.states() == {"cat": "open", "rouse-metrics": "disabled"}
    assert rouse.changed("enable", "rouse-metrics")
    done = main.run("curl", "-sS", "-i", "http://127.0.0.1:9917/metrics")
    head, _, body = done.stdout.partition("\r\n\r\n") if "\r\n\r\n" in done.stdout else done.stdout.partition("\n\n")
    assert "200 OK" in head and "application/openmetrics-text" in head
    assert body.endswith("# EOF\n") and 'service="cat"' in body
    if parse:
        assert value(body, "rouse_sessions", service="rouse-metrics") == 1
