"""Blocking the event loop stops a heartbeat."""

import asyncio
import time


async def main():
    # ANCHOR: three_ways
    await run_beside("thread::sleep", block())
    await run_beside("async sleep", asyncio.sleep(1))
    await run_beside("spawn_blocking", asyncio.to_thread(time.sleep, 1))
    # ANCHOR_END: three_ways


async def block():
    time.sleep(1)


# ANCHOR: run_beside
async def run_beside(title, work):
    """Run the work beside a heartbeat, from 0.5 s on."""
    task = asyncio.create_task(measure_beats(title))
    await asyncio.sleep(0.5)
    await work
    print(f"{title}: up to {await task:.2f} s late", flush=True)
# ANCHOR_END: run_beside


# ANCHOR: heartbeat
async def measure_beats(title):
    """Beat five times, every 0.2 s; return the longest delay of a beat."""
    start = time.perf_counter()
    worst_delay = 0
    for beat in range(1, 6):
        due = start + beat * 0.2
        await asyncio.sleep(due - time.perf_counter())
        worst_delay = max(worst_delay, time.perf_counter() - due)
        seconds = time.perf_counter() - start
        print(f"{title}: beat {beat} at {seconds:.2f} s", flush=True)
    return worst_delay
# ANCHOR_END: heartbeat


asyncio.run(main())
