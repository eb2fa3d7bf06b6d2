"""Three tries, with waits of 1 s and 2 s between them."""

import asyncio
import time

MAX_TRIES = 3


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    try:
        weather = await fetch_with_retries("London")
        print(f"main: {weather}", flush=True)
    except ConnectionError as error:
        print(f"main: gave up: {error}", flush=True)
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


async def fetch_with_retries(city):
    delay = 1
    for attempt in range(1, MAX_TRIES + 1):
        try:
            return await fetch(city, attempt)
        except ConnectionError as error:
            if attempt == MAX_TRIES:
                raise
            print(f"{error}, next try in {delay} s", flush=True)
            await asyncio.sleep(delay)
            delay *= 2
    # ANCHOR_END: new


async def fetch(city, attempt):
    print(f"try {attempt} for {city}", flush=True)
    raise ConnectionError(f"failure {attempt}")


asyncio.run(main())
