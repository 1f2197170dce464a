"""Fixtures of scenarios and conformance plays. scenarios/README.md says how to run them."""

import os
import resource
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "scenarios"))

from lib import daemon as daemons  # noqa: E402
from lib.configuration import DEFAULTS  # noqa: E402
from lib.control import OPTIONS, Rouse  # noqa: E402
from lib.host import Host  # noqa: E402
from lib.init_tree import InitTree  # noqa: E402
from lib.tree import plant  # noqa: E402

LONGEST_S = 300


def pytest_addoption(parser):
    parser.addoption("--daemon", choices=["roused", "xinetd"], default="roused", help="the daemon under test")
    parser.addoption("--part", default="1/1", help="K/N: only every N-th file, from the K-th on")


def pytest_configure(config):
    if os.environ.get("ROUSE_SCENARIO_NAMESPACES") != "1":
        pytest.exit("start the scenarios with tests/scenarios/run: they need namespaces of their own", 2)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if config.getoption("--daemon") == "roused" and not daemons.binary("roused").exists():
        pytest.exit(f"{daemons.binary('roused')} is missing: build it, or name it in the environment as ROUSED", 2)


def only_part(config, items):
    """Leaves the files of --part: so two processors share the scenarios."""
    part, parts = map(int, config.getoption("--part").split("/"))
    files = list(dict.fromkeys(item.path for item in items))
    mine = set(files[part - 1::parts])
    config.hook.pytest_deselected(items=[item for item in items if item.path not in mine])
    items[:] = [item for item in items if item.path in mine]


def pytest_collection_modifyitems(config, items):
    only_part(config, items)
    for item in items:
        if item.get_closest_marker("root") and os.geteuid() != 0:
            item.add_marker(pytest.mark.skip(reason="needs root: other accounts than our own"))
        mark = item.get_closest_marker("rouse")
        if mark and config.getoption("--daemon") == "xinetd":
            item.add_marker(pytest.mark.skip(reason=f"not for xinetd: {mark.args[0]}"))


def pytest_terminal_summary(terminalreporter):
    """What a scenario tells beside that it has passed: record_property("told", text)."""
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            if name == "told":
                terminalreporter.write_line(f"TOLD {text}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.failed:
        for host in getattr(item, "hosts", []):
            for daemon in host.daemons:
                report.sections.append((f"{daemon.kind} on {host.name}", daemon.report()))


@pytest.fixture(autouse=True)
def time_limit():
    """No scenario may hang: the alarm ends it where it stands."""
    def expired(number, frame):
        raise TimeoutError(f"the scenario took more than {LONGEST_S} s")
    signal.signal(signal.SIGALRM, expired)
    signal.alarm(LONGEST_S)
    yield
    signal.alarm(0)


@pytest.fixture
def kind(request):
    return request.config.getoption("--daemon")


@pytest.fixture
def hosts(request):
    """Makes hosts: hosts("main"). Afterwards every daemon is stopped and every host gone."""
    request.node.hosts = made = []

    def make(name, *words, host_type=Host):
        made.append(host_type(name, *words))
        plant(made[-1])
        return made[-1]

    yield make
    failure = None
    for host in made:
        for daemon in host.daemons:
            try:
                daemon.stop()
            except (AssertionError, OSError) as error:
                failure = failure or f"{error}\n{daemon.report()}"
        found = host.sanitizer_reports()
        failure = failure or found
        host.end()
    if failure:
        pytest.fail(failure)


@pytest.fixture
def main(hosts):
    """The host most scenarios need."""
    return hosts("main")


@pytest.fixture
def tree_with(hosts):
    """tree_with(PACKAGE, ...): a bare host for init scripts, with unpacked packages on it."""
    return lambda *packages: hosts("main", *packages, host_type=InitTree)


@pytest.fixture
def tree(tree_with):
    """A bare host for init scripts."""
    return tree_with()


@pytest.fixture
def make_daemon(kind):
    """A daemon on a host, not yet started."""
    return lambda host: daemons.Daemon(host, kind)


@pytest.fixture
def serve(main, make_daemon):
    """serve(entry, ...): writes the entries behind the usual defaults and starts the daemon on main."""
    def start(*entries, defaults=DEFAULTS, **options):
        main.write(daemons.CONFIGURATION, defaults + "\n".join(entries))
        return make_daemon(main).start(**options)
    return start


@pytest.fixture
def command(serve):
    """A daemon with these entries that takes orders."""
    return lambda *entries, more=(), **options: serve(*entries, more=(*OPTIONS, *more), **options)


@pytest.fixture
def rouse(main):
    """The command rouse, on main."""
    return Rouse(main)
