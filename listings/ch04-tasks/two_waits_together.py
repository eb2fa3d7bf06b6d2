"""Chapter 1's two waits, together."""

import asyncio
import sys
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    user, weather = await asyncio.gather(ask_database(), ask_api())
    print(f"{user} and {weather}", flush=True)
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)
    # ANCHOR_END: new


async def ask_database():
    print("Asking the database", flush=True)
    await asyncio.sleep(seconds_from_argument(1, 2.0))
    print("The database answers", flush=True)
    return "Ada"


async def ask_api():
    print("Asking the weather API", flush=True)
    await asyncio.sleep(seconds_from_argument(2, 1.5))
    print("The API answers", flush=True)
    return "sunny in London"


def seconds_from_argument(position, default):
    """The command-line argument with that number, or the default."""
    return float(sys.argv[position]) if len(sys.argv) > position else default


asyncio.run(main())
