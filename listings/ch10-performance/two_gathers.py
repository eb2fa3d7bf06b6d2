"""Two groups, one after the other and together."""

import asyncio
import time

turns = 0  # How many times a request has started or resumed.

NORTH = [0.1, 0.3, 0.2]
SOUTH = [0.4, 0.1, 0.3]


async def main():
    # ANCHOR: groups
    start = time.perf_counter()
    await asyncio.gather(*[fetch(delay) for delay in NORTH])
    await asyncio.gather(*[fetch(delay) for delay in SOUTH])
    report("one group after the other", start)

    start = time.perf_counter()
    await asyncio.gather(*[fetch(delay) for delay in NORTH + SOUTH])
    report("all six together", start)
    # ANCHOR_END: groups


async def fetch(delay):
    global turns
    turns += 1
    await asyncio.sleep(delay)
    turns += 1


def report(title, start):
    global turns
    seconds = time.perf_counter() - start
    print(f"{title}: {seconds:.2f} s, {turns} turns", flush=True)
    turns = 0


asyncio.run(main())
