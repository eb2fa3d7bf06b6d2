"""Retries, but only where they can help."""

import asyncio
import time

import aiohttp
import test_internet


async def main():
    internet = test_internet.start()
    timeout = aiohttp.ClientTimeout(total=2)
    async with aiohttp.ClientSession(internet, timeout=timeout) as session:
        for path in ["/unstable/2", "/weather/Atlantis", "/status/503"]:
            print(path, flush=True)
            start = time.perf_counter()
            try:
                body = await fetch_with_retries(session, path)
            except aiohttp.ClientResponseError as error:
                seconds = time.perf_counter() - start
                status = f"{error.status} {error.message}"
                print(f"  gave up after {seconds:.2f} s: {status}", flush=True)
            else:
                seconds = time.perf_counter() - start
                print(f"  {body} after {seconds:.2f} s", flush=True)


# ANCHOR: retries
async def fetch_with_retries(session, path):
    for pause in [0.1, 0.2, 0.4, None]:
        try:
            async with session.get(path) as response:
                response.raise_for_status()
                return await response.text()
        except aiohttp.ClientResponseError as error:
            if pause is None or not is_worth_retrying(error):
                raise
            status = f"{error.status} {error.message}"
            print(f"  {status}, pause {pause * 1000:.0f} ms", flush=True)
        await asyncio.sleep(pause)


def is_worth_retrying(error):
    """Another attempt can help if the server was the problem."""
    return error.status >= 500 or error.status == 429


# ANCHOR_END: retries


asyncio.run(main())
