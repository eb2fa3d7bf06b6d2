"""A blocked loop has no pulse."""

import asyncio
import time


async def main():
    # ANCHOR: new
    await watch("thread::sleep", blocking())
    await watch("async sleep", asyncio.sleep(1))
    await watch("spawn_blocking", asyncio.to_thread(time.sleep, 1))
    # ANCHOR_END: new


async def blocking():
    time.sleep(1)


async def watch(title, work):
    """Do that work of 1 s beside a beating heart, from 0.5 s on."""
    start = time.perf_counter()
    heart = asyncio.create_task(beat(title, start))
    await asyncio.sleep(0.5)
    await work
    print(f"{title}: up to {await heart:.2f} s late", flush=True)


# ANCHOR: new

async def beat(title, start):
    """Five beats, 0.2 s apart; gives how late the latest was."""
    most = 0
    for number in range(1, 6):
        due = start + number * 0.2
        await asyncio.sleep(due - time.perf_counter())
        most = max(most, time.perf_counter() - due)
        seconds = time.perf_counter() - start
        print(f"{title}: beat {number} at {seconds:.2f} s", flush=True)
    return most
# ANCHOR_END: new


asyncio.run(main())
