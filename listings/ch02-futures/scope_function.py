"""A function that acquires, lends and releases."""

import asyncio
import time
from contextlib import asynccontextmanager


# ANCHOR: new
@asynccontextmanager
async def resource(name):
    await asyncio.sleep(0.1)
    say(f"{name}: acquired")
    try:
        yield lambda well: work(name, well)
    finally:
        await asyncio.sleep(0.1)
        say(f"{name}: released")


async def main():
    start = time.perf_counter()
    async with resource("Database") as database:
        answer = await database(True)
    say(f'Ok("{answer}") after {since(start)}\n')

    start = time.perf_counter()
    try:
        async with resource("Cache") as cache, resource("Logger") as logger:
            await cache(True)
            await logger(False)
            await cache(True)
    except RuntimeError as error:
        say(f'Err("{error}") after {since(start)}')
# ANCHOR_END: new


async def work(name, well):
    say(f"{name}: works")
    await asyncio.sleep(1)
    if not well:
        raise RuntimeError(f"{name} failed")
    return "done"


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


def say(line):
    print(line, flush=True)


asyncio.run(main())
