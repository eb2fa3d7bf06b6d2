"""Three downloads, one after another and all at once."""

import asyncio
import time

FILES = [("map.png", 2.0), ("radar.gif", 1.0), ("forecast.json", 1.5)]


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    files = []
    for name, seconds in FILES:
        files.append(await download(name, seconds))
    print(f"One by one: {', '.join(files)} in {since(start)}", flush=True)

    start = time.perf_counter()
    files = await asyncio.gather(*[download(n, s) for n, s in FILES])
    print(f"Together: {', '.join(files)} in {since(start)}", flush=True)
    # ANCHOR_END: new


async def download(name, seconds):
    await asyncio.sleep(seconds)
    return name


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


asyncio.run(main())
