"""Attributes that only rouse has: the same file under both daemons, and --check --portable, which names them."""

import json

import pytest
from lib.callers import dial
from lib.configuration import DEFAULTS, service
from lib.daemon import CONFIGURATION, binary

EXTENDED = DEFAULTS.replace("{", "{\n    timeout = 60\n    linger_close = yes\n    forward_confirm = no", 1)
ENTRIES = [
    service("cat", port=4000, server="/bin/cat", cps_window=60, timeout="UNLIMITED", linger_close="yes"),
    service("passed", port=4001, redirect="127.0.0.1 4000", redirect_source="127.0.0.1", idle_timeout=600),
]
LINES = {"timeout": 2, "linger_close": 2, "forward_confirm": 1, "cps_window": 1, "redirect_source": 1, "idle_timeout": 1}


def test_a_file_with_extensions_serves_under_both(main, serve, kind):
    """xinetd ignores the lines with a warning, and says so."""
    daemon = serve(*ENTRIES, defaults=EXTENDED)
    for port in (4000, 4001):
        with dial(main, ("127.0.0.1", port)) as caller:
            caller.sendall(b"x")
            assert caller.recv(1) == b"x"
    if kind == "xinetd":
        for name, times in LINES.items():
            daemon.says(rf"attribute: {name}\b", times)


def check_portable(main, text, *options):
    main.write(CONFIGURATION, text)
    return main.run(binary("roused"), "--check", "--portable", "-f", CONFIGURATION, *options, check=False)


@pytest.mark.rouse("it has no --check")
def test_check_portable_names_the_lines(main):
    done = check_portable(main, EXTENDED + "\n".join(ENTRIES))
    assert done.returncode == 1
    *named, summary = done.stdout.splitlines()
    for name, times in LINES.items():
        assert len([line for line in named if line.endswith(f" {name}: xinetd ignores the line with a warning")]) == times
    assert len(named) == sum(LINES.values()) and summary.startswith(f"{len(named)} places")


@pytest.mark.rouse("it has no --check")
def test_check_portable_for_programs(main):
    done = check_portable(main, EXTENDED, "--json")
    assert done.returncode == 1
    assert [message["severity"] for message in json.loads(done.stdout)["messages"]] == ["extension"] * 3
    assert check_portable(main, DEFAULTS + service("cat", port=4000, server="/bin/cat")).returncode == 0
