ANSWER = """import os, socket
s = socket.socket(fileno=0)
data, peer = s.recvfrom(2048)
s.sendto(b"got " + data + f" as {os.getuid()} {os.getgid()} {os.getgroups()}".encode(), peer)
"""


def play(stage):
    stage.write("/srv/answer.py", ANSWER)
    for port, service in ((4001, "own"), (79, "finger"), (23, "telnet"), (21, "ftp")):
        stage.call(port)
        stage.entries(f"EXIT: {service}", 1)
    stage.call(79, address="fd00::1")
    stage.entries("EXIT: finger", 2)
    stage.ask(69, b"one")
    stage.entries("EXIT: tftp", 1)
    stage.refused(37)
