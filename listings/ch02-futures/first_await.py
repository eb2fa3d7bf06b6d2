"""Three functions that pause."""

import asyncio
import time


async def main():
    start = time.perf_counter()
    # ANCHOR: new
    log(f"The data: {await fetch()}")
    log(f"The report: {await report()}")
    await resume()
    # ANCHOR_END: new
    log(f"Total: {since(start)}")


# ANCHOR: new
async def fetch():
    log("Fetching")
    await asyncio.sleep(1)
    return "20 degrees"


async def report():
    log("Before the wait")
    await asyncio.sleep(1)
    log("After the wait")
    return "Done"


async def resume():
    start = time.perf_counter()
    log("Started")
    await asyncio.sleep(1)
    log(f"Resumed after {since(start)}")
    log("Completed")
# ANCHOR_END: new


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


def log(line):
    print(line, flush=True)


asyncio.run(main())
