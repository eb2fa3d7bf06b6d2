"""Two awaits, one after the other."""

import asyncio
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    tea = prepare_blocking("tea")
    toast = prepare_blocking("toast")
    print(f"Blocking: {tea} and {toast} after {since(start)}", flush=True)

    start = time.perf_counter()
    tea = await prepare_async("tea")
    toast = await prepare_async("toast")
    print(f"Awaiting: {tea} and {toast} after {since(start)}", flush=True)
    # ANCHOR_END: new


# ANCHOR: new
def prepare_blocking(order):
    time.sleep(2)
    return order


async def prepare_async(order):
    await asyncio.sleep(2)
    return order
# ANCHOR_END: new


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


asyncio.run(main())
