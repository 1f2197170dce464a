"""The translations for init scripts: bash expands those of scripts, so they must be harmless."""

import gettext
import re
import shutil

import pytest
from lib.daemon import binary
from lib.init_shell import shell

VARIABLE = re.compile(r"\$(?:[A-Za-z_]\w*|\d|\{\w+\})", re.ASCII)
WORD = re.compile(r"%.")


@pytest.fixture
def catalogue():
    file = binary("roused").parent / "share/locale/ko/LC_MESSAGES/rouse-init.mo"
    with file.open("rb") as mo:
        texts = gettext.GNUTranslations(mo)._catalog
    return {english: korean for english, korean in texts.items() if english}


def faults(english, korean):
    """What is wrong with a translation."""
    for kind in (VARIABLE, WORD):
        if sorted(kind.findall(korean)) != sorted(kind.findall(english)):
            yield f"{kind.findall(korean)} instead of {kind.findall(english)}"
    if re.search(r"[`\\]", korean) or "$" in VARIABLE.sub("", korean):
        yield "bash would execute it"


def test_nothing_is_executed(catalogue):
    assert len(catalogue) > 100
    assert [(english, fault) for english, korean in catalogue.items() for fault in faults(english, korean)] == []


def test_our_own_sentences_are_data(tree):
    """Whatever a catalogue says in their place, it is only printed."""
    installed = "/opt/share"
    shutil.copytree(binary("roused").parent / "share", tree.path(installed))
    evil = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n' \
           'msgid "%s is stopped"\nmsgstr "$(touch /run/executed) `touch /run/executed` $prog %s"\n'
    tree.write("/run/evil.po", evil)
    tree.run("msgfmt", "-o", f"{installed}/locale/ko/LC_MESSAGES/rouse-init.mo", "/run/evil.po")
    tree.path("/etc/init.d/functions").symlink_to(f"{installed}/rouse/init/functions")
    assert shell(tree, "prog=secret; status x", LANG="ko_KR.UTF-8") == (
        "$(touch /run/executed) `touch /run/executed` $prog x\n", 3)
    assert not tree.path("/run/executed").exists()


@pytest.mark.parametrize("korean", ["$(base)가", "`base`가", "${base:=x}가", "$base $base", "$prog", "", "\\$base", "$base%s",
                                    "$[base]", "${base[$(x)]}"])
def test_what_is_no_translation(korean):
    assert list(faults("$base is stopped", korean))
