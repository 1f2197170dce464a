ENVIRONMENT = {"COLOUR": "green", "SHAPE": "round", "SECRET": "s"}


def play(stage):
    for number, service in enumerate(("inherited", "chosen", "more", "less", "bare", "added")):
        stage.call(4001 + number)
        stage.entries(f"EXIT: {service}", 1)
