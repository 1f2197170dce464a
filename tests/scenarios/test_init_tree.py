"""The tree on which init scripts play: bare, its own, and shut."""

from lib.daemon import REPOSITORY


def test_it_is_shut(tree):
    """Neither the machine's programs nor the settings of its kernel can be written, and nothing else is there."""
    for place in ("/usr/share/intruder", "/etc/alternatives/intruder", "/proc/sys/vm/swappiness"):
        assert "Read-only file system" in tree.run("sh", "-c", f"echo 1 >{place}", check=False).stderr, place
    for folder in ("/home", "/opt", "/root", "/tmp"):
        the_project = REPOSITORY.relative_to(folder).parts[:1] if REPOSITORY.is_relative_to(folder) else ()
        assert tree.run("ls", "-A", folder).stdout.split() == [*the_project], folder


def test_a_script_as_service_runs_it(tree):
    tree.write("/usr/sbin/greeter", "#!/bin/sh\necho hello\n", 0o755)
    tree.script("greeter", '#!/bin/sh\npwd\ngreeter\necho "$1"\nexport -p | cut -d" " -f2\n')
    assert tree.service("greeter", "status").stdout == (
        "/\nhello\nstatus\nPATH='/sbin:/usr/sbin:/bin:/usr/bin'\nPWD='/'\nTERM='xterm'\n")
