def play(stage):
    stage.call(4001)
    stage.entries("EXIT: plain", 1)
    stage.call(4002)
    stage.entries("FAIL: barred", 1)
    stage.settled("barred", "172.20.1.2")
