"""Three services, one after another and all at once."""

import asyncio
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    data = [
        await fetch("API-1", 2),
        await fetch("API-2", 1),
        await fetch("API-3", 3),
    ]
    sequential = time.perf_counter() - start
    print(f"Sequential: {sequential:.2f} s: {', '.join(data)}", flush=True)

    start = time.perf_counter()
    data = await asyncio.gather(
        fetch("API-1", 2),
        fetch("API-2", 1),
        fetch("API-3", 3),
    )
    concurrent = time.perf_counter() - start
    print(f"Concurrent: {concurrent:.2f} s: {', '.join(data)}", flush=True)

    print(f"Speedup: {sequential / concurrent:.2f}x", flush=True)
    # ANCHOR_END: new


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    print(f"  {name} has answered", flush=True)
    return f"data of {name}"


asyncio.run(main())
