def play(stage):
    stage.write("/srv/full", "come back later\n")
    for port, service, seats in ((4001, "three", 3), (4003, "default", 2), (4004, "any", 5)):
        held = [stage.hold(port) for _ in range(seats)]
        stage.entries(f"START: {service}", seats)
        if service != "any":
            stage.call(port)
            stage.call(port)
            stage.entries(f"FAIL: {service}", 2)
        held.pop().close()
        stage.entries(f"EXIT: {service}", 1)
        held.append(stage.hold(port))
        stage.entries(f"START: {service}", seats + 1)
        for number, caller in enumerate(held):
            caller.close()
            stage.entries(f"EXIT: {service}", number + 2)
    stage.call(4002)
    stage.entries("FAIL: none", 1)
