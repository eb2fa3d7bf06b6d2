"""An event that stays set, for early and late clients."""

import asyncio
import time


# ANCHOR: new
async def main():
    start = time.perf_counter()
    opening = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(visit("early", 0.1, start, opening))
        group.create_task(visit("late", 0.8, start, opening))

        await asyncio.sleep(0.5)
        print("the station opens", flush=True)
        opening.set()


async def visit(name, arrival_seconds, start, opening):
    await asyncio.sleep(arrival_seconds)
    await opening.wait()
    seconds = time.perf_counter() - start
    print(f"{name} client is served at {seconds:.2f} s", flush=True)


# ANCHOR_END: new
asyncio.run(main())
