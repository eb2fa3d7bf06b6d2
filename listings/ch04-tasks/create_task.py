"""Five tasks, started before any of them is awaited."""

import asyncio
import time


async def main():
    start = time.perf_counter()

    # ANCHOR: new
    tasks = []
    for number, seconds in enumerate([2.0, 1.0, 3.0, 1.5, 2.5], 1):
        tasks.append(asyncio.create_task(work(number, seconds)))
    print(f"{len(tasks)} tasks are spawned", flush=True)

    for task in tasks:
        print(await task, flush=True)
    # ANCHOR_END: new
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


async def work(number, seconds):
    print(f"worker {number} starts", flush=True)
    await asyncio.sleep(seconds)
    print(f"worker {number} ends", flush=True)
    return f"The result of worker {number}"


asyncio.run(main())
