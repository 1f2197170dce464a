def prepare(stage):
    stage.path("/srv/folder").mkdir()


def play(stage):
    for number, service in enumerate(("well", "three", "high", "killed", "crashed", "told", "impossible")):
        stage.call(4001 + number)
        stage.entries(f"EXIT: {service} ", 1)
    stage.refused(4008)
