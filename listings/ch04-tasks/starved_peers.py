"""A slow loop body starves no download, because each is a task."""

import asyncio
import time


async def main():
    # ANCHOR: new
    for next_one in asyncio.as_completed(downloads()):
        print(f"as_completed: {await next_one}", flush=True)
        await asyncio.sleep(0.5)  # The slow disk.

    for line in await asyncio.gather(*downloads()):
        print(f"gather: {line}", flush=True)
        await asyncio.sleep(0.5)
    # ANCHOR_END: new


def downloads():
    return [download("A", 0.1, 1), download("B", 0.15, 2)]


async def download(name, part_seconds, part_count):
    start = time.perf_counter()
    for _ in range(part_count):
        await asyncio.sleep(part_seconds)
    return f"{name} took {time.perf_counter() - start:.2f} s"


asyncio.run(main())
