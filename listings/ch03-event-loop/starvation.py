"""A task that never yields starves the others."""

import asyncio
import time


async def main():
    # ANCHOR: tasks
    print("without a yield:", flush=True)
    a = asyncio.create_task(compute_greedily("A"))
    b = asyncio.create_task(compute_greedily("B"))
    await a
    await b

    print("with yield_now:", flush=True)
    a = asyncio.create_task(compute_and_yield("A"))
    b = asyncio.create_task(compute_and_yield("B"))
    await a
    await b
    # ANCHOR_END: tasks


# ANCHOR: work
async def compute_greedily(name):
    for part in range(1, 4):
        compute(name, part)


async def compute_and_yield(name):
    for part in range(1, 4):
        compute(name, part)
        await asyncio.sleep(0)
# ANCHOR_END: work


def compute(name, part):
    """Keep the thread busy for 50 ms."""
    start = time.perf_counter()
    while time.perf_counter() - start < 0.05:
        pass
    print(f"{name} has computed part {part}", flush=True)


asyncio.run(main())
