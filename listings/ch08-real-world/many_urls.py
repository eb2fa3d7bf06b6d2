"""Five URLs at once, with a result for each."""

import asyncio
import time

import aiohttp
import test_internet

PATHS = ["/delay/1", "/delay/2", "/status/200", "/json", "/headers"]


async def main():
    internet = test_internet.start()
    urls = [internet + path for path in PATHS]
    # ANCHOR: together
    async with aiohttp.ClientSession() as session:
        start = time.perf_counter()
        requests = [fetch(session, url) for url in urls]
        results = await asyncio.gather(*requests, return_exceptions=True)
        seconds = time.perf_counter() - start
    # ANCHOR_END: together
    print(f"Fetched {len(results)} URLs in {seconds:.2f} seconds")
    # ANCHOR: results
    for url, result in zip(urls, results):
        match result:
            case (status, size):
                print(f"{url}: {status}, {size} bytes", flush=True)
            case error:
                print(f"failed: {error}", flush=True)
    # ANCHOR_END: results


# ANCHOR: fetch
async def fetch(session, url):
    async with session.get(url) as response:
        body = await response.read()
        return f"{response.status} {response.reason}", len(body)


# ANCHOR_END: fetch


asyncio.run(main())
