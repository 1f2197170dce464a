"""What every host holds in /etc, so that no scenario depends on the machine it plays on."""

import os
import pwd

_SERVICES = """ftp 21/tcp
telnet          23/tcp
telnet          23/udp
time 37/tcp
time 37/udp
tftp 69/udp
finger 79/tcp
rsync 873/tcp
echo 7/tcp
echo 7/udp
discard 9/tcp
discard 9/udp
daytime 13/tcp
daytime 13/udp
chargen 19/tcp
chargen 19/udp
tcpmux 1/tcp
sunrpc 111/tcp portmapper
sunrpc 111/udp portmapper
"""
_PROTOCOLS = """ip 0 IP
icmp 1 ICMP
tcp 6 TCP
udp 17 UDP
ipv6 41 IPv6
"""
_USERS = (
    ("root", 0, 0, "/root", "/bin/bash"),
    ("daemon", 1, 1, "/usr/sbin", "/usr/sbin/nologin"),
    ("www-data", 33, 33, "/var/www", "/usr/sbin/nologin"),
    ("_rpc", 106, 65534, "/run/rpcbind", "/usr/sbin/nologin"),
    ("user1", 1001, 1001, "/home/user1", "/bin/bash"),
    ("worker", 4242, 4242, "/", "/bin/sh"),
    ("rouse-attendant", 4243, 4243, "/nonexistent", "/usr/sbin/nologin"),
    ("nobody", 65534, 65534, "/nonexistent", "/usr/sbin/nologin"),
)
_GROUPS = (("root", 0, ""), ("daemon", 1, ""), ("tty", 5, ""), ("www-data", 33, ""), ("utmp", 43, ""), ("user1", 1001, ""),
           ("crew", 4100, "worker"), ("deck", 4101, "worker"), ("worker", 4242, ""), ("nogroup", 65534, ""))


def plant(host):
    """Gives a host accounts, names, services and protocols of its own, and an empty xinetd.d."""
    users = list(_USERS)
    if os.geteuid() not in (u[1] for u in users):
        me = pwd.getpwuid(os.geteuid())
        users.append((me.pw_name, me.pw_uid, me.pw_gid, me.pw_dir, me.pw_shell))
    host.write("/etc/passwd", "".join(f"{n}:x:{u}:{g}::{home}:{shell}\n" for n, u, g, home, shell in users))
    host.write("/etc/group", "".join(f"{n}:x:{g}:{members}\n" for n, g, members in _GROUPS))
    host.write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files\n"
                                     "services: files\nprotocols: files\nnetworks: files\n")
    host.write("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n")
    host.write("/etc/resolv.conf", "")
    host.write("/etc/networks", "loopback 127.0.0.0\n")
    host.write("/etc/services", _SERVICES)
    host.write("/etc/protocols", _PROTOCOLS)
    for rules in ("/etc/hosts.allow", "/etc/hosts.deny"):
        host.write(rules, "")
    drop_in = host.path("/etc/xinetd.d")
    drop_in.unlink(missing_ok=True)
    drop_in.mkdir()
