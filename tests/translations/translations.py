#!/usr/bin/env python3
"""The translations test: compares the texts that the sources mark with the catalogues in po/.

Usage: translations.py PROJECT_ROOT     exit 0: all is translated; 1: it is not, and says what
"""

import gettext
import io
import re
import subprocess
import sys
from pathlib import Path

MARKS = ("translated:1", "translation_of:1", "translatable:1")
PLACE = re.compile(r"\{(\d?)\}")


def output(*command, given=None):
    return subprocess.run(command, input=given, check=True, stdout=subprocess.PIPE).stdout


def texts(catalogue):
    """{original: translation} of a catalogue as msgfmt compiles it."""
    compiled = output("msgfmt", "--output-file=-", "-", given=catalogue)
    found = gettext.GNUTranslations(io.BytesIO(compiled))._catalog
    return {original: text for original, text in found.items() if original}


def entries(root):
    """The names that our own tools have in the menu of setup."""
    lines = [line.split("|") for path in (root / "share/setuptool").glob("*.in") for line in path.read_text().splitlines()]
    return {fields[1] for fields in lines if fields[2:3] == ["rouse"]}


def marked(root):
    """All texts that the sources mark, and those of setup's menu."""
    sources = sorted(str(p) for p in (root / "src").rglob("*.[ch]*") if not p.name.endswith("_test.cc"))
    template = output("xgettext", "--language=C++", "--from-code=UTF-8", "--output=-", "--omit-header", "--keyword",
                      *(f"--keyword={mark}" for mark in MARKS), *sources)
    return set(texts(output("msgen", "-", given=template))) | entries(root)


def places(text):
    """Which values the places of a text take, sorted: tools/translation.h takes no translation with others."""
    return sorted(int(m[1] or number) for number, m in enumerate(PLACE.finditer(text)))


def problems(originals, translations):
    for original in sorted(originals - set(translations)):
        yield f"not translated: {original!r}"
    for original in sorted(set(translations) - originals):
        yield f"no source says this any more: {original!r}"
    for original, text in sorted(translations.items()):
        if places(original) != places(text):
            yield f"other places than {original!r}: {text!r}"
        if (original[:1].isspace(), original[-1:].isspace()) != (text[:1].isspace(), text[-1:].isspace()):
            yield f"other blanks around it than {original!r}: {text!r}"


def main(root):
    originals, found = marked(root), 0
    for catalogue in sorted((root / "po").glob("[a-z][a-z].po")):
        for problem in problems(originals, texts(catalogue.read_bytes())):
            print(f"po/{catalogue.name}: {problem}")
            found += 1
    print(f"translations: {len(originals)} texts, {found} problems")
    return 1 if found or not originals else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
