"""The lesson that this project makes true: its two hosts, its files and its services."""

import os

from . import packages
from .daemon import REPOSITORY
from .password import PAM, SHADOW

SEED = REPOSITORY.parent / "shared/seed/004_29e03ae1c9d58f82.txt"
MAIN, CLONE1 = "172.20.1.1", "172.20.1.2"

# /etc/xinetd.d/telnet as section 3 shows it.
TELNET = """# default: on
# description: The telnet server serves telnet sessions; it uses \\
#       unencrypted username/password pairs for authentication.
service telnet
{
        flags           = REUSE
        socket_type     = stream
        wait            = no
        user            = root
        server          = /usr/sbin/in.telnetd
        log_on_failure  += USERID
        disable         = no
}
"""

# The init scripts of section 5, by the levels in which they are on.
_ON = {
    "": "NetworkManager dnsmasq dovecot firstboot htcacheclean httpd ipsec iptables kdump mysqld netconsole nfs nmb "
        "ntpdate oddjobd psacct quota_nld rdisc restorecond rngd rpcsvcgssd saslauthd smartd smb spamassassin sssd "
        "svnserve vsftpd wdaemon winbind wpa_supplicant ypbind",
    "5": "spice-vdagentd",
    "35": "abrt-ccpp abrtd mcelogd",
    "345": "atd autofs bluetooth certmonger haldaemon irqbalance netfs nfslock pcscd rpcgssd xinetd",
    "2345": "acpid auditd crond cups ip6tables mdmonitor messagebus network ntpd openct portreserve postfix rpcbind "
            "rsyslog sshd vmware-tools vmware-tools-thinprint",
    "12345": "blk-availability cpuspeed lvm2-monitor sysstat udev-post",
}
SCRIPTS = {name: levels for levels, names in _ON.items() for name in names.split()}

_BUILTIN = """# default: off
# description: An internal xinetd service which answers {name}.
service {name}
{{
        disable         = yes
        id              = {name}-{socket_type}
        type            = {type}
        wait            = {wait}
        socket_type     = {socket_type}
        user            = root
}}
"""
_RSYNC = """# default: off
# description: The rsync server is a good addition to an ftp server.
service rsync
{
        disable         = yes
        socket_type     = stream
        wait            = no
        user            = root
        server          = /usr/bin/rsync
        server_args     = --daemon
        log_on_failure  += USERID
}
"""


def _builtin(name, socket_type):
    return _BUILTIN.format(name=name, socket_type=socket_type, type="TCPMUX" if name == "tcpmux" else "INTERNAL",
                           wait="yes" if socket_type == "dgram" else "no")


XINETD_FILES = {
    **{f"{name}-{kind}": _builtin(name, kind) for name in ("chargen", "daytime", "discard", "echo", "time")
       for kind in ("dgram", "stream")},
    "rsync": _RSYNC,
    "tcpmux-server": _builtin("tcpmux", "stream"),
    "telnet": TELNET,
}


def connect(main, clone1):
    """Puts both hosts on the lesson's network, where each knows the other by name."""
    main.plug(clone1, f"{MAIN}/16", f"{CLONE1}/16")
    clone1.write("/etc/hosts", f"127.0.0.1 localhost\n{MAIN}      main main.com\n")
    main.write("/etc/hosts", f"127.0.0.1 localhost\n{MAIN} main\n{CLONE1} clone1\n")


def let_in(main):
    """Puts in.telnetd on main, and lets user1 in with the password `centos`."""
    main.path("/usr/sbin/in.telnetd").unlink(missing_ok=True)
    main.path("/usr/sbin/in.telnetd").symlink_to(packages.tree("inetutils-telnetd") / "usr/sbin/telnetd")
    main.write("/etc/shadow", SHADOW, 0o600)
    main.write("/etc/pam.d/login", PAM)
    main.write("/home/user1/.hushlogin", "")
    os.chown(main.path("/home/user1"), 1001, 1001)


def telnet_client():
    """The programme `telnet`."""
    return packages.tree("inetutils-telnet") / "usr/bin/inetutils-telnet"
