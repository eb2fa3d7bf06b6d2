"""Three workers overwrite each other's updates."""

import asyncio

# ANCHOR: new
counter = 0


async def main():
    await asyncio.gather(*(count_requests(worker) for worker in (1, 2, 3)))
    print(f"15 updates, counter: {counter}", flush=True)


async def count_requests(worker):
    global counter
    for _ in range(5):
        value = counter
        await asyncio.sleep(0.01)  # write to a log
        counter = value + 1
        print(f"worker {worker} stores {counter}", flush=True)


# ANCHOR_END: new
asyncio.run(main())
