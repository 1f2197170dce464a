"""hosts.allow and hosts.deny: asked by every service without NOLIBWRAP, by way of a process that may wait."""

import os
from pathlib import Path

import pytest
from lib.callers import call, datagram, dial, refused
from lib.configuration import service
from lib.nameserver import NameServer
from lib.until import until

HERE = ("127.0.0.1", 4000)
OTHER = ("127.0.0.1", 4001)
THIRD = ("127.0.0.1", 4002)
ALLOW, DENY = "/etc/hosts.allow", "/etc/hosts.deny"
NEVER = "`{}` has no effect: rouse asks for the decision only"


def answering(name="echo", *lines, **attributes):
    return service(name, *lines, **{"port": 4000, "server": "/bin/echo", "server_args": "served", "cps": "0 1",
                                    **attributes})


def rules(main, allow="", deny=""):
    main.write(ALLOW, allow)
    main.write(DENY, deny)


@pytest.fixture
def addresses(main):
    """127.0.0.2 to 127.0.0.4 for callers."""
    for last in (2, 3, 4):
        main.ip("addr", "add", f"127.0.0.{last}/8", "dev", "lo")


def let_in(main, source, address=HERE):
    answer = call(main, address, source=source)
    assert answer in ("served\n", "")
    return answer == "served\n"


def follows(main, daemon, change):
    """Changes the files, and waits until the daemon has noticed."""
    before = daemon.said(r"hosts\.allow or hosts\.deny changed")
    change()
    daemon.says(r"hosts\.allow or hosts\.deny changed", before + 1)


def test_who_is_allowed_and_who_is_denied(main, serve, addresses):
    rules(main, "echo: 127.0.0.2\n", "ALL: 127.0.0.2, 127.0.0.3\n")
    daemon = serve(answering())
    assert [let_in(main, f"127.0.0.{last}") for last in (1, 2, 3)] == [True, True, False]
    daemon.entry(r"^FAIL: echo libwrap from=(::ffff:)?127\.0\.0\.3$")
    daemon.says(r"INFO: libwrap refused connection to echo \(libwrap=echo\) from (::ffff:)?127\.0\.0\.3")


@pytest.mark.rouse("it logs START and EXIT, too")
def test_a_refusal_costs_no_process_and_shows_banner_fail(main, serve):
    rules(main, deny="ALL: ALL\n")
    main.write("/srv/sorry", "sorry\n")
    daemon = serve(answering("echo", banner_fail="/srv/sorry"))
    assert call(main, HERE) == "sorry\n"
    daemon.entry(r"^FAIL: echo libwrap")
    assert [e for e in daemon.entries() if e.startswith(("START", "EXIT"))] == []


def test_names_of_daemons(main, serve, addresses):
    """The libwrap attribute, else the first word of server_args with NAMEINARGS, else the server's own name."""
    main.path("/srv/answer").symlink_to("/bin/echo")
    rules(main, "by-attribute: 127.0.0.2\nby-argument: 127.0.0.3\nanswer: 127.0.0.4\n", "ALL: ALL\n")
    serve(answering("one", libwrap="by-attribute"),
          service("two", port=4001, server="/bin/echo", flags="NAMEINARGS", server_args="/x/by-argument served"),
          answering("three", port=4002, server="/srv/answer"))
    welcome = {(address[1], last): let_in(main, f"127.0.0.{last}", address)
               for address in (HERE, OTHER, THIRD) for last in (2, 3, 4)}
    assert {who for who, came in welcome.items() if came} == {(4000, 2), (4001, 3), (4002, 4)}


def test_ports_and_called_addresses_are_names_too(main, serve, addresses):
    rules(main, "4001: ALL\necho@127.0.0.4: ALL\n", "ALL: ALL\n")
    serve(answering(), answering("other", port=4001))
    assert not let_in(main, None)
    assert let_in(main, None, ("127.0.0.4", 4000))
    assert let_in(main, None, OTHER)


def test_nolibwrap_does_not_ask(main, serve):
    rules(main, deny="ALL: ALL\n")
    serve(answering(flags="NOLIBWRAP"))
    assert let_in(main, None)


@pytest.mark.rouse("it has no such process")
def test_without_a_rule_for_it_nobody_is_asked(main, serve):
    """The usual case costs nothing: no process, no question."""
    rules(main, "sshd: ALL\n", "# nothing\nsshd: ALL\n")
    serve(answering())
    assert let_in(main, None)
    assert main.processes(comm="rouse-resolver") == []


def test_callers_by_name(main, serve, addresses):
    nameserver = NameServer(main, forward={"good.friend.example": ["127.0.0.2"], "liar.friend.example": ["127.0.0.9"]},
                            reverse={"127.0.0.2": "good.friend.example", "127.0.0.3": "liar.friend.example"})
    rules(main, "ALL: .friend.example\n", "ALL: ALL\n")
    serve(answering())
    try:
        assert [let_in(main, f"127.0.0.{last}") for last in (2, 3, 4)] == [True, False, False]
        rules(main, deny="ALL: PARANOID\n")
        assert [let_in(main, f"127.0.0.{last}") for last in (2, 3, 4)] == [True, False, True]
    finally:
        nameserver.close()


@pytest.mark.rouse("its children wait for themselves, and let in whom they cannot name")
def test_a_silent_name_server_delays_nobody_else_and_opens_nothing(main, serve, addresses):
    nameserver = NameServer(main)
    nameserver.silent = True
    rules(main, "other: ALL\nnamed: LOCAL, 127.0.0.2\n", "named: .enemy.example\nthird: 127.0.0.9\n")
    daemon = serve(answering("echo", libwrap="named"), answering("other", port=4001, libwrap="other"),
                   answering("third", port=4002, libwrap="third"))
    try:
        with dial(main, HERE, "127.0.0.3") as waiting:
            until(lambda: nameserver.asked, "question to the name server")
            assert let_in(main, None, OTHER) and let_in(main, None, THIRD)
            assert waiting.recv(100) == b""
        daemon.says(r"echo: nobody could tell whether hosts\.allow and hosts\.deny let (::ffff:)?127\.0\.0\.3 in: "
                    r"its name server is silent, and the rules turn on names")
        daemon.entry(r"^FAIL: echo libwrap from=(::ffff:)?127\.0\.0\.3$")
        assert let_in(main, "127.0.0.2")
    finally:
        nameserver.close()


@pytest.mark.rouse("it says nothing of them")
def test_changes_take_effect_at_once(main, serve):
    daemon = serve(answering())
    assert let_in(main, None)
    follows(main, daemon, lambda: main.write(DENY, "ALL: ALL\n"))
    assert not let_in(main, None)
    main.write(ALLOW, "echo: 127.0.0.1\n")
    assert let_in(main, None)
    main.path(ALLOW).unlink()
    assert not let_in(main, None)
    follows(main, daemon, main.path(DENY).unlink)
    assert let_in(main, None)
    assert not daemon.said("readjusting")


@pytest.mark.root
@pytest.mark.rouse("its child has the service's rights, here root's")
def test_a_file_that_the_resolver_may_not_read_refuses(main, serve):
    rules(main, "ALL: ALL\n", "sshd: ALL\n")
    main.path(DENY).chmod(0o600)
    daemon = serve(answering())
    assert not let_in(main, None)
    daemon.says(r"WARNING: echo: nobody could tell whether hosts\.allow and hosts\.deny let (::ffff:)?127\.0\.0\.1 in: "
                r"access /etc/hosts\.deny: Permission denied")
    daemon.entry(r"^FAIL: echo libwrap")
    main.path(DENY).chmod(0o644)
    assert let_in(main, None)


@pytest.mark.root
@pytest.mark.rouse("it does not start without it")
def test_without_the_library_nobody_is_let_in(main, serve):
    for library in Path("/").glob("usr/lib/*/libwrap.so.0"):
        main.run("mount", "--bind", "/dev/null", library)
    rules(main, "ALL: ALL\n")
    daemon = serve(answering())
    assert not let_in(main, None)
    daemon.says(r"echo: nobody could tell whether .*: dlopen .*libwrap\.so\.0: .* \(Debian: apt-get install libwrap0\)")


@pytest.mark.rouse("it runs them")
@pytest.mark.parametrize("option", ["spawn touch /srv/trace", "twist /bin/echo go away", "aclexec /bin/false"])
def test_rules_that_run_commands_keep_their_services_closed(main, serve, option):
    main.path("/srv/answer").symlink_to("/bin/echo")
    rules(main, deny=f"# booby trap\necho: ALL: {option}\n")
    daemon = serve(answering(), answering("free", port=4001, flags="NOLIBWRAP"),
                   answering("other", port=4002, server="/srv/answer"))
    daemon.says(rf"echo: not served: /etc/hosts\.deny:2: `{option.split()[0]}` runs a command, which rouse does not do; "
                r"mend that, or set flags = NOLIBWRAP to serve it without hosts\.allow and hosts\.deny")
    assert refused(main, HERE)
    assert let_in(main, None, OTHER) and let_in(main, None, THIRD)
    main.write(DENY, "echo: 127.0.0.9\n")
    until(lambda: not refused(main, HERE), "open door")
    assert let_in(main, None)
    follows(main, daemon, lambda: main.write(DENY, f"ALL: 127.0.0.9: {option}\n"))
    until(lambda: refused(main, HERE) and refused(main, THIRD), "closed doors")
    assert not main.path("/srv/trace").exists()


@pytest.mark.rouse("it obeys them")
def test_options_without_effect_are_remarked_on_once(main, serve):
    rules(main, "sshd: ALL: severity auth.info\necho: 127.0.0.1: banners /srv: keepalive\n", "ALL: ALL\n")
    daemon = serve(answering())
    assert let_in(main, None)
    follows(main, daemon, lambda: main.write(DENY, "ALL: ALL: nice 5\n"))
    for what, line in (("banners", "allow:2"), ("keepalive", "allow:2"), ("nice", "deny:1")):
        remark = rf"WARNING: /etc/hosts\.{line}: {NEVER.format(what)}"
        daemon.says(remark)
        assert daemon.said(remark) == 1
    assert not daemon.said("severity")


@pytest.mark.rouse("it skips such a line, and everybody comes in")
def test_a_line_of_hosts_deny_that_would_be_skipped_opens_nothing(main, serve):
    rules(main, deny="ALL\n")
    daemon = serve(answering())
    daemon.says(r"echo: not served: /etc/hosts\.deny:1: `ALL` has no colon, so libwrap skips it and refuses nobody")
    assert refused(main, HERE)


@pytest.mark.rouse("it forks without end, and refuses everybody or lets everybody in")
def test_a_server_that_accepts_itself_is_not_served_under_rules(main, serve):
    rules(main, deny="ALL: 127.0.0.9\n")
    daemon = serve(answering("waiting", wait="yes"), answering("other", port=4001))
    daemon.says(r"waiting: not served: hosts\.allow or hosts\.deny has a rule for echo, .* accepts its callers itself")
    assert refused(main, HERE)
    assert let_in(main, None, OTHER)


def test_builtin_and_redirected_services_ask_by_their_own_name(main, serve, addresses):
    rules(main, "echo: 127.0.0.2\npassed: 127.0.0.3\n", "ALL EXCEPT cat: ALL\n")
    daemon = serve(service("echo", type="INTERNAL UNLISTED", protocol="tcp", port=4000, cps="0 1"),
                   service("passed", port=4001, redirect="127.0.0.1 4002", cps="0 1"),
                   service("behind", port=4002, server="/bin/cat", cps="0 1"))

    def talks(address, source):
        with dial(main, address, source) as s:
            s.sendall(b"x")
            try:
                return s.recv(1) == b"x"
            except ConnectionResetError:
                return False
    assert talks(HERE, "127.0.0.2") and not talks(HERE, "127.0.0.3")
    assert talks(OTHER, "127.0.0.3") and not talks(OTHER, "127.0.0.2")
    daemon.entry(r"^FAIL: echo libwrap from=(::ffff:)?127\.0\.0\.3$")
    daemon.says(r"INFO: libwrap refused connection to echo \(libwrap=echo\) from (::ffff:)?127\.0\.0\.3")
    daemon.says(r"INFO: libwrap refused connection to passed \(libwrap=passed\) from (::ffff:)?127\.0\.0\.2")


@pytest.mark.rouse("callers of tcpmux services are not in its logs")
def test_services_behind_tcpmux_ask_for_themselves(main, serve, addresses):
    rules(main, "tcpmux: ALL\nnamed: 127.0.0.2\n", "ALL: ALL\n")
    mux = {"type": "TCPMUX UNLISTED", "protocol": "tcp", "port": None}
    daemon = serve(service("tcpmux", type="INTERNAL UNLISTED", port=4000, cps="0 1"),
                   answering("one", libwrap="named", **mux),
                   service("daytime", libwrap="named", cps="0 1", **{**mux, "type": "TCPMUX INTERNAL UNLISTED"}))

    def ask(name, source):
        return call(main, HERE, f"{name}\r\n".encode(), source)
    assert ask("one", "127.0.0.2") == "served\n" and ask("one", "127.0.0.3") == ""
    assert ask("daytime", "127.0.0.2") and ask("daytime", "127.0.0.3") == ""
    for name in ("one", "daytime"):
        daemon.entry(rf"^FAIL: {name} libwrap from=(::ffff:)?127\.0\.0\.3$")


@pytest.mark.rouse("it says nothing of them")
def test_changes_reach_builtin_services(main, serve):
    daemon = serve(service("daytime", type="INTERNAL UNLISTED", protocol="tcp", port=4000, cps="0 1"))
    assert call(main, HERE) != ""
    follows(main, daemon, lambda: main.write(DENY, "daytime: ALL\n"))
    until(lambda: call(main, HERE) == "", "refusal")
    daemon.entry(r"^FAIL: daytime libwrap")
    follows(main, daemon, lambda: main.write(DENY, ""))
    until(lambda: call(main, HERE) != "", "answer")


ANSWER = "import socket\ns = socket.socket(fileno=0)\nwhile True:\n    s.sendto(b'served', s.recvfrom(100)[1])\n"


def asks(main, address, source):
    """Sends two datagrams and says whether an answer came before one to a welcome caller did."""
    with datagram(main, address, source) as stranger, datagram(main, address, "127.0.0.2") as friend:
        stranger.send(b"?")
        stranger.send(b"?")
        friend.send(b"?")
        friend.recv(100)
        stranger.setblocking(False)
        try:
            return stranger.recv(100) != b""
        except BlockingIOError:
            return False


@pytest.mark.rouse("it throws away the datagrams behind the refused one")
@pytest.mark.parametrize("answered_by", ["server", "builtin"])
def test_datagrams_are_judged_by_their_sender(main, serve, addresses, answered_by):
    rules(main, "datagrams: 127.0.0.2\n", "ALL: ALL\n")
    main.write("/srv/server.py", ANSWER)
    common = {"socket_type": "dgram", "wait": "yes", "libwrap": "datagrams", "cps": "0 1"}
    if answered_by == "server":
        entry = service("ask", port=4000, server="/usr/bin/python3", server_args="-I /srv/server.py", **common)
    else:
        entry = service("echo", type="INTERNAL UNLISTED", protocol="udp", port=4000, id="ask", **common)
    daemon = serve(entry)
    assert not asks(main, HERE, "127.0.0.3")
    daemon.entry(r"^FAIL: ask libwrap from=(::ffff:)?127\.0\.0\.3$")
    refusal = r"INFO: libwrap refused connection to ask \(libwrap=datagrams\) from (::ffff:)?127\.0\.0\.3"
    daemon.says(refusal)
    assert daemon.said(refusal) == 1


@pytest.mark.rouse("it waits")
def test_a_datagram_whose_sender_has_a_slow_name_server_delays_no_other(main, serve, addresses):
    nameserver = NameServer(main)
    nameserver.silent = True
    rules(main, "echo: 127.0.0.2, LOCAL\n", "ALL: ALL\n")
    main.write("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:9 attempts:1\n")
    serve(service("echo", type="INTERNAL UNLISTED", socket_type="dgram", wait="yes", protocol="udp", port=4000,
                  cps="0 1"))
    try:
        with datagram(main, HERE, "127.0.0.3") as slow, datagram(main, HERE, "127.0.0.2") as friend:
            slow.send(b"?")
            until(lambda: nameserver.asked, "question to the name server")
            friend.settimeout(5)
            friend.send(b"!")
            assert friend.recv(10) == b"!"
    finally:
        nameserver.close()


@pytest.mark.root
@pytest.mark.rouse("it has none")
def test_a_resolver_that_is_killed_lets_nobody_slip_in(main, serve):
    rules(main, deny="ALL: 127.0.0.9\n")
    daemon = serve(answering())
    assert let_in(main, None)
    resolver = until(lambda: main.processes(comm="rouse-resolver"), "resolver")[0]
    assert resolver.uid != os.geteuid()
    assert {os.readlink(f"/proc/{resolver.pid}/fd/{n}") for n in range(3)} == {"/dev/null"}
    resolver.kill()
    daemon.says("the resolver is gone")
    until(lambda: let_in(main, None), "answer with a new resolver")
    assert not daemon.said("served without")
