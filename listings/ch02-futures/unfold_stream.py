"""Five items from one generator."""

import asyncio
import time


# ANCHOR: new
async def items():
    for n in range(5):
        await asyncio.sleep(0.1)
        yield n


async def main():
    start = time.perf_counter()
    async for item in items():
        since = time.perf_counter() - start
        print(f"Item {item} after {since:.2f} s", flush=True)
# ANCHOR_END: new


asyncio.run(main())
