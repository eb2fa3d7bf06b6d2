"""Three stations send their reports through a queue."""

import asyncio
import time


async def main():
    start = time.perf_counter()

    # ANCHOR: new
    queue = asyncio.Queue(8)
    async with asyncio.TaskGroup() as group:
        group.create_task(receive_all(queue, start))
        async with asyncio.TaskGroup() as stations:
            for station, seconds in [
                ("Oslo", 0.2),
                ("Cairo", 0.5),
                ("Lima", 0.3),
            ]:
                stations.create_task(send_reports(station, seconds, queue))
        await queue.put(None)


async def receive_all(queue, start):
    while (report := await queue.get()) is not None:
        seconds = time.perf_counter() - start
        print(f"{report} after {seconds:.2f} s", flush=True)
    print("all stations are done", flush=True)


async def send_reports(station, seconds, queue):
    for number in range(1, 3):
        await asyncio.sleep(seconds)
        await queue.put(f"{station} {number}")
    # ANCHOR_END: new


asyncio.run(main())
