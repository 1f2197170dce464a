from datetime import datetime, timezone

# POSIX counts west as positive: the zone where it is noon now.
ENVIRONMENT = {"TZ": f"NOON{(datetime.now(timezone.utc).hour - 12):+d}"}
ANSWER = """import socket
s = socket.socket(fileno=0)
s.sendto(b"let in", s.recvfrom(2048)[1])
"""
RUSERSD = 100002


def prepare(stage):
    stage.write("/srv/answer.py", ANSWER)
    stage.rpcbind()


def play(stage):
    stage.registrations(13)

    stage.call(stage.port_of(200001))
    stage.settled("stream", "172.20.1.2")
    stage.ask(stage.port_of(200002), b"?")
    stage.settled("dgram", "172.20.1.2")
    stage.ask(stage.port_of(RUSERSD), b"?")
    stage.settled("rusersd", "172.20.1.2")

    # only_from, access_times and instances: of a stream, then of datagrams.
    stage.call(stage.port_of(200003), address="10.9.9.1", source="10.9.9.2")
    stage.settled("stream-from", "10.9.9.2")
    stage.ask(stage.port_of(200004), b"?", address="10.9.9.1", source="10.9.9.2")
    stage.settled("dgram-from", "10.9.9.2")
    for program, limit in ((200003, "from"), (200005, "hours"), (200007, "full")):
        stage.call(stage.port_of(program))
        stage.settled(f"stream-{limit}", "172.20.1.2")
        stage.send(stage.port_of(program + 1), b"?")
        stage.settled(f"dgram-{limit}", "172.20.1.2")

    # Other versions at the same port; of a service whose entry is gone nothing is left.
    stage.reload("rpc_version     = 1-2\n    server ", "rpc_version     = 2-3\n    server ")
    stage.registrations(13)
    stage.reload("user            = root\n    rpc_number      = 200003",
                 "disable         = yes\n    rpc_number      = 200003")
    stage.registrations(12)
    stage.call(stage.port_of(200001))
    stage.entries("EXIT: stream ", 2)

    # A server that TERM will kill.
    stage.knock(stage.port_of(200009))
    stage.entries("START: kept ", 1)
