"""Every real script that sources Red Hat's library gets through a dry run with ours.

Nobody here wrote these scripts, and some come without the programs and files that they are for: each runs on a tree of
its own, without the rights that reach beyond it, with stand-ins for what it names. What it asks in vain is noted.
A script has got through when bash understood it, every function of the library that it called was there, and the
library itself made no error; what the script reports of itself is its own affair."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared/corpus/init"
ENGLISH, KOREAN = "C.UTF-8", "ko_KR.UTF-8"
SOURCES = re.compile(r"^[^#\n]*(?:\.|source)[ \t]+/etc/(?:rc\.d/)?init\.d/functions", re.M)
SCRIPTS = sorted(path.name for path in FOLDER.glob("*") if SOURCES.search(path.read_text("latin-1")))
NAMED = re.compile(r"/(?:etc|usr|s?bin|opt|var)/[\w./+-]*\w")
FUNCTIONS = set("""action action_silent apply_sysctl checkpid confirm daemon echo_failure echo_passed echo_success
    echo_warning failure get_numeric_dev initlog is_false is_ignored_file is_true killproc passed pidfileofproc pidofproc
    status strstr success update_boot_stage warning __pids_pidof __pids_var_run""".split())
# A program that is missing is noted, and was successful.
STAND_IN = 'command_not_found_handle() { echo "$1" >>/run/unknown; }\n'
HARMLESS = "-all,+chown,+dac_override,+fowner,+kill,+setgid,+setuid"
MISUNDERSTOOD = re.compile(r"^.*(?:share/rouse/init|syntax error|unexpected EOF|unbound variable|bad substitution).*$", re.M)


def furnish(tree, text):
    """Puts a stand-in for every file and program that the script names where there is nothing."""
    for path in sorted(set(NAMED.findall(text)), reverse=True):
        name = path.replace("/var/lock", "/run/lock").replace("/var/run", "/run")
        if name.startswith(("/run/", "/etc/init.d", "/etc/rc.d")) or tree.path(name).exists():
            continue
        if re.search(r"/s?bin/[^/]+$", name):
            place = re.sub(r"^/(s?bin)/", r"/usr/\1/", name)
            if place.startswith(("/usr/bin/", "/usr/sbin/")) and not tree.path(place).is_symlink():
                tree.write(place, "#!/bin/sh\n", 0o755)
        elif name.startswith("/etc/") and "." in name or "/sysconfig/" in name:
            tree.write(name, "")
    tree.write("/etc/sysconfig/network", "NETWORKING=yes\nHOSTNAME=main\n")
    tree.write("/usr/bin/sleep", "#!/bin/sh\n", 0o755)
    tree.write("/usr/sbin/runuser", '#!/bin/sh\nwhile [ "$1" != -c ]; do shift; done\nexec /bin/bash -c "$2"\n', 0o755)
    tree.write("/run/dry-run", STAND_IN)
    tree.path("/run/lock/subsys").mkdir(exist_ok=True)


@pytest.mark.skipif(not SCRIPTS, reason=f"no corpus at {FOLDER}")
def test_the_corpus_is_whole():
    assert len(SCRIPTS) == 79


@pytest.mark.parametrize("name", SCRIPTS)
def test_dry_run(tree, name):
    text = (FOLDER / name).read_text("latin-1")
    tree.library()
    furnish(tree, text)
    tree.script("sample", text.encode("latin-1"))
    for word, locale in (("status", ENGLISH), ("start", ENGLISH), ("start", KOREAN), ("status", KOREAN), ("stop", KOREAN)):
        tree.language(locale)
        done = tree.service("sample", word, check=False, BASH_ENV="/run/dry-run",
                            before=["setpriv", f"--bounding-set={HARMLESS}", "timeout", "-k", "1", "10"])
        assert MISUNDERSTOOD.findall(done.stdout + done.stderr) == [], word
        assert done.returncode not in (124, 126, 137), f"{word}: {done.returncode}\n{done.stdout}{done.stderr}"
    assert FUNCTIONS.isdisjoint(tree.read("/run/unknown").split())
