"""One task for each of ten orders."""

import asyncio
import time


async def main():
    start = time.perf_counter()

    # ANCHOR: new
    tasks = [asyncio.create_task(process(order)) for order in range(1, 11)]
    total = sum(await asyncio.gather(*tasks))
    print(f"Ten orders cost {total}", flush=True)
    # ANCHOR_END: new
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


async def process(order):
    await asyncio.sleep(0.3)
    return 10 * order


asyncio.run(main())
