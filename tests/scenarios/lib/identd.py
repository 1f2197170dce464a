"""An identity server (RFC 1413) of a host: says what it is told to say, or nothing."""

import socket
import threading


def user(name, kind="UNIX"):
    """What an honest server says of the connection it is asked about."""
    return lambda question: f"{question} : USERID : {kind} : {name}\r\n".encode()


def silence(question):
    """Of one that never answers."""


class Identd:
    """Serves port 113 of `host`, IPv4 and IPv6. `says` makes of a question ("CALLERPORT,LOCALPORT") the bytes of the
    answer, behind which the line is closed; or nothing: then the line stays open, until release(). `asked` are the
    questions, each with the address it came from (IPv4 as ::ffff:...)."""

    def __init__(self, host, says):
        self.says = says
        self.asked = []
        self._held = []
        self._listener = host.socket(socket.AF_INET6)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("::", 113))
        self._listener.listen(64)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                line, peer = self._listener.accept()
            except OSError:
                return
            with line.makefile("rb") as stream:
                question = stream.readline().decode().removesuffix("\r\n")
            self._take(line, question, peer[0])

    def _take(self, line, question, address):
        """Whoever has heard the answer finds the question in `asked`; whoever finds it there can release it."""
        answer = self.says(question)
        if answer is None:
            self._held.append((line, question))
        self.asked.append((question, address))
        if answer is not None:
            self._answer(line, answer)

    @staticmethod
    def _answer(line, answer):
        line.sendall(answer)
        line.close()

    def release(self, says):
        """Answers so whom it has held, and whoever asks from now on."""
        self.says = says
        held, self._held = self._held, []
        for line, question in held:
            self._answer(line, says(question))

    def close(self):
        """Hangs up on everybody and listens no more."""
        if not self._thread.is_alive():
            return
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        for line, _ in self._held:
            line.close()
