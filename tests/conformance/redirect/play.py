def play(stage):
    # The refused one first: xinetd spends a process on him, which it would kill, and say so, if it ended meanwhile.
    stage.call(4002)
    stage.entries("FAIL: barred", 1)
    for caller in range(2):
        stage.call(4001)
        stage.entries("EXIT: plain", caller + 1)
