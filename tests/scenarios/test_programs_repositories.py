"""Programs that serve repositories, each with its real client: git daemon, svnserve, cvs pserver."""

import pytest
from lib import packages
from lib.configuration import ME, NOBODY, service
from lib.repositories import commit, git_daemon, git_with_project

HERE = "127.0.0.1"


@pytest.fixture
def git(main):
    """The client, on the host that serves."""
    return git_with_project(main)


def entry(git):
    return service("git", port=9418, user=NOBODY, **git_daemon(git))


def head(main, git, folder):
    return git.run(main, "-C", folder, "rev-parse", "HEAD").stdout


def test_git_daemon_serves_a_clone_and_what_came_after(main, serve, git):
    daemon = serve(entry(git))
    git.run(main, "clone", "-q", f"git://{HERE}/project.git", "/run/clone")
    assert main.read("/run/clone/file") == "two\n"
    assert head(main, git, "/run/clone") == head(main, git, "/srv/git/project.git")
    commit(main, git, "three")
    git.run(main, "-C", "/run/clone", "pull", "-q", "git://[::1]/project.git")
    assert main.read("/run/clone/file") == "three\n"
    daemon.entry(r"^START: git pid=\d+ from=::ffff:127\.0\.0\.1$")
    daemon.entry(r"^START: git pid=\d+ from=::1$")
    daemon.entry(r"^EXIT: git status=0", times=2)


def test_git_daemon_tells_its_caller_that_there_is_no_such_repository(main, serve, git):
    daemon = serve(entry(git))
    missed = git.run(main, "clone", f"git://{HERE}/other.git", "/run/other", check=False)
    assert "access denied or repository not exported: /other.git" in missed.stderr
    daemon.entry(r"^EXIT: git status=255")


def test_svnserve_serves_a_checkout_and_takes_a_commit(main, serve):
    svn, svnadmin, svnserve = (packages.programme("subversion", f"usr/bin/{name}")
                               for name in ("svn", "svnadmin", "svnserve"))
    main.path("/srv/svn").mkdir()
    svnadmin.run(main, "create", "/srv/svn/project")
    main.write("/srv/svn/project/conf/svnserve.conf", "[general]\nanon-access = write\n")
    daemon = serve(service("svn", port=3690, **svnserve.serving("-i -r /srv/svn")))
    address = f"svn://{HERE}/project"
    svn.run(main, "checkout", "-q", address, "/run/first")
    main.write("/run/first/file", "one\n")
    svn.run(main, "add", "-q", "/run/first/file")
    svn.run(main, "commit", "-q", "-m", "one", "/run/first")
    svn.run(main, "checkout", "-q", address, "/run/second")
    assert main.read("/run/second/file") == "one\n"
    daemon.entry(r"^EXIT: svn status=0", times=3)


@pytest.fixture
def cvs(main):
    """Debian's cvs, on a host with a repository in /srv/cvs that anonymous may read."""
    cvs = packages.programme("cvs", "usr/bin/cvs")
    cvs.run(main, "-d", "/srv/cvs", "init")
    main.write("/srv/cvs/CVSROOT/passwd", f"anonymous::{'worker' if ME == 'root' else ME}\n")
    main.write("/srv/cvs/CVSROOT/readers", "anonymous\n")
    main.write("/srv/cvs/CVSROOT/config", "SystemAuth=no\nLockDir=/srv/locks\n")
    main.path("/srv/locks").mkdir()
    main.path("/srv/locks").chmod(0o1777)
    main.write("/srv/work/file", "one\n")
    cvs.run(main, "-Q", "-d", "/srv/cvs", "import", "-m", "one", "project", "vendor", "start", folder="/srv/work")
    return cvs


def test_cvs_pserver_serves_a_checkout(main, serve, cvs):
    daemon = serve(service("cvspserver", port=2401, **cvs.serving("-f --allow-root=/srv/cvs pserver")))
    address = f":pserver:anonymous@{HERE}:/srv/cvs"
    cvs.run(main, "-Q", "-d", address, "checkout", "-d", "checked-out", "project")
    assert main.read("/run/checked-out/file") == "one\n"
    daemon.entry(r"^EXIT: cvspserver status=0")
