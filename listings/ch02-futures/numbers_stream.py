"""Numbers that arrive one by one."""

import asyncio
import time


# ANCHOR: new
class Numbers:
    def __init__(self):
        self.next = 1

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.next > 5:
            raise StopAsyncIteration
        await asyncio.sleep(0.1)
        self.next += 1
        return self.next - 1


async def main():
    start = time.perf_counter()
    async for number in Numbers():
        since = time.perf_counter() - start
        print(f"{number} after {since:.2f} s", flush=True)
# ANCHOR_END: new


asyncio.run(main())
