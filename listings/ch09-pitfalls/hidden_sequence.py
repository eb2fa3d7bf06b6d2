"""Four requests in three orders, two of which wait for too much."""

import asyncio
import time


async def main():
    start = time.monotonic()
    user = await fetch("user", 0.1)
    settings = await fetch("settings", 0.4)
    await fetch(f"orders of {user}", 0.4)
    await fetch(f"map for {settings}", 0.1)
    report("wrong, one by one", start)

    start = time.monotonic()
    user, settings = await asyncio.gather(
        fetch("user", 0.1), fetch("settings", 0.4)
    )
    await asyncio.gather(
        fetch(f"orders of {user}", 0.4), fetch(f"map for {settings}", 0.1)
    )
    report("better, in two groups", start)

    start = time.monotonic()
    await asyncio.gather(fetch_orders(), fetch_map())
    report("right, in two chains", start)


async def fetch_orders():
    user = await fetch("user", 0.1)
    return await fetch(f"orders of {user}", 0.4)


async def fetch_map():
    settings = await fetch("settings", 0.4)
    return await fetch(f"map for {settings}", 0.1)


async def fetch(what, seconds):
    await asyncio.sleep(seconds)
    return f"the {what}"


def report(version, start):
    print(f"{version}: {time.monotonic() - start:.2f} s", flush=True)


asyncio.run(main())
