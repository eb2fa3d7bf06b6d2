"""Sums of squares on the loop, on threads and in processes."""

import asyncio
import time
from concurrent.futures import ProcessPoolExecutor

LIMITS = [1_000_000, 2_000_000, 3_000_000]


async def main():
    # ANCHOR: loop
    async def sum_on_loop(limit):
        return sum_of_squares(limit)

    sums = asyncio.gather(*(sum_on_loop(limit) for limit in LIMITS))
    await measure("on the loop", sums)
    # ANCHOR_END: loop

    # ANCHOR: threads
    threads = (asyncio.to_thread(sum_of_squares, limit) for limit in LIMITS)
    await measure("on threads", asyncio.gather(*threads))
    # ANCHOR_END: threads

    # ANCHOR: rayon
    with ProcessPoolExecutor() as pool:
        loop = asyncio.get_running_loop()
        jobs = (loop.run_in_executor(pool, sum_of_squares, n) for n in LIMITS)
        await measure("in processes", asyncio.gather(*jobs))
    # ANCHOR_END: rayon


# ANCHOR: sum
def sum_of_squares(limit):
    total = 0
    for number in range(limit):
        total += number * number
    return total


# ANCHOR_END: sum


# ANCHOR: measure
async def measure(title, work):
    start = time.perf_counter()
    work, ticks = asyncio.ensure_future(work), 0
    while not work.done():
        await asyncio.wait([work], timeout=0.005)
        ticks += not work.done()
    seconds = time.perf_counter() - start
    print(f"{title}: {seconds:.3f} s, {ticks} ticks of the loop meanwhile")
    assert work.result()[2] == 8_999_995_500_000_500_000


# ANCHOR_END: measure


if __name__ == "__main__":
    asyncio.run(main())
