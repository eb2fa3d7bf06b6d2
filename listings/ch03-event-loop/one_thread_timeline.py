"""Two tasks that also compute, to the millisecond."""

import asyncio
import time


async def main():
    start = time.perf_counter()
    # ANCHOR: new
    a = asyncio.create_task(job("A", 0.1, start))
    b = asyncio.create_task(job("B", 0.05, start))
    # ANCHOR_END: new
    await b
    await a


# ANCHOR: new

async def job(name, wait, start):
    compute(name, 1, start)
    await asyncio.sleep(wait)
    compute(name, 2, start)
# ANCHOR_END: new


def compute(name, part, start):
    """Keep the thread busy for 10 ms."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < 0.01:
        pass
    ends = [begin - start, time.perf_counter() - start]
    begin, end = (seconds * 1000 for seconds in ends)
    line = f"real: {name} {part} from {begin:.1f} to {end:.1f} ms"
    print(line, flush=True)


asyncio.run(main())
