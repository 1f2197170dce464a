def play(stage):
    for port, service in ((4001, "both"), (4002, "six"), (4004, "mapped")):
        stage.call(port)
        stage.entries(f"EXIT: {service}", 1)
        stage.call(port, address="fd00::1")
        stage.entries(f"EXIT: {service}", 2)
    stage.call(4003, address="fd00::1")
    stage.entries("EXIT: bound", 1)
    stage.refused(4003)
