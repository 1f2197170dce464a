from lib.identd import user


def asked_of(stage, port, service, times):
    stage.call(port)
    stage.entries(f"EXIT: {service}", times)


def honest(stage, identd):
    for number, address in enumerate(("172.20.1.1", "10.9.9.1", "fd00::1")):
        stage.call(4001, address)
        stage.entries("EXIT: hello", number + 1)
    for port, service in ((4002, "four"), (4003, "known"), (113, "auth")):
        asked_of(stage, port, service, 1)
    stage.call(4004)
    stage.entries("USERID: full", 1)
    stage.call(4006, send=b"again")
    stage.entries("EXIT: echo", 1)
    stage.call(4007, shape=True)
    stage.entries("START: daytime", 1)


def barred(stage, identd):
    """xinetd's child asks nobody about him; the daemon itself does."""
    stage.call(4005)
    stage.entries("FAIL: barred", 1)
    stage.call(4007, "fd00::1")
    stage.entries("USERID: daytime", 1)


def fanciful(stage, identd):
    answers = (user("alice", "UNIX,US-ASCII"), lambda question: f"{question}:USERID:OTHER:a:b\r\n".encode(),
               lambda question: f" {question.replace(',', ' , ')} :USERID: noname \r\nand more".encode())
    for number, identd.says in enumerate(answers):
        asked_of(stage, 4001, "hello", number + 4)
        asked_of(stage, 4003, "known", number + 2)
        stage.call(4004)
        stage.entries("USERID: full", number + 2)


def unhelpful(stage, identd):
    answers = (lambda question: b"who knows\r\n", lambda question: f"{question} : ERROR : NO-USER\r\n".encode(),
               lambda question: user("alice")("1,4001"), lambda question: f"{question} : USERID :\r\n".encode(),
               lambda question: f"{question} : USERID : UNIX : alice\n".encode())
    for number, identd.says in enumerate(answers):
        asked_of(stage, 4001, "hello", number + 7)
        stage.call(4003)
        stage.entries("NOID: known", number + 1)
        stage.call(4004)
        stage.entries("FAIL: full", number + 5)


def absent(stage, identd):
    identd.close()
    asked_of(stage, 4001, "hello", 12)
    stage.call(4003)
    stage.entries("NOID: known .*no server", 1)
    stage.call(4004)
    stage.entries("FAIL: full", 10)


def play(stage):
    stage.write("/srv/welcome", "welcome\n")
    stage.write("/srv/full", "come back later\n")
    identd = stage.identd(user("alice"))
    for scene in (honest, barred, fanciful, unhelpful, absent):
        scene(stage, identd)
