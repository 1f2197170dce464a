SERVICES = ("unset", "files", "files-above", "memory", "cpu", "unlimited", "worker", "raised")


def play(stage):
    for number, service in enumerate(SERVICES):
        stage.call(4001 + number)
        stage.entries(f"EXIT: {service}", 1)
