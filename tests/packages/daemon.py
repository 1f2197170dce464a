"""What the installed daemon is made of, and how it is started, stopped and asked where no systemd is."""

import re

from installation import FINGER, FROM_INETD, GREET, HELLO, ROUSED, everybody_is_served
from lib.until import until
from machine import call, must, served

# The C and C++ runtime, and what it needs: fmt is in it, libwrap and the like are loaded when they are first asked.
LIBRARIES = {"libstdc++", "libgcc_s", "libm", "libc", "linux-vdso", "ld-linux-x86-64", "ld-linux-aarch64"}
PID_FILE = "/run/rouse.pid"
SCRIPT = "/etc/init.d/rouse"


def it_needs_little(machine, _packages):
    said = machine.run("ldd", ROUSED).stdout
    needed = {re.split(r"\.so|-vdso", line.strip().rsplit("/", 1)[-1] if line.strip()[0] == "/" else line.strip())[0]
              for line in said.splitlines()}
    more = needed - LIBRARIES - {"linux"}
    must(not more, f"roused needs {more} as well:\n{said}")
    yield f"ldd of roused: {', '.join(sorted(needed & LIBRARIES))}, nothing else"


def logs_are_rotated(machine, _packages):
    machine.apt("install", "logrotate")
    log = machine.path("/var/log/xinetd.log")
    machine.run("logrotate", "-f", "/etc/logrotate.d/rouse")
    must(call(GREET) == HELLO, "nobody is served after a rotation")
    until(lambda: log.exists() and "START: greet" in log.read_text(), "line of this caller in the new log")
    must(machine.path("/var/log/xinetd.log.1").exists(), "the old log is gone")
    machine.run("/etc/init.d/xinetd", "stop")
    until(lambda: machine.daemon() is None, "end of the daemon")
    machine.write("/var/log/xinetd.log", "a line\n")
    machine.run("logrotate", "-f", "/etc/logrotate.d/rouse")
    machine.run("/etc/init.d/xinetd", "start")
    everybody_is_served()
    yield "logrotate: the next caller is in the new log; a daemon that does not run is no error"


def its_own_script_works(machine, _packages):
    machine.run("/etc/init.d/xinetd", "stop")
    until(lambda: machine.daemon() is None, "end of the daemon")
    machine.run(SCRIPT, "status", status=3)
    machine.run(SCRIPT, "reload", status=7)
    machine.run(SCRIPT, "stop")
    machine.run(SCRIPT, "try-restart")
    machine.run(SCRIPT, "start")
    served(GREET, HELLO)
    pid = machine.wait_for_daemon(ROUSED, PID_FILE)
    machine.run(SCRIPT, "start")
    must(machine.daemon(PID_FILE)[0] == pid, "a second start starts a second daemon")
    machine.run(SCRIPT, "status")
    yield "/etc/init.d/rouse: start (twice, too), status, and stop, reload and try-restart of what does not run"
    machine.edit("/etc/xinetd.d/greet", "hello", "good morning")
    machine.run(SCRIPT, "reload")
    served(GREET, "good morning\n")
    machine.edit("/etc/xinetd.d/greet", "good morning", "hello")
    machine.run(SCRIPT, "force-reload")
    served(GREET, HELLO)
    must(machine.daemon(PID_FILE)[0] == pid, "a reload starts another daemon")
    machine.run(SCRIPT, "restart")
    served(GREET, HELLO)
    must(machine.daemon(PID_FILE)[0] != pid, "a restart does not")
    machine.run(SCRIPT, "status")
    machine.run(SCRIPT, "bend", status=2)
    machine.run(SCRIPT, status=2)
    machine.run(SCRIPT, "stop")
    must(machine.daemon(PID_FILE) is None, "stop does not stop it")
    machine.run(SCRIPT, "status", status=3)
    yield "reload, force-reload, restart, stop, and words it does not know: LSB's exit statuses"
    yield from its_defaults_are_heeded(machine)
    machine.run("/etc/init.d/xinetd", "start")
    everybody_is_served()


def its_defaults_are_heeded(machine):
    defaults = "/etc/default/rouse"
    machine.write(defaults, 'ROUSE_OPTS="-limit 150"\nEXTRAOPTIONS="-cc 3600"\nINETD_COMPAT=Yes\n')
    machine.run(SCRIPT, "start")
    served(GREET, HELLO)
    served(FINGER, FROM_INETD)
    words = machine.read(f"/proc/{machine.wait_for_daemon(ROUSED, PID_FILE)}/cmdline")
    must("-limit\x00150\x00-inetd_compat\x00-cc\x003600\x00" in words, f"it is started with {words!r}")
    machine.run(SCRIPT, "stop")
    machine.path(defaults).unlink()
    yield "ROUSE_OPTS, EXTRAOPTIONS and INETD_COMPAT in /etc/default/rouse are heeded"


ACTS = (it_needs_little, logs_are_rotated, its_own_script_works)
