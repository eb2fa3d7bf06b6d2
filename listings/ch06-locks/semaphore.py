"""Five workers, and at most two of them work at once."""

import asyncio
import time

# ANCHOR: new
working = 0
peak = 0


async def main():
    start = time.perf_counter()
    semaphore = asyncio.Semaphore(2)
    seconds = [1.0, 1.5, 1.2, 1.0, 1.1]
    await asyncio.gather(
        *(work(n, seconds, semaphore) for n, seconds in enumerate(seconds, 1))
    )
    print(f"Peak: {peak} workers", flush=True)
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


async def work(worker, seconds, semaphore):
    global working, peak
    async with semaphore:
        working += 1
        peak = max(peak, working)
        print(f"worker {worker} starts, {working} at work", flush=True)

        await asyncio.sleep(seconds)

        working -= 1
        print(f"worker {worker} ends", flush=True)


# ANCHOR_END: new
asyncio.run(main())
