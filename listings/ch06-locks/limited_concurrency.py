"""A hundred requests, at most ten at once."""

import asyncio
import time


# ANCHOR: new
async def main():
    start = time.perf_counter()
    client = Client(10)
    pages = await asyncio.gather(*(client.fetch(page) for page in range(100)))
    print(f"{len(pages)} pages, at most {client.peak} at once", flush=True)
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


class Client:
    def __init__(self, limit):
        self.permits = asyncio.Semaphore(limit)
        self.in_progress = 0
        self.peak = 0

    async def fetch(self, page):
        async with self.permits:
            self.in_progress += 1
            self.peak = max(self.peak, self.in_progress)
            await asyncio.sleep(0.1)  # the network
            self.in_progress -= 1
            return f"page {page}"


# ANCHOR_END: new
asyncio.run(main())
