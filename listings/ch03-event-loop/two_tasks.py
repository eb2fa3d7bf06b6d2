"""Who starts first need not finish first."""

import asyncio
import time


async def main():
    start = time.perf_counter()
    # ANCHOR: new
    a = asyncio.create_task(work("A", 1))
    b = asyncio.create_task(work("B", 0.5))
    await a
    await b
    # ANCHOR_END: new
    print(f"All in all: {time.perf_counter() - start:.2f} s", flush=True)


# ANCHOR: new

async def work(name, seconds):
    print(f"{name} starts", flush=True)
    await asyncio.sleep(seconds)
    print(f"{name} finishes", flush=True)
# ANCHOR_END: new


asyncio.run(main())
