"""As many results as arrive until the deadline."""

import asyncio


async def main():
    # ANCHOR: new
    delays = [("Lima", 0.9), ("Oslo", 0.2), ("Rome", 0.4)]
    tasks = [asyncio.create_task(forecast(*delay)) for delay in delays]

    try:
        for next_one in asyncio.as_completed(tasks, timeout=0.6):
            print(await next_one, flush=True)
    except TimeoutError:
        missing = [task for task in tasks if not task.done()]
        print(f"time is up, and {len(missing)} is missing", flush=True)
    for task in tasks:
        task.cancel()  # as_completed leaves Lima running
    # ANCHOR_END: new

    await asyncio.sleep(0.6)
    print("no other forecast has arrived")


async def forecast(city, seconds):
    await asyncio.sleep(seconds)
    print(f"  the forecast for {city} is ready", flush=True)
    return f"{city}: sunny"


asyncio.run(main())
