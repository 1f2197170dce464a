"""rouse-sysv: the tools of SysV services, and `service` in place of Debian's."""

import os

from machine import Watch, must

SERVICE = "/usr/sbin/service"

SCRIPT = """#!/bin/sh
### BEGIN INIT INFO
# Provides: beacon
# Required-Start:
# Required-Stop:
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
# Short-Description: a light
### END INIT INFO
echo "beacon: $1"
"""


def ours(machine):
    return os.path.realpath(machine.path(SERVICE)) == str(machine.path("/usr/sbin/rouse-service"))


def service_works(machine):
    must(ours(machine), "service is not rouse's")
    said = machine.run("service", "beacon", "start").stdout
    must(said == "beacon: start\n", f"service beacon start says {said!r}")


def service_is_diverted(machine, packages):
    debians = machine.path(SERVICE).read_bytes()
    machine.write("/etc/init.d/beacon", SCRIPT, mode=0o755)
    with Watch(machine.path(SERVICE)):
        packages.install("rouse-sysv")
    service_works(machine)
    must(machine.path("/usr/sbin/service.debian").read_bytes() == debians, "service.debian is not Debian's")
    yield "rouse-sysv: service is rouse's, Debian's is service.debian, and at no moment there was none"


def service_stays_diverted(machine, packages):
    debians = machine.path("/usr/sbin/service.debian").read_bytes()
    service_works(machine)
    with Watch(machine.path(SERVICE)):
        machine.apt("install", "--reinstall", "init-system-helpers")
    service_works(machine)
    yield "init-system-helpers installed anew: the same"
    yield from chkconfig_works(machine)
    for how in ("remove", "purge"):
        with Watch(machine.path(SERVICE)):
            machine.apt(how, "rouse-sysv")
        must(machine.path(SERVICE).read_bytes() == debians, "service is not Debian's again")
        must(not machine.path(SERVICE).is_symlink(), "service is a link")
        must(not list(machine.path("/usr/sbin").glob("service.*")), "something is left over")
        must("rouse" not in machine.run("dpkg-divert", "--list").stdout, "the diversion is left over")
        must("beacon: start\n" in machine.run("service", "beacon", "start").stdout, "Debian's service does not work")
        yield f"rouse-sysv, {how}: service is Debian's, and at no moment there was none"
        if how == "remove":
            with Watch(machine.path(SERVICE)):
                packages.install("rouse-sysv", build="next")
            service_works(machine)


def chkconfig_works(machine):
    machine.run("chkconfig", "--add", "beacon")
    links = [path.name for path in machine.path("/etc/rc3.d").glob("S*beacon")]
    must(len(links) == 1, f"chkconfig --add makes {links} in /etc/rc3.d")
    line = machine.run("chkconfig", "--list", "beacon").stdout
    must("3:on" in line and "0:off" in line, f"chkconfig --list says {line!r}")
    machine.run("chkconfig", "beacon", "off")
    must("3:on" not in machine.run("chkconfig", "--list", "beacon").stdout, "chkconfig beacon off has no effect")
    machine.run("chkconfig", "daytime", "off")
    must("disable" in machine.read("/etc/xinetd.d/daytime"), "chkconfig daytime off has no effect")
    machine.run("chkconfig", "daytime", "on")
    yield "chkconfig adds, lists and switches an init script and a service of xinetd"


BEFORE = (service_is_diverted,)
AFTER = (service_stays_diverted,)
