"""A stream, one item at a time."""

import asyncio
import time


async def main():
    start = time.perf_counter()
    # ANCHOR: new
    async for city, degrees in forecasts(["London", "Oslo", "Cairo"]):
        print(f"{city}: {degrees} after {since(start)}", flush=True)
    # ANCHOR_END: new


# ANCHOR: new
async def forecasts(cities):
    for city in cities:
        yield await temperature(city)


async def temperature(city):
    await asyncio.sleep(0.2)
    return city, 10 + len(city)
# ANCHOR_END: new


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


asyncio.run(main())
