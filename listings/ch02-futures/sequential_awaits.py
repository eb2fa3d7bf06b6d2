"""Two awaits in a row are a row."""

import asyncio
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    tea, toast = blocking("tea"), blocking("toast")
    print(f"Blocking: {tea} and {toast} after {since(start)}", flush=True)

    start = time.perf_counter()
    tea, toast = await awaiting("tea"), await awaiting("toast")
    print(f"Awaiting: {tea} and {toast} after {since(start)}", flush=True)
    # ANCHOR_END: new


# ANCHOR: new
def blocking(order):
    time.sleep(2)
    return order


async def awaiting(order):
    await asyncio.sleep(2)
    return order
# ANCHOR_END: new


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


asyncio.run(main())
