"""Retries that end with the deadline of the whole request."""

import asyncio
import time

TOTAL_LIMIT = 0.5
TRY_LIMIT = 0.1
FIRST_PAUSE = 0.2


async def fetch(start):
    """Asks a server that is silent."""
    print(f"asked after {time.perf_counter() - start:.2f} s", flush=True)
    async with asyncio.timeout(TRY_LIMIT):
        await asyncio.Event().wait()


async def retry_by_hand(start):
    pause = FIRST_PAUSE
    while True:
        try:
            return await fetch(start)
        except TimeoutError:
            await asyncio.sleep(pause)
            pause *= 2


async def main():
    start = time.perf_counter()
    try:
        async with asyncio.timeout(TOTAL_LIMIT):
            await retry_by_hand(start)
    except TimeoutError:
        seconds = time.perf_counter() - start
        print(f"TimeoutError after {seconds:.2f} s", flush=True)


asyncio.run(main())
