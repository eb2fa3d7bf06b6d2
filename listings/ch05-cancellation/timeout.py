"""A request of 5 s gets only 3 s."""

import asyncio
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    try:
        async with asyncio.timeout(3):
            forecast = await fetch_forecast("London")
            print(f"main: {forecast}", flush=True)
    except TimeoutError:
        print("main: deadline has elapsed", flush=True)
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)
    # ANCHOR_END: new


async def fetch_forecast(city):
    print("request: sent", flush=True)
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print("request: dropped without an answer", flush=True)
        raise
    print("request: answered", flush=True)
    return f"{city} will be sunny"


asyncio.run(main())
