"""Two tasks that wait until a shared list is long enough."""

import asyncio
import time


async def main():
    # ANCHOR: main
    start = time.monotonic()
    readings = []
    changed = asyncio.Condition()
    display = asyncio.create_task(show_average(1, start, changed, readings))
    newspaper = asyncio.create_task(show_average(3, start, changed, readings))

    for temperature in [18, 20, 22]:
        await asyncio.sleep(0.2)
        async with changed:
            readings.append(temperature)
            changed.notify_all()
    await asyncio.gather(display, newspaper)
    # ANCHOR_END: main


# ANCHOR: wait
async def show_average(count, start, changed, readings):
    """Waits until there are `count` readings, and prints their average."""
    async with changed:
        await changed.wait_for(lambda: len(readings) >= count)
        average = sum(readings) // len(readings)
    seconds = time.monotonic() - start
    print(
        f"average of {count}: {average} degrees, at {seconds:.2f} s",
        flush=True,
    )


# ANCHOR_END: wait

asyncio.run(main())
