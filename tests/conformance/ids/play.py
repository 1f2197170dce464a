SERVICES = ("named", "grouped", "groups", "number", "group-only", "masked", "raised", "raised-worker",
            "number-grouped", "groups-root", "group-and-groups")


def play(stage):
    for number, service in enumerate(SERVICES):
        if stage.call(4001 + number):
            stage.entries(f"EXIT: {service}", 1)
