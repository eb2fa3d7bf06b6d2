"""What to do without the answer: a default, or None."""

import asyncio
import time

LIMIT = 0.5


async def main():
    # ANCHOR: new
    for city, seconds in [("Paris", 0.2), ("London", 10.0)]:
        start = time.perf_counter()
        degrees = await temperature(city, seconds)
        shown = "temperature unknown"
        if degrees is not None:
            shown = f"{degrees} degrees"
        sky = await conditions(city, seconds)
        waited = time.perf_counter() - start
        print(f"{city}: {shown}, {sky}; {waited:.2f} s", flush=True)
    # ANCHOR_END: new


async def temperature(city, seconds):
    try:
        return await asyncio.wait_for(measure(city, seconds), LIMIT)
    except TimeoutError:
        return None


async def conditions(city, seconds):
    try:
        return await asyncio.wait_for(observe(city, seconds), LIMIT)
    except TimeoutError:
        return "mixed"


async def measure(city, seconds):
    await asyncio.sleep(seconds)
    return 20


async def observe(city, seconds):
    await asyncio.sleep(seconds)
    return "sunny"


asyncio.run(main())
