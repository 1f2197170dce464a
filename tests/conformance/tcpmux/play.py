def prepare(stage):
    for name in ("hello", "welcome", "no"):
        stage.write(f"/etc/{name}", f"{name}\n")


def play(stage):
    asked = 0

    def ask(name, **options):
        nonlocal asked
        asked += 1
        stage.call(4001, send=name + b"\r\n", **options)
        stage.entries("EXIT: tcpmux-server", asked)
    ask(b"probe")
    ask(b"PROBE")
    ask(b"said")
    ask(b"daytime", shape=True)
    ask(b"nobody")
    ask(b"tcpmux")
    ask(b"barred")
    ask(b"turned")
    ask(b"")
    asked += 1
    stage.call(4001, send=b"said\n")
    stage.entries("EXIT: tcpmux-server", asked)
    stage.refused(4002)
