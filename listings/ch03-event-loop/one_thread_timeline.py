"""Two tasks that wait and compute, to the millisecond."""

import asyncio
import time


async def main():
    start = time.perf_counter()
    # ANCHOR: tasks
    a = asyncio.create_task(work("A", 0.1, start))
    b = asyncio.create_task(work("B", 0.05, start))
    # ANCHOR_END: tasks
    await b
    await a


# ANCHOR: tasks

async def work(name, wait, start):
    compute(name, 1, start)
    await asyncio.sleep(wait)
    compute(name, 2, start)

def compute(name, part, start):
    """Keep the thread busy for 10 ms."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < 0.01:
        pass
    end = (time.perf_counter() - start) * 1000
    begin = (begin - start) * 1000
    print(f"real: {name} {part} from {begin:.1f} to {end:.1f} ms", flush=True)
# ANCHOR_END: tasks


asyncio.run(main())
