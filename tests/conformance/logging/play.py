SYSLOG = True


def play(stage):
    for number, service in enumerate(("nothing", "pid", "host", "exit", "duration", "less", "own", "syslog",
                                      "another-id", "more")):
        stage.call(4001 + number)
        if service in ("exit", "duration", "another-id", "more", "less"):
            stage.entries(f"EXIT: {service}", 1)
        if service in ("pid", "host"):
            stage.entries(f"START: {service}", 1)
        if service == "own":
            stage.entries("EXIT: own", 1, log="/var/log/own.log")
        if service == "syslog":
            stage.hears(r"EXIT: syslog")
    for port, service in ((4001, None), (4002, "pid"), (4003, "host"), (4008, None)):
        stage.call(port, address="10.9.9.1", source="10.9.9.2")
        if service:
            stage.entries(f"FAIL: {service}", 1)
    stage.hears(r"FAIL: syslog")
