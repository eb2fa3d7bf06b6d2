"""Plain loops in place of adapters."""

import asyncio
import time


async def main():
    start = time.perf_counter()
    # ANCHOR: new
    warm = []
    for city in ["London", "Oslo", "Cairo", "Lima"]:
        degrees = await temperature(city)
        if degrees > 10:
            warm.append(f"{city} {degrees}")
        if len(warm) == 2:
            break
    # ANCHOR_END: new
    since = time.perf_counter() - start
    print(f"{', '.join(warm)} after {since:.2f} s", flush=True)


async def temperature(city):
    print(f"Asking {city}", flush=True)
    await asyncio.sleep(0.2)
    return {"London": 14, "Oslo": 3, "Cairo": 31}.get(city, 22)


asyncio.run(main())
