"""Roused as the first process of a container: process 1 of a pid namespace (issue 4, done when 5)."""

import signal
import time

import pytest
from lib import proc
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION, Daemon
from lib.helpers import programme
from lib.rc import daemon as daemon_script
from lib.rc import lsb, notes, script
from lib.residents import resident, server
from lib.until import until

pytestmark = pytest.mark.rouse("it does not understand to be process 1")

SHUTDOWN_S = 40


class Container:
    """Roused as process 1; its own pid namespace lies in that of the tree."""

    def __init__(self, tree, *more):
        self.daemon = Daemon(tree, "roused")
        self.daemon.launch("--runlevel", "3", "--shutdown-timeout", SHUTDOWN_S, *more,
                           before=("unshare", "--pid", "--fork", "--mount-proc"))
        self.daemon.says("runlevel 3: .* started")
        unshare = proc.children(self.daemon.process.pid)[0]
        self.daemon.pid = proc.children(unshare)[0]

    def processes(self):
        """Every process of the container but process 1."""
        return [p for p in proc.of_namespace(self.daemon.pid) if p.pid != self.daemon.pid]

    def daemons(self):
        return [p for p in self.processes() if p.parent == self.daemon.pid and p.comm == "sh"]

    def zombies(self):
        return [p for p in self.processes() if p.state == "Z"]

    def end(self, number=signal.SIGTERM):
        """Sends the signal to process 1 and waits for its end; its status, and how long it took."""
        began = time.monotonic()
        self.daemon.send(number)
        status = self.daemon.exited()
        return status, time.monotonic() - began


def test_it_boots_twenty_services_and_ends_in_good_order(tree):
    """It loses none, reaps 10,000 orphans, and ends within its deadline."""
    names = [f"s{number:02}" for number in range(20)]
    for number, name in enumerate(names):
        needs = [names[number - 5]] if number >= 5 else ["$null"]
        daemon_script(tree, f"S10{name}", header=lsb(" ".join(needs)))
    tree.write(CONFIGURATION, DEFAULTS + "".join(resident(f"r{number}") for number in range(5)))
    for number in range(5):
        server(tree, f"r{number}", "exec sleep 100000")
    script(tree, "S90orphans", body=f"[ $1 = stop ] || {programme('orphans')} 10000 >/run/orphans")
    container = Container(tree)
    assert container.daemon.said("runlevel 3: 0 stopped, 21 started") == 1
    assert tree.read("/run/orphans") == "10000\n"
    until(lambda: not container.zombies(), "end of the last zombie")
    assert len(container.daemons()) == 20
    assert len([p for p in container.processes() if p.argv == ["sleep", "100000"]]) == 5, "and five residents"
    inner = {p.inner for p in container.daemons()}
    assert {int(tree.read(f"/run/{name}.pid")) for name in names} == inner, "none is lost, none is there twice"

    status, took = container.end()
    assert status == 0
    assert took < SHUTDOWN_S
    told = [note.split()[1] for note in notes(tree) if note.startswith("stop ")]
    assert sorted(told) == sorted([*names, "orphans"])
    for number in range(5, 20):
        assert told.index(names[number]) < told.index(names[number - 5]), "who needs another stops before it"
    assert container.daemon.said(r"shutdown: 21 stopped, 0 started\n") == 1


def test_what_nobody_stops_hears_term_and_is_killed(tree):
    script(tree, "S10polite", body="""[ $1 = stop ] && exit
setsid sh -c 'trap "echo heard >/run/polite; exit" TERM; touch /run/trap; while :; do sleep 0.05; done' >/dev/null 2>&1 &
while [ ! -e /run/trap ]; do sleep 0.01; done""")
    script(tree, "S20deaf", body="""[ $1 = stop ] && exit
setsid sh -c 'trap "" TERM; touch /run/deaf; while :; do sleep 0.05; done' >/dev/null 2>&1 &
while [ ! -e /run/deaf ]; do sleep 0.01; done""")
    container = Container(tree)
    status, took = container.end()
    assert status == 0 and took < SHUTDOWN_S
    assert tree.read("/run/polite") == "heard\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGPWR, signal.SIGRTMIN + 3])
def test_what_container_managers_send_ends_it_in_good_order(tree, number):
    daemon_script(tree, "S10x")
    container = Container(tree)
    assert container.end(number)[0] == 0
    assert notes(tree) == ["start x", "stop x"]


def test_locks_of_its_last_life_count_for_nothing(tree):
    """A container that is started again has the files of before, and would start nothing."""
    script(tree, "S10x")
    tree.write("/var/lock/subsys/x", "")
    container = Container(tree)
    assert notes(tree) == ["start x"]
    assert container.end()[0] == 0


def test_it_serves_its_configuration_too_and_does_not_fork(tree):
    tree.write(CONFIGURATION, DEFAULTS + service("echo", port=4000, server="/bin/cat"))
    script(tree, "S10x")
    container = Container(tree)
    container.daemon.says("Started working: 1 available service")
    with tree.socket() as caller:
        caller.connect(("127.0.0.1", 4000))
        caller.sendall(b"hello\n")
        assert caller.recv(16) == b"hello\n"
        assert [p.comm for p in container.processes() if p.comm == "cat"] == ["cat"]
    assert container.end()[0] == 0


def test_the_end_of_a_critical_resident_is_that_of_the_container(tree):
    """With its status, and in good order."""
    tree.write(CONFIGURATION, DEFAULTS + resident("web", critical="yes", respawn="no"))
    server(tree, "web", "while [ ! -e /run/go ]; do sleep 0.01; done; exit 7")
    daemon_script(tree, "S10x")
    container = Container(tree)
    tree.write("/run/go", "")
    assert container.daemon.exited() == 7
    assert notes(tree) == ["start x", "stop x"]


def test_a_steward_that_dies_is_followed_by_one_that_knows_the_runlevel(tree):
    """Nothing is started a second time, and what was started is stopped in the end."""
    daemon_script(tree, "S10x")
    container = Container(tree)
    steward, = [p for p in container.processes() if p.comm == "rouse-steward"]
    steward.kill()
    container.daemon.says("the steward was killed by signal 9")
    container.daemon.says("Started working", times=2)
    assert notes(tree) == ["start x"]
    assert container.end()[0] == 0
    assert notes(tree) == ["start x", "stop x"]


def test_stewards_that_die_again_and_again_end_the_container_with_a_failure(tree):
    daemon_script(tree, "S10x")
    container = Container(tree)
    for times in range(5):
        container.daemon.says("Started working", times=times + 1)
        steward, = [p for p in container.processes() if p.comm == "rouse-steward"]
        steward.kill()
    assert container.daemon.exited() == 1
