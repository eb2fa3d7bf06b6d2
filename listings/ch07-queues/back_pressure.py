"""A full queue makes the producer wait."""

import asyncio
import time


async def main():
    # ANCHOR: channel
    queue = asyncio.Queue(3)
    producer = asyncio.create_task(time_sends(queue))
    for _ in range(8):
        number = await queue.get()
        await asyncio.sleep(0.35)  # Analyse the reading.
        print(f"analysed {number}, {queue.qsize()} in the queue", flush=True)
    # ANCHOR_END: channel

    waits = await producer
    for number, wait in enumerate(waits, 1):
        print(f"Reading {number} waited {wait:.2f} s")
    blocked = sum(wait > 0.01 for wait in waits)
    count, total = len(waits), sum(waits)
    print(f"{blocked} of {count} had to wait")
    print(f"{total:.2f} s of waiting in total", flush=True)


# ANCHOR: produce
async def time_sends(queue):
    """Puts 8 readings, one every 0.1 s; returns how long each one waited."""
    waits = []
    for number in range(1, 9):
        await asyncio.sleep(0.1)
        start = time.perf_counter()
        await queue.put(number)
        waits.append(time.perf_counter() - start)
    return waits


# ANCHOR_END: produce


asyncio.run(main())
