"""Callers of soak_server: so many a second until standard input ends; then, as JSON, what became of each. Where the
machine serves fewer a second, it has fewer: no door's queue is to be full.

    callers.py PORT RATE

`answered` are pairs [pid, status]: the server that answered, and the status that it was told to leave with. Every
other outcome is a count: `refused` (by connect), `closed` (connected, and closed before a word), `cut` (ended in the
middle), `unanswered` (nothing came for a long time).
"""

import asyncio
import json
import socket
import sys
from collections import Counter

PATIENCE_S = 30
AT_ONCE_MOST = 40
STATUSES = 200


class Callers:
    def __init__(self, port, rate):
        self.address, self.rate = ("127.0.0.1", port), rate
        self.answered, self.others = [], Counter()

    async def talk(self, link, status):
        """One conversation; the word for what became of it."""
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_connect(link, self.address)
        except (ConnectionRefusedError, ConnectionResetError):  # reset: its door was closed in that moment
            return "refused"
        try:
            first = await loop.sock_recv(link, 64)
            if not first:
                return "closed"
            await loop.sock_sendall(link, b"%d\n" % status)
            rest = await loop.sock_recv(link, 64)
        except OSError:
            return "cut"
        if rest or not first.endswith(b"\n"):
            return "cut"
        self.answered.append([int(first.split()[0]), status])
        return None

    async def call(self, number):
        with socket.socket() as link:
            link.setblocking(False)
            try:
                outcome = await asyncio.wait_for(self.talk(link, number % STATUSES), PATIENCE_S)
            except asyncio.TimeoutError:
                outcome = "unanswered"
        if outcome:
            self.others[outcome] += 1

    async def run(self):
        loop = asyncio.get_running_loop()
        over = asyncio.Event()
        loop.add_reader(sys.stdin, over.set)
        calls, number, start = set(), 0, loop.time()
        while not over.is_set():
            if len(calls) == AT_ONCE_MOST:
                await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
            number += 1
            task = asyncio.create_task(self.call(number))
            calls.add(task)
            task.add_done_callback(calls.discard)
            await asyncio.sleep(max(0.0, start + number / self.rate - loop.time()))
        loop.remove_reader(sys.stdin)
        if calls:
            await asyncio.wait(calls)
        return {"calls": number, "answered": self.answered, **self.others}


def main():
    print(json.dumps(asyncio.run(Callers(int(sys.argv[1]), float(sys.argv[2])).run())))


if __name__ == "__main__":
    main()
