def play(stage):
    for number in range(2):
        stage.call(4001)
        stage.entries("EXIT: two", number + 1)
    stage.call(4001)
    stage.entries("FAIL: two", 1)
    stage.says("Deactivating service two")
    stage.refused(4001)
    stage.says("Activating service two")
    stage.call(4001)
    stage.entries("EXIT: two", 3)
    for number in range(8):
        stage.call(4002)
        stage.entries("EXIT: off", number + 1)
