"""Three functions that pause."""

import asyncio
import time


async def main():
    start = time.perf_counter()
    # ANCHOR: new
    say(f"The data: {await fetch()}")
    say(f"The report: {await report()}")
    await resume()
    # ANCHOR_END: new
    say(f"All in all: {since(start)}")


# ANCHOR: new
async def fetch():
    say("Fetching")
    await asyncio.sleep(1)
    return "20 degrees"


async def report():
    say("Before the wait")
    await asyncio.sleep(1)
    say("After the wait")
    return "Done"


async def resume():
    start = time.perf_counter()
    say("Started")
    await asyncio.sleep(1)
    say(f"Resumed after {since(start)}")
    say("Completed")
# ANCHOR_END: new


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


def say(line):
    print(line, flush=True)


asyncio.run(main())
