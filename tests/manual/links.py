#!/usr/bin/env python3
"""Every link of the project's pages to one of its own files, and to a heading in it, leads somewhere.

Usage: links.py PROJECT_ROOT     exit 0: they do; 1: says which do not
"""

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


def anchors(text):
    """The names that GitHub gives to the headings of a page."""
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", BLOCK.sub("", text), re.MULTILINE)}


def lost(page):
    for link in re.findall(r"\]\(([^)]+)\)", BLOCK.sub("", page.read_text())):
        path, _, heading = link.partition("#")
        target = page.parent / path if path else page
        if "://" in link:
            continue
        if not target.exists():
            yield f"{page}: nothing is at {path}"
        elif heading and heading not in anchors(target.read_text()):
            yield f"{page}: {target.name} has no heading #{heading}"


def main(root):
    pages = [page for folder in (root, root / "docs", root / "demo", root / "tests/scenarios")
             for page in sorted(folder.glob("*.md"))]
    found = [line for page in pages for line in lost(page)]
    print("\n".join(found) if found else f"links: {len(pages)} pages, no problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
