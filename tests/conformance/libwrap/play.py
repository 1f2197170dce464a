HOSTS = """127.0.0.1 localhost
172.20.1.2 clone1.friend.example
10.9.9.2 liar.friend.example
10.9.9.3 liar.friend.example
"""
ALLOW = """probe: 172.20.
given-name, argument-name: 172.20.1.2
4005: ALL
called-name@10.9.9.1: ALL
except-name: ALL EXCEPT 172.20.1.2
named-name: .friend.example
decided-name: 172.20.1.2: deny
decided-name: ALL : Allow
mask-name: 10.9.8.0/255.255.254.0
dual-name: [fd00::]/64 172.20.1.2
"""
DENY = """paranoid-name: PARANOID
ALL EXCEPT paranoid-name: \\
    ALL
"""
SERVICES = ("server", "given", "argument", "free", "port", "called", "except", "named", "paranoid", "decided", "mask",
            "dual", "sorry")
CALLERS = (("172.20.1.1", "172.20.1.2"), ("10.9.9.1", "10.9.9.2"))


def prepare(stage):
    stage.write("/etc/hosts", HOSTS)
    stage.write("/etc/hosts.allow", ALLOW)
    stage.write("/etc/hosts.deny", DENY)
    stage.write("/srv/sorry", "sorry\n")


def play(stage):
    # The redirected first: xinetd spends a process on the refused, which it would kill, and say so, in the end.
    stage.call(4015)
    stage.entries("FAIL: passed", 1)
    stage.call(4014)
    stage.entries("FAIL: daytime", 1)
    for number, service in enumerate(SERVICES):
        for address, source in CALLERS:
            stage.call(4001 + number, address=address, source=source)
            stage.settled(service, source)
    stage.call(4012, address="fd00::1")
    stage.settled("dual", "fd00::2")
