HERE, THERE = ("172.20.1.1", "172.20.1.2"), ("10.9.9.1", "10.9.9.2")


def play(stage):
    for port, service, seats in ((4001, "two", 2), (4002, "dual", 1)):
        held = []
        for refused, (address, source) in enumerate((HERE, THERE)):
            for _ in range(seats):
                held.append(stage.hold(port, address=address, source=source))
                stage.entries(f"START: {service}", len(held))
            stage.call(port, address=address, source=source)
            stage.entries(f"FAIL: {service}", refused + 1)
        for number, caller in enumerate(held):
            caller.close()
            stage.entries(f"EXIT: {service}", number + 1)
    held = [stage.hold(4003) for _ in range(3)]
    stage.entries("START: any", 3)
    stage.call(4003)
    stage.entries("FAIL: any", 1)
    for number, caller in enumerate(held):
        caller.close()
        stage.entries("EXIT: any", number + 1)
