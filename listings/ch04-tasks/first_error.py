"""The first error is raised, and the others continue."""

import asyncio
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    try:
        sizes = await asyncio.gather(
            load("map", 0.1, 3),
            load("radar", 0.2, ValueError("Something went wrong!")),
            load("forecast", 0.3, 7),
        )
        print(f"All loaded: {sizes}", flush=True)
    except ValueError as error:
        seconds = time.perf_counter() - start
        print(f"{error} after {seconds:.2f} s", flush=True)
    # ANCHOR_END: new
    await asyncio.sleep(0.4)
    print("Nothing is left running", flush=True)


async def load(name, seconds, answer):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(f"  {name} is dropped", flush=True)
        raise
    print(f"  {name} has ended", flush=True)
    if isinstance(answer, Exception):
        raise answer
    return answer


asyncio.run(main())
