def prepare(stage):
    stage.write("/srv/vanished", "#!/bin/sh\n")
    stage.path("/srv/vanished").chmod(0o755)


def play(stage):
    for number, service in enumerate(("well", "three", "high", "killed", "crashed", "told")):
        stage.call(4001 + number)
        stage.entries(f"EXIT: {service} ", 1)
    stage.path("/srv/vanished").unlink()
    stage.call(4007)
    stage.entries("EXIT: vanished ", 1)
    stage.refused(4008)
