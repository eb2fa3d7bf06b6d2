"""Two tasks, two locks, two orders."""

import asyncio


# ANCHOR: new
class SharedList:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.lines = []


async def main():
    cache, log = SharedList(), SharedList()
    tasks = [
        asyncio.create_task(store_forecast(cache, log)),
        asyncio.create_task(print_report(cache, log)),
    ]
    done, pending = await asyncio.wait(tasks, timeout=1)
    if pending:
        print(f"after 1 s, {len(pending)} tasks are waiting", flush=True)
    else:
        print("both tasks are done", flush=True)


async def store_forecast(cache, log):
    async with cache.lock:
        print("store_forecast has the cache, and wants the log", flush=True)
        await asyncio.sleep(0.2)  # ask the weather station
        async with log.lock:
            cache.lines.append("sunny")
            log.lines.append("stored a forecast")


async def print_report(cache, log):
    async with log.lock:
        print("print_report has the log, and wants the cache", flush=True)
        await asyncio.sleep(0.1)  # open the printer
        async with cache.lock:
            print(f"forecasts in the cache: {len(cache.lines)}", flush=True)
            log.lines.append("printed a report")


# ANCHOR_END: new
asyncio.run(main())
