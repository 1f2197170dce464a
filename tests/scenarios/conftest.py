"""Fixtures of the scenarios. tests/scenarios/README.md says how to run them."""

import os
import resource
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from lib import daemon as daemons  # noqa: E402
from lib.configuration import DEFAULTS  # noqa: E402
from lib.host import Host  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--daemon", choices=["roused", "xinetd"], default="roused", help="the daemon under test")


def pytest_configure(config):
    config.addinivalue_line("markers", "root: needs other accounts than our own, so it runs only as root")
    config.addinivalue_line("markers", "rouse(why): something that xinetd does not do, or does differently")
    if os.environ.get("ROUSE_SCENARIO_NAMESPACES") != "1":
        pytest.exit("start the scenarios with tests/scenarios/run: they need namespaces of their own", 2)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if config.getoption("--daemon") == "roused" and not daemons.binary("roused").exists():
        pytest.exit(f"{daemons.binary('roused')} is missing: build it, or name it in the environment as ROUSED", 2)


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.get_closest_marker("root") and os.geteuid() != 0:
            item.add_marker(pytest.mark.skip(reason="needs root: other accounts than our own"))
        mark = item.get_closest_marker("rouse")
        if mark and config.getoption("--daemon") == "xinetd":
            item.add_marker(pytest.mark.skip(reason=f"not for xinetd: {mark.args[0]}"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.failed:
        for host in getattr(item, "hosts", []):
            for daemon in host.daemons:
                report.sections.append((f"{daemon.kind} on {host.name}", daemon.report()))


@pytest.fixture
def kind(request):
    return request.config.getoption("--daemon")


@pytest.fixture
def hosts(request):
    """Makes hosts: hosts("main"). Afterwards every daemon is stopped and every host gone."""
    request.node.hosts = made = []

    def make(name, **options):
        made.append(Host(name, **options))
        return made[-1]

    yield make
    failure = None
    for host in made:
        for daemon in host.daemons:
            try:
                daemon.stop()
            except AssertionError as error:
                failure = failure or f"{error}\n{daemon.report()}"
        host.end()
    if failure:
        pytest.fail(failure)


@pytest.fixture
def main(hosts):
    """The host most scenarios need."""
    return hosts("main")


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
