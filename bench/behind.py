"""The server that redirects lead to: one for the whole run."""

import subprocess

from cpu import CpuMeter
from daemon import listens, wait_until

ECHO_PORT, PUMP_PORT = 19000, 19001


class Behind:
    def __init__(self, tools):
        self.argv = [str(tools / "bench_behind"), str(ECHO_PORT), str(PUMP_PORT)]
        self.cpu = CpuMeter()

    def __enter__(self):
        self.process = subprocess.Popen(self.argv, preexec_fn=self.cpu.enter)
        wait_until(lambda: listens(ECHO_PORT) and listens(PUMP_PORT), "the server behind redirects does not listen")
        return self

    def __exit__(self, *problem):
        self.process.terminate()
        self.process.wait()
        wait_until(self.cpu.close, "its control group does not empty")
