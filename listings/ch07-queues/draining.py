"""Shutting down with reports still in the queue."""

import asyncio


async def main():
    # ANCHOR: worker
    await run("stop at once", is_drained=False)
    await run("close and drain", is_drained=True)


async def run(title, is_drained):
    queue, stored, sent = asyncio.Queue(8), [], []
    worker = asyncio.create_task(store_all(queue, stored))
    stations = [
        asyncio.create_task(send_reports(queue, sent, interval))
        for interval in [0.07, 0.08, 0.095]
    ]
    await asyncio.sleep(0.65)
    for station in stations:
        station.cancel()
    await asyncio.gather(*stations, return_exceptions=True)
    if is_drained:
        await queue.join()
    worker.cancel()

    lost = len(sent) - len(stored)
    print(
        f"{title}: {len(sent)} sent, {len(stored)} stored, {lost} lost",
        flush=True,
    )


async def store_all(queue, stored):
    while True:
        report = await queue.get()
        await asyncio.sleep(0.1)
        stored.append(report)
        queue.task_done()
    # ANCHOR_END: worker


# ANCHOR: station
async def send_reports(queue, sent, interval):
    while True:
        await queue.put(len(sent))
        sent.append(len(sent))
        await asyncio.sleep(interval)


# ANCHOR_END: station


asyncio.run(main())
