from datetime import datetime, timezone

ENVIRONMENT = {"TZ": f"NOON{(datetime.now(timezone.utc).hour - 12):+d}"}


def prepare(stage):
    for name in ("always", "welcome", "sorry"):
        stage.write(f"/srv/{name}", f"<{name}>\n" * 3)


def play(stage):
    for number, service in enumerate(("always", "all", "missing", "late")):
        stage.call(4001 + number)
        stage.entries(f"(EXIT|FAIL): {service} ", 1)
    stage.call(4002, address="10.9.9.1", source="10.9.9.2")
    stage.entries("FAIL: all", 1)
