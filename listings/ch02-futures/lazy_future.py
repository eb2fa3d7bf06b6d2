"""Calling an async function doesn't run it."""

import asyncio
import sys
import time


async def main():
    # ANCHOR: new
    now = forecast()
    print(f"forecast() returned: {type(now)}", flush=True)

    later = forecast_later()
    print(f"forecast_later() returned: {type(later)}", flush=True)
    size = sys.getsizeof(later)
    print(f"It takes up {size} bytes; now we await it", flush=True)

    start = time.perf_counter()
    weather = await later
    print(f"It was {weather} after {since(start)}", flush=True)
    # ANCHOR_END: new


# ANCHOR: new
def forecast():
    print("  forecast looks at the sky", flush=True)
    return "sunny"


async def forecast_later():
    print("  forecast_later looks at the sky", flush=True)
    await asyncio.sleep(0.5)
    return "sunny"
# ANCHOR_END: new


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


asyncio.run(main())
