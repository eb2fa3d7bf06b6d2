"""Many readings in one write."""

import asyncio
import time


async def main():
    # ANCHOR: runs
    await store_all("one by one", 1)
    await store_all("get and get_nowait", 10)


async def store_all(name, limit):
    start, sizes = time.perf_counter(), []
    queue = asyncio.Queue(25)
    station = asyncio.create_task(send_readings(queue))
    is_open = True
    while is_open:
        batch = [await queue.get()]
        while len(batch) < limit and not queue.empty():
            batch.append(queue.get_nowait())
        if batch[-1] is None:
            is_open = False
            batch.pop()
        if batch:
            await asyncio.sleep(0.033)  # The write.
            sizes.append(len(batch))
    await station
    seconds = time.perf_counter() - start
    total, count = sum(sizes), len(sizes)
    print(f"{name}: {total} in {count} writes, {seconds:.2f} s", flush=True)


async def send_readings(queue):
    for reading in range(1, 25):
        await asyncio.sleep(0.01)
        await queue.put(reading)
    await queue.put(None)
    # ANCHOR_END: runs


asyncio.run(main())
