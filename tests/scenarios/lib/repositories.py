"""A git repository on a host, for those who serve it."""

from . import packages


def git_programme(shown_on=None):
    """Debian's git, which finds its parts where it is unpacked, and not in the machine's own, if that has one."""
    git = packages.programme("git", "usr/bin/git", shown_on=shown_on)
    root = git.path.parents[2]
    git.environment.update(GIT_EXEC_PATH=root / "usr/lib/git-core",
                           GIT_TEMPLATE_DIR=root / "usr/share/git-core/templates")
    return git


def git_with_project(host):
    """Debian's git, on a host with a repository of two commits in /srv/git/project.git."""
    git = git_programme(shown_on=host)
    host.write("/etc/gitconfig", "[safe]\n    directory = *\n")  # the server runs as somebody else
    git.run(host, "init", "-q", "-b", "trunk", "/srv/git/project.git")
    for word in ("one", "two"):
        commit(host, git, word)
    return git


def git_daemon(git):
    """The attributes of an entry that serves it."""
    return git.serving("daemon --inetd --verbose --export-all --base-path=/srv/git")


def commit(host, git, word):
    """Puts a word into the project's file."""
    host.write("/srv/git/project.git/file", f"{word}\n")
    work = ("-C", "/srv/git/project.git", "-c", "user.name=worker", "-c", "user.email=worker@main")
    git.run(host, *work, "add", "file")
    git.run(host, *work, "commit", "-q", "-m", word)
