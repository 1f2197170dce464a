"""A capture-the-flag challenge as those teams deploy it: chroot in server_args, per_source, rlimit_cpu, banner_fail."""

import shutil

import pytest
from lib.callers import call, dial, read_all
from lib.nice import nicer

pytestmark = pytest.mark.root

HERE, FRIEND = ("127.0.0.1", 9999), "127.0.0.2"
# The shape that most public challenges share.
CTF = """service ctf
{
    disable = no
    socket_type = stream
    protocol    = tcp
    wait        = no
    user        = root
    type        = UNLISTED
    port        = 9999
    bind        = 0.0.0.0
    server      = /usr/sbin/chroot
    # replace helloworld to your program
    server_args = --userspec=1000:1000 /home/ctf ./helloworld
    banner_fail = /etc/banner_fail
    # safety options
    per_source	= 2
    rlimit_cpu	= 1
    #rlimit_as  = 1024M # the Address Space resource limit for the service
    #access_times = 2:00-9:00 12:00-24:00
}
"""
# The other shape: no chroot, the words of the shell held together by ${IFS}.
PWN = """service pwn
{
    disable = no
    type        = UNLISTED
    wait        = no
    server      = /bin/sh
    # replace helloworld to your program
    server_args = -c cd${IFS}/home/ctf;exec${IFS}timeout${IFS}120${IFS}./helloworld
    socket_type = stream
    protocol    = tcp
    user        = worker
    port        = 9999
    flags       = REUSE
    rlimit_cpu	= 1
    nice        = 18
}
"""
# Reads a word and gives it to the shell: what the players came for.
CHALLENGE = """#!/bin/sh
echo 'Tell me a command:'
read -r command
eval "$command"
"""
FLAG = "flag{on_demand}\n"
BANNER = "Too many connections from your address.\n"


def put_with_libraries(main, program):
    """Copies a program of the machine and its libraries into the jail, as the Dockerfiles of these teams do."""
    for path in (program, *libraries(main, program)):
        target = main.path(f"/home/ctf{path}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)


def libraries(main, program):
    return [word for line in main.run("ldd", program).stdout.splitlines() for word in line.split()
            if word.startswith("/")]


@pytest.fixture
def jail(main):
    """/home/ctf with a shell and cat, the challenge, and a flag that the player's account may read."""
    for program in ("/bin/sh", "/bin/cat"):
        put_with_libraries(main, program)
    main.write("/home/ctf/helloworld", CHALLENGE, 0o755)
    main.write("/home/ctf/flag", FLAG)
    main.write("/etc/banner_fail", BANNER)
    main.ip("addr", "add", f"{FRIEND}/8", "dev", "lo")


def player(main, source=None):
    """A player who has seen the question and does not answer yet."""
    s = dial(main, HERE, source)
    assert s.recv(100) == b"Tell me a command:\n"
    return s


def test_the_flag_is_found_and_nothing_else(main, serve, jail):
    daemon = serve(CTF)
    with player(main) as s:
        challenge, = main.processes(comm="helloworld")
        assert challenge.uid == 1000 and challenge.parent == daemon.pid
        assert main.run("readlink", f"/proc/{challenge.inner}/root").stdout == "/home/ctf\n"
        s.sendall(b"cat flag; cat /etc/passwd\n")
        assert read_all(s).decode() == FLAG + "cat: /etc/passwd: No such file or directory\n"
    daemon.entry(rf"^EXIT: ctf status=1 pid={challenge.inner} duration=\d+\(sec\)$")


def fill_the_room_of_one_source(main, daemon):
    with player(main) as first, player(main):
        assert call(main, HERE) == BANNER
        daemon.entry(r"^FAIL: ctf per_source_limit from=127\.0\.0\.1$")
        with player(main, FRIEND) as friend:
            friend.sendall(b"cat flag\n")
            assert read_all(friend).decode() == FLAG
        first.sendall(b"exit\n")
        assert read_all(first) == b""
        daemon.entry(r"^EXIT: ctf status=0", times=2)
        player(main).close()


def test_who_holds_too_many_reads_the_banner_and_others_play(main, serve, jail):
    fill_the_room_of_one_source(main, serve(CTF))


@pytest.mark.rouse("it drops per_source for the words behind it")
def test_the_limit_holds_with_words_behind_it(main, serve, jail):
    """As most of these files have it; their authors believed in the limit."""
    daemon = serve(CTF.replace("per_source\t= 2", "per_source\t= 2 # the maximum instances per source IP address"))
    fill_the_room_of_one_source(main, daemon)


def test_an_endless_loop_ends_with_its_processor_time(main, serve, jail):
    daemon = serve(CTF)
    assert call(main, HERE, b"while :; do :; done\n") == "Tell me a command:\n"
    daemon.entry(r"^EXIT: ctf signal=9 pid=\d+")


def test_a_shell_with_words_held_together_by_ifs(main, serve, jail):
    daemon = serve(PWN)
    with player(main) as s:
        s.sendall(b"pwd; id -un; nice; cat flag\n")
        assert read_all(s).decode() == f"/home/ctf\nworker\n{nicer(18)}\n{FLAG}"
    daemon.entry(r"^EXIT: pwn status=0")
