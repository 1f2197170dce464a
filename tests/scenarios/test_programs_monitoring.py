"""Programs that answer monitoring: NRPE, an agent in the manner of Check_MK, a health script polled by HAProxy."""

import csv

import pytest
from lib import packages
from lib.callers import call, dial, read_all
from lib.configuration import NOBODY, service
from lib.until import until

MONITOR, STRANGER = "127.0.0.2", "127.0.0.3"
NRPE = """command[check_room]=/bin/echo 'ROOM OK - enough | room=1'
command[check_fire]=/bin/sh -c 'echo FIRE; exit 2'
"""
AGENT = """#!/bin/sh
echo '<<<check_mk>>>'
echo Version: 1.2.3
echo AgentOS: linux
echo "OnlyFrom: $REMOTE_HOST"
echo '<<<uptime>>>'
cat /proc/uptime
"""
# Answers as clustercheck does for a node of a database cluster, once the request has been read to its end.
CLUSTERCHECK = """#!/bin/sh
while read -r line && [ "$line" != "$(printf '\\r')" ]; do :; done
if [ -e /srv/synced ]; then
    body='Percona XtraDB Cluster Node is synced.' status='200 OK'
else
    body='Percona XtraDB Cluster Node is not synced.' status='503 Service Unavailable'
fi
printf 'HTTP/1.1 %s\\r\\nContent-Type: text/plain\\r\\nConnection: close\\r\\n' "$status"
printf 'Content-Length: %d\\r\\n\\r\\n%s\\r\\n' $((${#body} + 2)) "$body"
"""
# The same without reading anything: what many write, and what resets whoever asks.
HASTY = "#!/bin/sh\n" + CLUSTERCHECK.split("done\n", 1)[1]
HAPROXY = """global
    stats socket /run/haproxy.sock
defaults
    mode tcp
    timeout connect 5s
    timeout client 5s
    timeout server 5s
    timeout check 5s
listen cluster
    bind 127.0.0.1:3300
    option httpchk GET /
    server node 127.0.0.1:3306 check port 9200 inter 50ms fall 1 rise 1
"""


@pytest.fixture
def addresses(main):
    for address in (MONITOR, STRANGER):
        main.ip("addr", "add", f"{address}/8", "dev", "lo")


@pytest.mark.parametrize("clear", ["-n", ""], ids=["clear", "tls"])
def test_check_nrpe_runs_what_it_may_from_where_it_may(main, serve, addresses, clear):
    main.write("/etc/nagios/nrpe.cfg", NRPE)
    nrpe = packages.programme("nagios-nrpe-server", "usr/sbin/nrpe", shown_on=main)
    check = packages.programme("nagios-nrpe-plugin", "usr/lib/nagios/plugins/check_nrpe")
    daemon = serve(service("nrpe", "flags = REUSE IPv4", port=5666, user=NOBODY,
                           only_from=f"{MONITOR} 10.168.107.0/24",
                           **nrpe.serving(f"{clear} -c /etc/nagios/nrpe.cfg --inetd")))

    def ask(source, command):
        return check.run(main, *clear.split(), "-H", "127.0.0.1", "-b", source, "-c", command, check=False)
    assert ask(MONITOR, "check_room").stdout == "ROOM OK - enough | room=1\n"
    fire = ask(MONITOR, "check_fire")
    assert (fire.stdout, fire.returncode) == ("FIRE\n", 2)
    refused = ask(STRANGER, "check_room")
    assert "ROOM" not in refused.stdout and refused.returncode != 0
    daemon.entry(rf"^FAIL: nrpe address from={STRANGER}$")
    assert len(daemon.entry(rf"^START: nrpe pid=\d+ from={MONITOR}$", times=2)) == 2


def test_an_agent_speaks_to_its_monitor_and_to_nobody_else(main, serve, addresses):
    """As Check_MK ships it: only_from names the monitor, and log_on_success is emptied against a line a minute."""
    main.write("/srv/check_mk_agent", AGENT, 0o755)
    daemon = serve(service("check_mk", "log_on_success =", port=6556, server="/srv/check_mk_agent", flags="IPv4",
                           only_from=f"{MONITOR} 10.0.20.1 10.0.20.2"))
    sections = call(main, ("127.0.0.1", 6556), source=MONITOR)
    assert sections.startswith("<<<check_mk>>>\nVersion: 1.2.3\n") and f"OnlyFrom: {MONITOR}\n" in sections
    assert "<<<uptime>>>" in sections
    assert call(main, ("127.0.0.1", 6556), source=STRANGER) == ""
    daemon.entry(rf"^FAIL: check_mk address from={STRANGER}$")
    assert not [entry for entry in daemon.entries() if entry.startswith(("START", "EXIT"))]


class HAProxy:
    """The real HAProxy on a host, and what it knows of the node whose health it polls."""

    def __init__(self, host):
        self.host = host
        host.write("/etc/haproxy.cfg", HAPROXY)
        programme = packages.programme("haproxy", "usr/sbin/haproxy")
        self.process = programme.start(host, "-db", "-q", "-f", "/etc/haproxy.cfg")
        until(lambda: host.path("/run/haproxy.sock").exists(), "the socket of HAProxy")

    def order(self, words):
        with dial(self.host, str(self.host.path("/run/haproxy.sock"))) as s:
            s.sendall(f"{words}\n".encode())
            return read_all(s).decode()

    def node(self):
        lines = self.order("show stat").lstrip("# ").splitlines()
        node = next(row for row in csv.DictReader(lines) if row["svname"] == "node")
        return {**node, "check_status": node["check_status"].lstrip("* ")}  # the star: another check is under way

    def becomes(self, status):
        until(lambda: self.node()["status"] == status, f"node {status}")


def test_haproxy_polls_a_health_script_that_reads_its_request(main, serve):
    """No check fails while the node is well (no reset, no flapping), and what the script says is what counts."""
    main.write("/srv/clustercheck", CLUSTERCHECK, 0o755)
    main.write("/srv/synced", "")
    daemon = serve(service("mysqlchk", port=9200, flags="REUSE", server="/srv/clustercheck", per_source="UNLIMITED",
                           only_from="0.0.0.0/0", log_on_failure="USERID"))
    haproxy = HAProxy(main)
    daemon.entry(r"^EXIT: mysqlchk status=0", times=20)
    node = haproxy.node()
    assert (node["status"], node["check_status"], node["chkfail"], node["chkdown"]) == ("UP", "L7OK", "0", "0")
    main.path("/srv/synced").unlink()
    haproxy.becomes("DOWN")
    assert haproxy.node()["check_code"] == "503"
    main.write("/srv/synced", "")
    haproxy.becomes("UP")
    assert haproxy.node()["chkdown"] == "1"


@pytest.mark.rouse("it has no linger_close")
def test_haproxy_polls_a_health_script_that_does_not_read(main, serve):
    """Without linger_close such a check fails now and then, and the node flaps."""
    main.write("/srv/clustercheck", HASTY, 0o755)
    main.write("/srv/synced", "")
    daemon = serve(service("mysqlchk", port=9200, server="/srv/clustercheck", linger_close="yes", cps="0 1"))
    haproxy = HAProxy(main)
    daemon.entry(r"^EXIT: mysqlchk status=0", times=50)
    node = haproxy.node()
    assert (node["status"], node["check_status"], node["chkfail"], node["chkdown"]) == ("UP", "L7OK", "0", "0")
    main.path("/srv/synced").unlink()
    haproxy.becomes("DOWN")
    assert haproxy.node()["check_code"] == "503"
