SERVICES = ("host", "octets", "bits", "set", "shut-out", "both", "nobody", "added", "taken", "dual", "short")
CALLERS = (("172.20.1.1", "172.20.1.2"), ("10.9.9.1", "10.9.9.2"))


def play(stage):
    for number, service in enumerate(SERVICES):
        for address, source in CALLERS:
            stage.call(4001 + number, address=address, source=source)
            stage.settled(service, source)
