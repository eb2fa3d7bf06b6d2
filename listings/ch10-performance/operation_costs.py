"""What a task, a turn, a message and a lock cost, in asyncio."""

import asyncio
import statistics
import time

OPERATIONS = 100
ROUNDS = 101


async def main():
    # ANCHOR: operations
    await measure("await a coroutine that's ready", ready)
    await measure("yield, wake and run again", lambda: asyncio.sleep(0))
    await measure("create a task and await it", create_and_await)

    queue = asyncio.Queue(1)

    async def put_and_get():
        await queue.put(1)
        await queue.get()

    await measure("put and get a message", put_and_get)
    lock = asyncio.Lock()

    async def lock_and_release():
        async with lock:
            pass

    await measure("lock asyncio's lock", lock_and_release)
    # ANCHOR_END: operations


async def ready():
    return 1


async def create_and_await():
    await asyncio.create_task(ready())


# ANCHOR: measure
async def measure(name, operation):
    """Prints the median of some rounds, after one that doesn't count."""
    times = []
    for number in range(ROUNDS + 1):
        start = time.perf_counter_ns()
        for _ in range(OPERATIONS):
            await operation()
        if number > 0:
            times.append((time.perf_counter_ns() - start) // OPERATIONS)
    print(f"{name}: {statistics.median(times):.0f} ns", flush=True)


# ANCHOR_END: measure


asyncio.run(main())
