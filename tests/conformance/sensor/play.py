TEN, SIX = "10.9.9.1", "fd00::1"


def prepare(stage):
    stage.write("/srv/caught", "You are known now.\n")


def play(stage):
    # They refuse, and list nobody.
    for port, service in ((4001, "never"), (4002, "unsaid"), (4004, "limited")):
        stage.call(port)
        stage.entries(f"FAIL: {service} ", 1)
    for port, service in ((4011, "one"), (4012, "two")):
        stage.send(4008, b"never read")
        stage.entries("FAIL: letters ", 1)
        stage.call(port)
        stage.settled(service, "172.20.1.2")

    # 10.9.9.2 is caught, and nobody else.
    for times in (1, 2):
        stage.call(4005, TEN, "10.9.9.2")
        stage.entries("FAIL: trap ", times)
    stage.says("Adding 10.9.9.2 ")
    stage.call(4011, TEN, "10.9.9.2")
    stage.settled("one", "10.9.9.2")
    stage.call(4015, TEN, "10.9.9.2")
    stage.entries("FAIL: daytime ", 1)
    stage.call(4013)
    stage.settled("three", "172.20.1.2")

    # A sensor asks no list of its own, and an address of IPv6 is one like others.
    stage.call(4006)
    stage.says("Adding 172.20.1.2 ")
    stage.call(4013)
    stage.entries("FAIL: three address", 1)
    stage.call(4014, SIX)
    stage.settled("dual", "fd00::2")
    stage.call(4007, SIX)
    stage.says("Adding fd00::2 ")
    stage.call(4014, SIX)
    stage.entries("FAIL: dual address", 1)
