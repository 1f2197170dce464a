def play(stage):
    stage.call(4001)
    stage.entries("EXIT: probe", 1)
    stage.call(4002, send=b"one\ntwo\n")
    stage.entries("EXIT: cat", 1)
    stage.refused(4002, address="127.0.0.1")
    stage.call(4003)
    stage.entries("EXIT: options", 1)
