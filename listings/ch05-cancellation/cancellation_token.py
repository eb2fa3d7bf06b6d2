"""A task is cancelled, and cleans up before it ends."""

import asyncio
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    readings = []
    recorder = asyncio.create_task(record_weather(readings))

    await asyncio.sleep(0.5)
    print("main: please stop", flush=True)
    recorder.cancel()
    try:
        await recorder
    except asyncio.CancelledError:
        seconds = time.perf_counter() - start
        saved = len(readings)
        print(f"main: {saved} readings are saved, {seconds:.2f} s", flush=True)


async def record_weather(readings):
    try:
        while True:
            readings.append(await next_reading())
    finally:
        await save(readings)
    # ANCHOR_END: new


async def next_reading():
    await asyncio.sleep(0.2)
    print("recorder: a reading", flush=True)
    return 20


async def save(readings):
    print(f"recorder: saving {len(readings)} readings", flush=True)
    await asyncio.sleep(0.3)


asyncio.run(main())
