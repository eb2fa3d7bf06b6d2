"""Each result as soon as it is ready."""

import asyncio
import time


async def main():
    start = time.perf_counter()

    # ANCHOR: new
    tasks = [work(n, s) for n, s in enumerate([1.0, 2.0, 0.5, 1.5], 1)]
    for next_one in asyncio.as_completed(tasks):
        result = await next_one
        print(f"{since(start)}  Completed: {result}", flush=True)
    # ANCHOR_END: new


async def work(number, seconds):
    await asyncio.sleep(seconds)
    return f"Task-{number}"


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


asyncio.run(main())
