def play(stage):
    for number, service in enumerate(("plain", "none", "named", "alone")):
        stage.call(4001 + number)
        stage.entries(f"EXIT: {service}", 1)
