"""Programs that pass callers on, for the setups that redirect."""

from contenders import FIRST_PORT, Contender


class Haproxy(Contender):
    """Two threads, bytes moved inside the kernel where it can be."""

    def configure(self, setup, folder, spare=False):
        (folder / "haproxy.cfg").write_text(
            "global\n  nbthread 2\n  maxconn 6000\n"
            "defaults\n  mode tcp\n  option splice-auto\n  maxconn 6000\n"
            "  timeout connect 10s\n  timeout client 1h\n  timeout server 1h\n" + "".join(
                f"listen s{number:05}\n  bind 0.0.0.0:{FIRST_PORT + number}\n  server one 127.0.0.1:{setup.behind}\n"
                for number in range(setup.services)))

    def argvs(self, setup, folder):
        return [[str(self.exe), "-db", "-q", "-f", f"{folder}/haproxy.cfg"]]


class Socat(Contender):
    """A process for each caller."""

    def argvs(self, setup, folder):
        return [[str(self.exe), f"TCP4-LISTEN:{FIRST_PORT + number},fork,reuseaddr,backlog=64",
                 f"TCP4:127.0.0.1:{setup.behind}"] for number in range(setup.services)]
