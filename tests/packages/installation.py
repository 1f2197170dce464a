"""rouse and rouse-xinetd over Debian's xinetd that runs, and what becomes of them afterwards."""

import os
import re
import signal

from machine import Load, Session, Watch, must, served
from packages import NEXT

ROUSED = "/usr/sbin/roused"
XINETD = "/usr/sbin/xinetd"
GREET, HELD, FINGER, DAYTIME = 7001, 7002, 79, 13
HELLO, FROM_INETD = "hello\n", "from inetd.conf\n"
FOLDERS = ("/etc/xinetd.conf", "/etc/xinetd.d", "/etc/init.d/xinetd", "/etc/default/xinetd", "/etc/inetd.conf")
LINKS = tuple(f"/etc/rc{level}.d" for level in "0123456S")


def entry(name, port, server, arguments):
    return f"""service {name}
{{
    type = UNLISTED
    socket_type = stream
    protocol = tcp
    port = {port}
    wait = no
    user = nobody
    cps = 10000 1
    instances = UNLIMITED
    server = {server}
    server_args = {arguments}
}}
"""


def everybody_is_served():
    served(GREET, HELLO)
    served(HELD, "word", b"word")
    served(FINGER, FROM_INETD)
    served(DAYTIME, r"\d+ \w{3} \d{4} [\d:]+.*\r\n")


def edit(machine):
    """Every kind of file that an administrator may have touched; one he has deleted."""
    logged = "log_type = FILE /var/log/xinetd.log\n\tlog_on_success = PID HOST"
    machine.edit("/etc/xinetd.conf", "defaults\n{", f"# Edited by hand.\ndefaults\n{{\n\t{logged}")
    machine.edit("/etc/xinetd.d/daytime", "= yes", "= no")
    machine.path("/etc/xinetd.d/chargen-udp").unlink()
    machine.write("/etc/xinetd.d/greet", entry("greet", GREET, "/bin/echo", "hello"))
    machine.write("/etc/xinetd.d/held", entry("held", HELD, "/bin/cat", "-u"), mode=0o600)
    machine.write("/etc/inetd.conf", "finger stream tcp nowait nobody /bin/echo echo from inetd.conf\n")
    machine.edit("/etc/default/xinetd", '"-stayalive"', '"-stayalive -limit 200 -filelog /var/log/xinetd.log"')
    machine.edit("/etc/init.d/xinetd", "# clear poisonned environment", "# by hand: mind the environment")


def debians_xinetd_runs(machine, _packages):
    machine.apt("install", "xinetd", "update-inetd")
    machine.wait_for_daemon(XINETD)
    edit(machine)
    machine.run("/etc/init.d/xinetd", "restart")
    everybody_is_served()
    machine.wait_for_daemon(XINETD)
    must(not machine.path(ROUSED).exists(), "rouse is here already")
    yield "Debian's xinetd runs, with files edited by hand, and serves callers"


def rouse_takes_its_place(machine, packages):
    before, links = machine.contents(*FOLDERS), links_of(machine, "xinetd")
    session = Session(HELD)
    with Load(GREET, HELLO) as load:
        packages.install("rouse", "rouse-xinetd")
        everybody_is_served()
    pid = machine.wait_for_daemon(ROUSED)
    yield f"rouse serves the same callers (meanwhile {load.in_vain()})"
    session.said()
    session.end()
    yield "a session that xinetd had started goes on"
    words = machine.read(f"/proc/{pid}/cmdline").split("\0")
    must("-limit" in words and "-inetd_compat" in words, f"XINETD_OPTS or INETD_COMPAT is not heeded: {words}")
    must(machine.read(f"/proc/{pid}/comm") == "xinetd\n", "the daemon's name is not xinetd")
    yield "INETD_COMPAT and XINETD_OPTS are heeded; the daemon's name is xinetd"
    unchanged(machine, before)
    must(links_of(machine, "xinetd") == links, f"links of levels: {links_of(machine, 'xinetd')}")
    yield "edited files are byte-identical, a deleted one stays deleted"


def unchanged(machine, before):
    changed = unlike(before, machine.contents(*FOLDERS))
    must(not changed, f"changed: {changed}")


def links_of(machine, script):
    return [name for name in machine.contents(*LINKS) if name.endswith(script)]


def unlike(before, after):
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def xinetd_is_purged(machine, _packages):
    before = machine.contents("/etc")
    yield from purge_with_a_link_in_the_way(machine)
    changed = [name for name in unlike(before, machine.contents("/etc")) if not name.startswith("/etc/dpkg/")]
    must(changed == [], f"changed: {changed}")
    must(not list(machine.path("/etc/dpkg/dpkg.cfg.d").glob("rouse*")), "dpkg still calls xinetd-links")
    yield "dpkg --purge xinetd deletes and changes nothing below /etc"
    everybody_is_served()
    machine.run("/etc/init.d/xinetd", "restart")
    everybody_is_served()
    yield "callers are served, the service of inetd.conf too, also after a restart"


def purge_with_a_link_in_the_way(machine):
    """The folder of a link goes while dpkg runs, and is there again for its next run."""
    link, hook = machine.path("/etc/rc9.d/S01xinetd"), machine.path("/etc/dpkg/dpkg.cfg.d/test")
    link.parent.mkdir()
    link.symlink_to("../init.d/xinetd")
    machine.write("/etc/dpkg/dpkg.cfg.d/test", "pre-invoke=rm -r /etc/rc9.d\n")
    said = machine.run("dpkg", "--purge", "xinetd").stderr
    hook.unlink()
    must("cannot put back the links with which xinetd is started at boot: /etc/rc9.d/S01xinetd\n" in said, said)
    yield "a link that xinetd-links cannot put back is told on standard error, and dpkg goes on"
    link.parent.mkdir()
    said = machine.run("dpkg", "--configure", "--pending").stderr
    must(link.is_symlink() and not said, f"not put back by the next run: {said}")
    link.unlink()
    link.parent.rmdir()
    yield "its next run puts it back"


def it_is_upgraded(machine, packages):
    pid = machine.wait_for_daemon(ROUSED)
    before = machine.contents("/etc")
    session = Session(HELD)
    with Load(GREET, HELLO) as load, Watch(machine.path("/usr/sbin/service")):
        said = packages.install("rouse", "rouse-xinetd", "rouse-sysv", build="next")
        everybody_is_served()
    load.none_lost()
    is_of_version(machine, NEXT)
    must(machine.daemon() == (pid, ROUSED), f"{machine.daemon()} runs, not {pid} with the new program")
    session.said()
    session.end()
    must(not unlike(before, machine.contents("/etc")), f"changed: {unlike(before, machine.contents('/etc'))}")
    must(not told_by_rouse(said), f"it tells: {told_by_rouse(said)}")
    yield f"upgraded to another program in the same process: {load.answered} callers served, none lost, a session kept"
    yield "during that service was never missing"


def is_of_version(machine, version):
    """What the daemon that started last calls itself."""
    started = re.findall(r"NOTICE: (\S+) started with libwrap", machine.read("/var/log/xinetd.log"))
    must(started[-1] == version, f"{started[-1]} runs, not {version}")


def told_by_rouse(said):
    """What its scripts tell on standard error: apt passes on all of dpkg's on its own standard output."""
    return [line for line in said.stdout.splitlines() if line.startswith("rouse: ")]


def started_anew(machine, packages, build, session):
    """What an installation tells of a daemon that cannot become the new version in place; the callers meanwhile."""
    pid = machine.wait_for_daemon(ROUSED)
    with Load(GREET, HELLO) as load:
        said = packages.install("rouse", "rouse-xinetd", "rouse-sysv", build=build)
        everybody_is_served()
    told = told_by_rouse(said)
    must(len(told) == 2 and told[1].startswith("rouse: xinetd is started anew"), f"it tells: {told}")
    must(machine.wait_for_daemon(ROUSED) != pid, "it is the old process")
    session.said()
    session.end()
    return f"{told[0]}; a session kept, {load.in_vain()}"


def one_without_control_is_started_anew(machine, packages):
    machine.edit("/etc/default/xinetd", '"-stayalive', '"--control none -stayalive')
    machine.run("/etc/init.d/xinetd", "restart")
    everybody_is_served()
    must(not machine.path("/run/rouse/control").exists(), "it has a control socket")
    yield f"without a control socket it is started anew: {started_anew(machine, packages, 'first', Session(HELD))}"
    machine.edit("/etc/default/xinetd", "--control none ", "")
    machine.run("/etc/init.d/xinetd", "restart")
    everybody_is_served()


def one_that_hangs_is_started_anew(machine, packages):
    session = Session(HELD)
    os.kill(machine.steward(), signal.SIGSTOP)
    yield f"one that hangs, too: {started_anew(machine, packages, 'next', session)}"
    is_of_version(machine, NEXT)


def it_comes_and_goes(machine, packages):
    own = {"/etc/xinetd.d/greet", "/etc/xinetd.d/held", "/etc/inetd.conf"}
    before = machine.contents(*FOLDERS)
    machine.apt("remove", "rouse-xinetd", "rouse")
    must(machine.daemon() is None, "removed, it runs")
    # debhelper takes the x from the mode of a removed package's script, and gives it back.
    changed = [name for name, file in machine.contents(*FOLDERS).items() if before[name][1] != file[1]]
    must(not changed and machine.contents(*FOLDERS).keys() == before.keys(), f"changed: {changed}")
    yield "removed: the daemon has ended, configuration files are as they were"
    packages.install("rouse", "rouse-xinetd")
    everybody_is_served()
    unchanged(machine, before)
    yield "installed anew: callers are served out of the same files"
    machine.apt("purge", "rouse-xinetd", "rouse")
    must(machine.daemon() is None, "purged, it runs")
    must(set(machine.contents(*FOLDERS)) == own, f"left or gone: {set(machine.contents(*FOLDERS)) ^ own}")
    must(not links_of(machine, "xinetd") and not links_of(machine, "rouse"), "links of levels are left")
    yield "purged: its configuration files are gone, those of the administrator are not"
    packages.install("rouse", "rouse-xinetd")
    served(GREET, HELLO)
    yield "installed after a purge: it serves"


def takeover_spares_callers(machine, packages):
    """rouse beside a running xinetd, takeover, and only then the package that takes xinetd's name."""
    machine.apt("purge", "rouse-xinetd", "rouse")
    machine.apt("install", "xinetd", "update-inetd")
    machine.run("/etc/init.d/xinetd", "restart")
    machine.wait_for_daemon(XINETD)
    served(GREET, HELLO)
    with Load(GREET, HELLO) as load:
        packages.install("rouse")
        session = Session(HELD)
        machine.run("rouse", "takeover")
        pid = machine.wait_for_daemon(ROUSED)
        packages.install("rouse-xinetd")
        machine.run("dpkg", "--purge", "xinetd")
        served(GREET, HELLO)
        served(FINGER, FROM_INETD)
    load.none_lost()
    session.said()
    session.end()
    must(machine.daemon() == (pid, ROUSED), f"{machine.daemon()} runs, not {pid}")
    yield f"rouse takeover, then rouse-xinetd in xinetd's place: {load.answered} callers served, none lost, a session kept"
    machine.run("/etc/init.d/xinetd", "restart")
    served(GREET, HELLO)
    served(FINGER, FROM_INETD)
    yield "the daemon that took over is restarted by /etc/init.d/xinetd"


BEFORE = (debians_xinetd_runs, rouse_takes_its_place, xinetd_is_purged)
UPGRADE = (it_is_upgraded, one_without_control_is_started_anew, one_that_hangs_is_started_anew)
AFTER = (it_comes_and_goes, takeover_spares_callers)
