"""In which order do two tasks start and finish?"""

import asyncio
import time


async def main():
    start = time.perf_counter()
    # ANCHOR: spawn
    a = asyncio.create_task(work("A", 1))
    b = asyncio.create_task(work("B", 0.5))
    print("main has spawned both", flush=True)
    await a
    await b
    # ANCHOR_END: spawn
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


# ANCHOR: spawn

async def work(name, seconds):
    print(f"{name} starts", flush=True)
    await asyncio.sleep(seconds)
    print(f"{name} finishes", flush=True)
# ANCHOR_END: spawn


asyncio.run(main())
