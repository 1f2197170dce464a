ANSWER = """import os, socket, sys
s = socket.socket(fileno=0)
data, peer = s.recvfrom(2048)
facts = ["REMOTE_HOST=" + os.environ["REMOTE_HOST"], f"uid={os.getuid()}"] if len(sys.argv) > 1 else []
s.sendto(b"got " + data + " ".join(facts).encode(), peer)
"""


def play(stage):
    stage.write("/srv/answer.py", ANSWER)
    for number in range(2):
        stage.ask(4001, b"one")
        stage.entries("EXIT: once", number + 1)
    stage.ask(4002, b"two")
    stage.entries("EXIT: seen", 1)
    stage.ask(4002, b"three", address="fd00::1")
    stage.entries("EXIT: seen", 2)
    stage.ask(4003, b"four", address="10.9.9.1", source="10.9.9.2")
    stage.entries("EXIT: barred", 1)
