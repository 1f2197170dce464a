"""Both scenes, played at the same time, and the closing count of verdicts."""

from concurrent.futures import ThreadPoolExecutor

import corpus
import pytest
from lib import helpers
from lib.warm import obstacle_to
from playing import play
from sheets import Group
from scene import Scene
from warmth import without_caller

KINDS = ("xinetd", "roused")
VERDICTS = {"same": 0, "deliberately different": 0, "wrong": 0}


class Theatre:
    """Plays groups under both daemons, each group once, as far as its cases were selected. With `warm`, a park point,
    every service that can be is warm under roused."""

    def __init__(self, selected, warm):
        self._selected, self.warm = selected, warm
        helpers.programme("probe")  # compiled once, not by both
        self._pool = ThreadPoolExecutor(len(KINDS))
        self._scenes = list(self._pool.map(lambda kind: Scene(kind, warm if kind == "roused" else None), KINDS))
        self._shown, self._yards = {}, []

    def shown(self, group):
        """The transcripts of a group's cases under xinetd and under roused."""
        if group.title not in self._shown:
            cases = tuple(case for case in group.cases if not self._selected or case.title in self._selected)
            part = Group(group.title, cases or group.cases)
            self._shown[group.title] = list(self._pool.map(lambda scene: play(scene, part), self._scenes))
            if self.warm == "io":
                xinetd = self._shown[group.title][KINDS.index("xinetd")]
                xinetd.update({name: without_caller(lines) for name, lines in xinetd.items()})
        return self._shown[group.title]

    def outcomes(self, file):
        """What xinetd and roused make of a file of the corpus."""
        if not self._yards:
            self._yards = list(self._pool.map(corpus.Yard, self._scenes))
        return list(self._pool.map(lambda yard: yard.read(file), self._yards))

    def end(self):
        for scene in self._scenes:
            scene.end()
        self._pool.shutdown()


@pytest.fixture(scope="session")
def theatre(request):
    chosen = {item.callspec.params["case"].title for item in request.session.items
              if "case" in getattr(getattr(item, "callspec", None), "params", {})}
    made = Theatre(chosen, request.config.getoption("--warm"))
    yield made
    made.end()


@pytest.fixture
def verdict(record_property):
    """verdict("deliberately different"): how this case is counted when it passes."""
    return lambda word: record_property("verdict", word)


def pytest_addoption(parser):
    parser.addoption("--warm", nargs="?", const="main", choices=["main", "io"],
                     help="with mode = warm under roused, wherever that can be, and this park point")


def pytest_configure(config):
    config.addinivalue_line("markers", "case: counted in the closing line")
    obstacle = obstacle_to(config.getoption("--warm"))
    if obstacle:
        pytest.exit(obstacle, 77)


def pytest_runtest_logreport(report):
    if report.failed:
        VERDICTS["wrong"] += 1
    elif report.when == "call" and report.passed and "case" in report.keywords:
        VERDICTS[dict(report.user_properties).get("verdict", "same")] += 1


def pytest_unconfigure():
    if not corpus.files():
        print(f"no corpus at {corpus.FOLDER}: its files were not played")
    print(", ".join(f"{number} {word}" for word, number in VERDICTS.items()))
