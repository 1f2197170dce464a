from datetime import datetime, timezone

# POSIX counts west as positive: the zone where it is noon now.
ENVIRONMENT = {"TZ": f"NOON{(datetime.now(timezone.utc).hour - 12):+d}"}


def play(stage):
    stage.write("/srv/hello", "hello\n")
    stage.write("/srv/shut", "shut\n")
    for number, service in enumerate(("day", "evening", "two-shifts", "two-gaps", "idle", "busy")):
        stage.call(4001 + number)
        stage.entries(f"(EXIT|FAIL): {service} ", 1)
