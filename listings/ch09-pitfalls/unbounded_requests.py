"""Two hundred calls to a server that can handle ten at once."""

import asyncio
import time

SERVER_CAPACITY = 10


async def main():
    server, start = Server(), time.monotonic()
    results = await asyncio.gather(*(server.answer() for _ in range(200)))
    server.report("wrong", start, results)

    server, start = Server(), time.monotonic()
    permits = asyncio.Semaphore(10)

    async def answer_in_turn():
        async with permits:
            return await server.answer()

    results = await asyncio.gather(*(answer_in_turn() for _ in range(200)))
    server.report("right", start, results)


class Server:
    def __init__(self):
        self.active = self.peak = 0

    async def answer(self):
        self.active += 1
        active = self.active
        self.peak = max(self.peak, active)
        await asyncio.sleep(0.05)
        self.active -= 1
        return active <= SERVER_CAPACITY

    def report(self, version, start, results):
        seconds = time.monotonic() - start
        print(
            f"{version}: {sum(results)} of 200 answered\n"
            f"    at most {self.peak} at once, {seconds:.2f} s",
            flush=True,
        )


asyncio.run(main())
