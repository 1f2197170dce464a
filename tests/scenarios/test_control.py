"""The control socket and the command `rouse`: who may ask, who may change, and what is answered."""

import os
import signal
import stat
from contextlib import ExitStack
from socket import SO_REUSEADDR, SOL_SOCKET

import pytest
from lib.callers import call, dial, read_all, refused
from lib.configuration import DEFAULTS, block, service
from lib.control import (DONE, FAILED, LIST, NO_SUCH_SERVICE, NOT_PERMITTED, NOT_RUNNING, OPTIONS, SOCKET, USAGE,
                         Rouse, connect, crowd, frame)
from lib.daemon import CONFIGURATION
from lib.terminal import Terminal
from lib.until import until

pytestmark = pytest.mark.rouse("xinetd has no control socket")

HERE, THERE, ECHO = ("127.0.0.1", 4000), ("127.0.0.1", 4001), ("127.0.0.1", 4002)
READERS, READER, STRANGER = 4300, 1001, 4242
CAT = service("cat", port=4000, server="/bin/cat", bind="127.0.0.1", instances=5)


@pytest.fixture
def korean(main):
    return Rouse(main, language="ko_KR.UTF-8")


def closed(host, address):
    """Waits until callers are refused: one in the queue of a door that closes is reset before."""
    return until(lambda: refused(host, address), f"closed door at {address}")


# What is answered

def test_services_are_listed_with_what_they_do(main, command, rouse):
    command(CAT, service("off", port=4001, server="/bin/cat", disable="yes"))
    with dial(main, HERE) as s:
        s.sendall(b"x")
        assert s.recv(1) == b"x"
        assert rouse("list") == ("NAME  MODE       STATE     LISTENS             SESSIONS\n"
                                 "cat   on-demand  open      127.0.0.1:4000/tcp  1/5\n"
                                 "off   on-demand  disabled\n")
        cat, = rouse.json("show", "cat")["services"]
    assert cat == {"name": "cat", "mode": "on-demand", "state": "open", "place": "127.0.0.1:4000/tcp", "sessions": 1,
                   "limit": 5, "detail": None, "pid": None, "served": 1, "refused": {}, "failed_starts": 0,
                   "last_caller": "127.0.0.1", "last_call": cat["last_call"], "memory": cat["memory"]}
    assert cat["memory"] > 100_000
    assert rouse("show", "off").splitlines()[-1] == "why    disable = yes (/etc/xinetd.conf:19)"


def test_a_name_means_the_id_or_else_every_entry_of_that_name(main, command, rouse):
    command(service("time", "id = time-stream", type="INTERNAL UNLISTED", protocol="tcp", port=4000),
            service("time", "id = time-dgram", type="INTERNAL UNLISTED", protocol="udp", socket_type="dgram",
                    wait="yes", port=4000))
    assert [s["name"] for s in rouse.json("show", "time")["services"]] == ["time-stream", "time-dgram"]
    assert rouse.changed("close", "time-dgram")
    assert rouse.states() == {"time-stream": "open", "time-dgram": "closed"}
    assert rouse.changed("close", "time")
    assert rouse.states() == {"time-stream": "closed", "time-dgram": "closed"}


def test_wrong_words_have_their_own_exit_status(main, command, rouse):
    command(CAT)
    assert rouse("show", "dog", check=NO_SUCH_SERVICE) == "rouse: no service is called dog\n"
    assert rouse.json("close", "dog", check=NO_SUCH_SERVICE)["outcome"] == "no such service"
    assert "shw is no command; did you mean show?" in rouse("shw", check=USAGE)
    assert "usage: rouse show NAME" in rouse("show", check=USAGE)
    assert "usage: rouse list" in rouse("list", "cat", check=USAGE)
    assert "--jsn is no option" in rouse("list", "--jsn", check=USAGE)


@pytest.mark.parametrize("words", [("show", ), ("sessions", ), ("events", ), ("open", ), ("close", ), ("start", ), ("stop", ),
                                   ("restart", ), ("enable", ), ("disable", ), ("why", "127.0.0.1"),
                                   ("mode", "standalone")], ids=lambda words: words[0])
def test_a_misspelt_name_gets_a_suggestion(main, command, rouse, words):
    command(service("telnet", port=4000, server="/bin/cat"))
    said = rouse(words[0], "tlnet", *words[1:], check=NO_SUCH_SERVICE)
    assert said == "rouse: no service is called tlnet; did you mean telnet?\n"
    said = Rouse(main, language="ko_KR.UTF-8")(words[0], "tlnet", *words[1:], check=NO_SUCH_SERVICE)
    assert said == "rouse: tlnet 라는 서비스가 없습니다. telnet 입니까?\n"


def test_it_explains_itself(main, rouse):
    everything = rouse("--help")
    for word in ("list", "show NAME", "open NAME", "close NAME", "start NAME", "stop NAME", "restart NAME", "reload"):
        assert f"\n  {word} " in everything
        assert rouse(word.split()[0], "--help").startswith(f"usage: rouse {word} [OPTION]...\n")
    assert rouse("--version").startswith("rouse ")


def test_colours_are_for_people_at_a_terminal(main, command, rouse):
    command(CAT)
    terminal = Terminal(main, *rouse.words("list"))
    terminal.expect(r"cat +on-demand +\033\[32mopen\033\[0m +127")
    assert terminal.ended() == DONE
    terminal.close()
    terminal = Terminal(main, *rouse.words("list"), env={"NO_COLOR": "1"})
    terminal.expect(r"cat +on-demand +open +127")
    assert terminal.ended() == DONE
    terminal.close()


def test_nobody_answers_where_no_daemon_runs(main, rouse):
    assert rouse("list", check=NOT_RUNNING) == f"rouse: roused is not running: nobody answers at {SOCKET}\n"
    assert rouse.json("close", "cat", check=NOT_RUNNING)["outcome"] == "not running"


# In Korean

def test_people_are_told_in_their_language(main, command, rouse, korean):
    daemon = command(CAT, service("off", port=4001, server="/bin/cat", disable="yes"))
    assert korean("list") == ("이름  모드       상태        수신 주소           세션\n"
                              "cat   on-demand  열림        127.0.0.1:4000/tcp  0/5\n"
                              "off   on-demand  사용 안 함\n")
    assert korean("close", "cat") == "cat: 닫힘\nchanged: yes\n"
    assert korean("show", "cat") == ("이름       cat\n"
                                     "모드       on-demand\n"
                                     "상태       닫힘\n"
                                     "이유       명령으로 닫았습니다. 다시 열거나 데몬을 다시 시작할 때까지 닫혀 있습니다\n"
                                     "수신 주소  127.0.0.1:4000/tcp\n"
                                     "세션       0/5\n"
                                     "응답       0\n"
                                     "거부       0\n")
    assert korean("open", "off", check=FAILED) == (
        "rouse: off 서비스의 상태: 사용 안 함; disable = yes (/etc/xinetd.conf:19)\n")
    assert korean("show", "dog", check=NO_SUCH_SERVICE) == "rouse: dog 서비스가 없습니다\n"
    assert korean("start", "cat", check=FAILED) == (
        "rouse: cat 서비스의 서버는 접속이 있을 때 시작됩니다. 다음을 사용하십시오: rouse open cat, rouse close cat\n")
    assert korean("runlevel", check=FAILED) == "rouse: roused가 --runlevel 옵션으로 시작되지 않았습니다\n"
    main.write(CONFIGURATION, DEFAULTS + CAT.replace("= 5", "= 6") + service("new", port=4003, server="/bin/cat"))
    assert korean("reload") == "추가: new\n변경: cat\nchanged: yes\n"
    main.path(CONFIGURATION).unlink()
    assert "rouse: 설정을 다시 읽지 못했습니다. 이전 설정을 그대로 사용합니다\n" in korean("reload", check=FAILED)
    daemon.stop()
    assert korean("list", check=NOT_RUNNING) == f"rouse: roused가 실행 중이 아닙니다: {SOCKET} 에서 응답이 없습니다\n"


def test_programs_are_told_the_same_in_every_language(main, command, rouse, korean):
    command(CAT, service("off", port=4001, server="/bin/cat", disable="yes"))
    rouse("close", "cat")
    for words, status in ((("list", ), DONE), (("show", "cat"), DONE), (("open", "off"), FAILED),
                          (("show", "dog"), NO_SUCH_SERVICE), (("close", "cat"), DONE)):
        assert korean(*words, "--json", check=status) == rouse(*words, "--json", check=status)
    assert korean("--version") == rouse("--version")


def test_it_explains_itself_in_korean(main, korean):
    everything = korean("--help")
    assert everything.startswith("사용법: rouse [명령 [이름]] [옵션]...\n")
    for line in ("  show 이름            한 서비스의 모든 정보를 보여줍니다", "  reload               설정을 다시 읽고 결과를 알려줍니다"):
        assert f"\n{line}\n" in everything, "columns, as a terminal shows them"
    assert korean("show", "--help").startswith("사용법: rouse show 이름 [옵션]...\n")
    assert korean("shw", check=USAGE) == ("rouse: shw 명령은 없습니다. show 명령을 쓰려고 하셨습니까?\n"
                                          "사용법은 rouse --help 로 볼 수 있습니다\n")
    assert "rouse: 사용법: rouse show 이름\n" in korean("show", check=USAGE)


# What cannot be said

@pytest.mark.parametrize("redirection, why", [(">/dev/full", "No space left on device"),
                                              (">&-", "Bad file descriptor")])
def test_an_answer_that_cannot_be_written_is_a_failure(main, command, rouse, redirection, why):
    command(CAT)

    def lost(*words):
        done = main.run("sh", "-c", f'exec "$@" {redirection}', "sh", *rouse.words(*words), check=False)
        return done.returncode, done.stderr
    complaint = f"rouse: cannot write to standard output: {why}\n"
    for words in (("list", ), ("show", "cat", "--json"), ("close", "cat"), ("--help", ), ("--version", )):
        assert lost(*words) == (FAILED, complaint)
    assert rouse.states() == {"cat": "closed"}, "it was done all the same"
    assert lost("show", "dog", "--json") == (NO_SUCH_SERVICE, complaint), "the first failure counts"


# Doors

def test_a_closed_door_refuses_callers_and_keeps_sessions(main, command, rouse):
    daemon = command(CAT)
    with dial(main, HERE) as session:
        session.sendall(b"a")
        assert session.recv(1) == b"a"
        assert rouse("close", "cat") == "cat: closed\nchanged: yes\n"
        assert not rouse.changed("close", "cat")
        closed(main, HERE)
        session.sendall(b"b")
        assert session.recv(1) == b"b"
    daemon.entry(r"^EXIT: cat status=0")
    assert rouse("open", "cat") == "cat: open\nchanged: yes\n"
    assert not rouse.changed("open", "cat")
    dial(main, HERE).close()
    daemon.says(r"order: close cat \(from uid \d+, process \d+\)")


def test_a_door_stays_closed_across_a_reload_but_not_across_a_restart(main, command, rouse):
    daemon = command(CAT)
    rouse("close", "cat")
    daemon.reload()
    assert rouse.states() == {"cat": "closed"}
    main.write(CONFIGURATION, DEFAULTS + CAT.replace("4000", "4001"))
    daemon.reload()
    assert rouse.states() == {"cat": "closed"}
    closed(main, THERE)
    daemon.stop()
    command(CAT)
    assert rouse.states() == {"cat": "open"}
    dial(main, HERE).close()


def test_a_service_that_was_gone_comes_back_open(main, command, rouse):
    """As after `chkconfig telnet off` and `chkconfig telnet on`."""
    other = service("other", port=4001, server="/bin/cat")
    daemon = command(CAT, other)
    rouse("close", "cat")
    main.write(CONFIGURATION, DEFAULTS + CAT.replace("{", "{\n    disable = yes") + other)
    daemon.reload()
    assert "cat is disabled: disable = yes" in rouse("open", "cat", check=FAILED)
    main.write(CONFIGURATION, DEFAULTS + CAT + other)
    daemon.reload()
    assert rouse.states()["cat"] == "open"


def test_a_daemon_whose_only_service_is_closed_stays_across_a_reload(main, make_daemon, rouse):
    main.write(CONFIGURATION, DEFAULTS + CAT)
    daemon = make_daemon(main)
    daemon.launch("-f", CONFIGURATION, "-d", *OPTIONS)
    daemon.serving()
    rouse("close", "cat")
    daemon.reload()
    assert rouse.states() == {"cat": "closed"}


@pytest.mark.root
def test_a_door_that_the_attendant_has_is_closed_too(main, command, rouse):
    command(service("echo", type="INTERNAL UNLISTED", protocol="tcp", port=4002, bind="127.0.0.1"))
    with dial(main, ECHO) as s:
        s.sendall(b"a")
        assert s.recv(1) == b"a"
        rouse("close", "echo")
        closed(main, ECHO)
        s.sendall(b"b")
        assert s.recv(1) == b"b"
        rouse("open", "echo")
        assert call_echo(main) == b"x"


def call_echo(main):
    with dial(main, ECHO) as s:
        s.sendall(b"x")
        return s.recv(1)


@pytest.mark.root
def test_a_mux_service_is_closed_to_those_who_name_it(main, command, rouse):
    command(service("tcpmux", type="INTERNAL UNLISTED", protocol="tcp", port=4002, bind="127.0.0.1"),
            service("hello", type="TCPMUXPLUS UNLISTED", protocol="tcp", server="/bin/echo", server_args="welcome"))
    assert call(main, ECHO, b"hello\r\n").endswith("welcome\n")
    rouse("close", "hello")
    assert call(main, ECHO, b"hello\r\n").startswith("-")
    rouse("open", "hello")
    assert call(main, ECHO, b"hello\r\n").endswith("welcome\n")


def test_a_datagram_door_is_closed_too(main, command, rouse):
    command(service("letters", port=4000, socket_type="dgram", protocol="udp", wait="yes", bind="127.0.0.1",
                    server="/bin/cat"))
    rouse("close", "letters")
    until(lambda: not main.run("ss", "-Hlun", "sport = :4000").stdout, "port to be free")
    rouse("open", "letters")
    assert main.run("ss", "-Hlun", "sport = :4000").stdout


def test_a_door_whose_port_is_taken_opens_when_it_is_free(main, command, rouse):
    command(CAT)
    rouse("close", "cat")
    with main.socket() as holder:
        holder.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)  # the keeper lets go of it a moment later
        holder.bind(HERE)
        holder.listen()
        assert rouse("open", "cat") == ("cat: waiting\ncat is waiting: Address already in use\nchanged: yes\n")
    until(lambda: rouse.states() == {"cat": "open"}, "open door")


# Reload

def test_a_reload_tells_what_came_of_it(main, command, rouse):
    command(CAT, service("other", port=4001, server="/bin/cat"))
    assert rouse("reload") == "changed: no\n"
    main.write(CONFIGURATION, DEFAULTS + CAT.replace("= 5", "= 6") + service("new", port=4003, server="/bin/cat"))
    assert rouse("reload") == "new: new\nother: cat\ngone: other\nchanged: yes\n"
    main.write(CONFIGURATION, DEFAULTS + CAT + block("service x", ["port = many"]))
    told = rouse.json("reload")["reload"]
    assert told["changed"] == ["cat"] and told["dropped"] == ["new"]
    assert any(problem.startswith("/etc/xinetd.conf:") for problem in told["problems"])


def test_a_reload_that_takes_nothing_over_fails(main, command, rouse):
    command(CAT)
    main.path(CONFIGURATION).unlink()
    said = rouse("reload", check=FAILED)
    assert "the old configuration stays in service" in said and CONFIGURATION in said
    assert rouse.states() == {"cat": "open"}


# Who may

@pytest.mark.root
def test_readers_may_ask_and_others_not_even_that(main, command):
    main.write("/etc/group", main.read("/etc/group") + f"rouse:x:{READERS}:\n")
    command(CAT)
    reader, stranger = Rouse(main, READER, [READERS]), Rouse(main, STRANGER)
    assert reader.states() == {"cat": "open"}
    for order in (("close", "cat"), ("open", "cat"), ("reload", )):
        assert "only root and the daemon's own user" in reader(*order, check=NOT_PERMITTED)
        assert "not permitted" in stranger(*order, check=NOT_PERMITTED)
    assert stranger.json("list", check=NOT_PERMITTED)["outcome"] == "not permitted"
    assert reader.states() == {"cat": "open"}


@pytest.mark.root
def test_who_gets_a_connection_has_not_its_makers_rights_without_them(main, command):
    """The socket's mode is one lock, the daemon's own look at its callers another."""
    command(CAT)
    main.path(SOCKET).chmod(0o666)
    assert "only root, the daemon's own user and the group rouse may ask" in Rouse(main, STRANGER)(
        "list", check=NOT_PERMITTED)
    assert "only root and the daemon's own user" in Rouse(main, STRANGER)("close", "cat", check=NOT_PERMITTED)


def test_who_may_not_share_his_socket_has_it_alone(main, command, rouse):
    main.write("/etc/group", main.read("/etc/group") + f"rouse:x:{READERS}:\n")
    command(CAT)
    assert rouse.states() == {"cat": "open"}
    assert stat.S_IMODE(main.path(SOCKET).stat().st_mode) == (0o660 if os.geteuid() == 0 else 0o600)


# Bad clients

def test_a_slow_client_is_dropped_and_delays_nobody(main, command, rouse):
    command(CAT)
    with connect(main) as slow:
        slow.sendall(LIST[:7])
        assert rouse.states() == {"cat": "open"}
        dial(main, HERE).close()
        assert slow.recv(1) == b""


def has_seat(main):
    with connect(main) as s:
        s.sendall(LIST)
        return b"too many" not in s.recv(65536)


def test_too_many_clients_are_told_so(main, command, rouse):
    command(CAT)
    with crowd(main, 16):
        assert rouse("list", check=FAILED) == "rouse: too many clients at once; try again in a moment\n"
    until(lambda: has_seat(main), "seat for one more")
    assert rouse.states() == {"cat": "open"}


@pytest.mark.root
def test_readers_cannot_keep_root_out(main, command, rouse):
    main.write("/etc/group", main.read("/etc/group") + f"rouse:x:{READERS}:\n")
    command(CAT)
    with ExitStack() as crowds:
        for user in range(READER, READER + 3):
            crowds.enter_context(crowd(main, 16, user, [READERS]))
        assert "too many clients at once" in Rouse(main, READER + 3, [READERS])("list", check=FAILED)
        assert rouse.changed("close", "cat")


@pytest.mark.parametrize("nonsense", [b"GET / HTTP/1.0\r\n\r\n", b"\0" * 64, frame((1, b"x" * 5000))])
def test_nonsense_is_answered_once(main, command, rouse, nonsense):
    command(CAT)
    with connect(main) as s:
        s.sendall(nonsense)
        assert b"this is no order" in read_all(s)
    assert rouse.states() == {"cat": "open"}


def test_another_version_is_told_which_one_is_spoken(main, command, rouse):
    command(CAT)
    with connect(main) as s:
        s.sendall(frame((1, b"list"), version=99))
        answer = read_all(s)
    assert answer == frame((1, b"1"), (2, b"1"), kind=3)


# Whose socket

def test_a_second_daemon_does_without(main, command, make_daemon, rouse):
    command(CAT)
    second = make_daemon(main)
    main.write("/etc/second.conf", DEFAULTS + service("other", port=4001, server="/bin/cat"))
    second.launch("-f", "/etc/second.conf", "-d", *OPTIONS).serving(before=1)
    second.says(f"no control socket: another daemon has {SOCKET}; --control PATH gives this one a socket of its own")
    dial(main, THERE).close()
    assert rouse.states() == {"cat": "open"}
    second.send(signal.SIGTERM)
    second.exited()
    second.process = None
    assert rouse.states() == {"cat": "open"}


def test_a_socket_that_a_killed_daemon_left_is_replaced(main, command, rouse):
    daemon = command(CAT)
    daemon.steward().send(signal.SIGSTOP)  # it would clear up, and have another keeper
    daemon.send(signal.SIGKILL)
    daemon.exited()
    until(daemon.killed, "end of all its processes")
    daemon.process = None
    assert main.path(SOCKET).is_socket()
    assert "not running" in rouse("list", check=NOT_RUNNING)
    command(CAT)
    assert rouse.states() == {"cat": "open"}


def test_it_is_gone_when_the_daemon_leaves(main, command, rouse):
    command(CAT).stop(signal.SIGQUIT)
    assert not main.path(SOCKET).exists()


@pytest.mark.root
def test_under_xinetds_name_and_options_it_is_where_tools_look(main, make_daemon, rouse):
    main.write(CONFIGURATION, DEFAULTS + CAT)
    daemon = make_daemon(main).link_as("/usr/sbin/xinetd")
    daemon.start()
    assert rouse.states() == {"cat": "open"}


@pytest.mark.parametrize("path, complaint", [
    ("none", None),
    ("/dev/null/control", "no control socket: mkdir /dev/null: Not a directory|open /dev/null/control.lock"),
    ("/run/taken/control", "no control socket: bind /run/taken/control: Address already in use"),
])
def test_without_a_socket_it_serves_all_the_same(main, make_daemon, path, complaint):
    main.write("/run/taken/control", "somebody's file")
    main.write(CONFIGURATION, DEFAULTS + CAT)
    daemon = make_daemon(main).start(more=("--control", path))
    dial(main, HERE).close()
    if complaint:
        daemon.says(complaint)
    else:
        assert not daemon.said("control socket")
    assert main.read("/run/taken/control") == "somebody's file"
