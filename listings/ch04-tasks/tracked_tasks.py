"""Three reports in the background, and none is lost."""

import asyncio
import time


async def main():
    start = time.perf_counter()

    # ANCHOR: new
    running = set()
    async with asyncio.TaskGroup() as group:
        for name, seconds in [("rain", 0.2), ("hail", 1.2), ("fog", 0.9)]:
            task = group.create_task(save(name, seconds))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.sleep(0.6)
        count = len(running)
        print(f"main is finished, {count} reports are not", flush=True)
    seconds = time.perf_counter() - start
    print(f"main ends after {seconds:.2f} s", flush=True)
    # ANCHOR_END: new


async def save(name, seconds):
    await asyncio.sleep(seconds)
    print(f"{name}: saved", flush=True)


asyncio.run(main())
