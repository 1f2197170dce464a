#!/usr/bin/env python3
"""The manual pages: a linter finds nothing in them, and they say what the programs say.

Usage: man.py PROJECT_ROOT BUILD_FOLDER PROGRAM...     exit 0: they do; 1: says what does not; 77: mandoc is missing

PROGRAM... are all that are installed. Pages are those of the build tree, where the tables have been filled in.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
REFERENCE = re.compile(r"^\.Xr (\S+) (\d)", re.MULTILINE)
# Pages of other packages of Debian's that ours refer to.
OTHERS = {"hosts_access(5)": "libwrap0", "services(5)": "manpages", "sd_listen_fds(3)": "libsystemd-dev",
          "sd_notify(3)": "libsystemd-dev", "sh(1)": "dash"}
# Whose options no --help tells: they stand in a source.
WITHOUT_HELP = {"ntsysv": "src/tools/ntsysv_options.cc"}
SILENT = {"setup"}  # takes no options
# Links of chkconfig in lib/lsb, which have a page beside it.
LSB_NAMES = ["install_initd", "remove_initd"]


def output(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}).stdout


def rendered(page):
    """What a reader sees, in lines as long as mandoc makes them; none ends behind a hyphen."""
    return re.sub(r"-\n\s*", "-", re.sub(r".\x08", "", output("mandoc", "-Tascii", "-O", "width=1000", page)))


def flat(text):
    """Only the words, so that neither layout nor marks count."""
    return " ".join(re.sub(r'[`"]', '', text).split())


def name_of(page):
    return f"{page.stem}({page.suffix[1:]})"


def lint(pages):
    for page in pages:
        for line in output("mandoc", "-Tlint", "-W", "warning", page).splitlines():
            if "outdated mandoc.db" not in line:
                yield line.replace("mandoc: ", "")


def missing_pages(names, programs):
    return [f"no page for the program {name}" for name in programs if f"{name}(8)" not in names]


def unsaid_options(program, told, page_text):
    """Options that `told` (a --help, or a source) has and the page has not."""
    unsaid = set(OPTION.findall(told)) - set(OPTION.findall(page_text))
    return [f"{program}(8) does not say {option}" for option in sorted(unsaid)]


def unsaid_help(command, told, page_text):
    """The summary and the details of `rouse COMMAND --help`: all between the usage and the common options."""
    parts = told.split("\n\n")
    yield from (f"rouse(8) does not say of {command}: {sentence}"
                for part in [parts[0].split("\n", 1)[1], parts[1]] for sentence in re.split(r"(?<=\.) (?=[A-Z])", flat(part))
                if flat(sentence).rstrip(".").lower() not in page_text.lower())


def unsaid_statuses(told, page_text):
    """The line `Exit status: 0 done, ...; 1 failed; ...` of --help against the list of the page."""
    statuses = flat(told.split("Exit status: ", 1)[1].split("\n", 2)[0] + " " +
                    told.split("Exit status: ", 1)[1].split("\n", 2)[1]).rstrip(".").split("; ")
    return [f"rouse(8) does not say the exit status {status}" for status in statuses if status not in page_text]


def unsaid_attributes(told, source):
    """Attributes that `rouse explain` lists and the page of the files has no entry for."""
    names = [line.split()[0] for line in told.splitlines() if line.strip()]
    return [f"rouse.conf(5) has no entry for {name}" for name in names if f".It Ic {name}\n" not in source] or \
        ([] if len(names) > 50 else ["rouse explain lists too few attributes"])


def lost_references(page, source, names):
    for name, section in REFERENCE.findall(source):
        if f"{name}({section})" not in names and f"{name}({section})" not in OTHERS:
            yield f"{page} refers to {name}({section}), which nobody has"


def unpackaged(pages, installs):
    """`installs`: {package: text of debian/PACKAGE.install}. Every page belongs to one package."""
    for page in pages:
        # service(8) is another package's page there: debian/rules renames ours.
        name = "rouse-service.8" if page.name == "service.8" else page.name
        owners = [package for package, text in installs.items() if f"/{name}\n" in text]
        if len(owners) != 1:
            yield f"{name} stands in {len(owners)} of debian/*.install"


def problems(root, build, programs):
    pages = sorted((build / "share/man").glob("man*/*"))
    names, texts = {name_of(page) for page in pages}, {page.name: flat(rendered(page)) for page in pages}
    yield from lint(pages)
    yield from missing_pages(names, programs + LSB_NAMES)
    for program in programs:
        told = (root / WITHOUT_HELP[program]).read_text() if program in WITHOUT_HELP else output(build / program, "--help")
        if program not in SILENT:
            yield from unsaid_options(program, told, texts.get(f"{program}.8", ""))
    rouse, told = texts["rouse.8"], output(build / "rouse", "--help")
    yield from unsaid_statuses(told, rouse)
    commands = re.findall(r"^  (\w+) ", told.split("Options:")[0], re.MULTILINE)
    for command in commands:
        about = output(build / "rouse", command, "--help")
        yield from unsaid_options("rouse", about, rouse)
        yield from unsaid_help(command, about, rouse)
    if len(commands) < 20:
        yield "rouse --help lists too few commands"
    yield from unsaid_attributes(output(build / "rouse", "explain"), (build / "share/man/man5/rouse.conf.5").read_text())
    for page in pages:
        yield from lost_references(name_of(page), page.read_text(), names)
    yield from unpackaged(pages, {path.stem: path.read_text() for path in (root / "debian").glob("*.install")})


def main(root, build, programs):
    if shutil.which("mandoc") is None:
        print("skipped: mandoc is missing (apt-get install mandoc)")
        return 77
    found = list(problems(root, build, programs))
    print("\n".join(found) if found else f"man: {len(list((build / 'share/man').glob('man*/*')))} pages, no problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
