"""Three slow URLs, one by one and together."""

import asyncio
import time

import aiohttp
import test_internet


async def main():
    urls = [test_internet.start() + "/delay/1"] * 3
    async with aiohttp.ClientSession() as session:
        # ANCHOR: requests
        start = time.perf_counter()
        for url in urls:
            await fetch(session, url)
        seconds = time.perf_counter() - start
        print(f"One by one: {seconds:.2f} seconds", flush=True)

        start = time.perf_counter()
        await asyncio.gather(*(fetch(session, url) for url in urls))
        seconds = time.perf_counter() - start
        print(f"Together: {seconds:.2f} seconds", flush=True)
        # ANCHOR_END: requests


async def fetch(session, url):
    async with session.get(url) as response:
        return await response.text()


asyncio.run(main())
