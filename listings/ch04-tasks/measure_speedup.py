"""How much faster is it?"""

import asyncio
import time

DELAYS = [0.1, 0.2, 0.1, 0.3, 0.1]


async def main():
    # ANCHOR: new
    async def in_turn():
        for seconds in DELAYS:
            await asyncio.sleep(seconds)

    sequential = await timed(in_turn())
    print(f"Sequential: {sequential:.2f} s", flush=True)

    concurrent = await timed(asyncio.gather(*map(asyncio.sleep, DELAYS)))
    print(f"Concurrent: {concurrent:.2f} s", flush=True)
    print(f"Speedup: {sequential / concurrent:.2f}x", flush=True)


async def timed(work):
    start = time.perf_counter()
    await work
    return time.perf_counter() - start
# ANCHOR_END: new


asyncio.run(main())
