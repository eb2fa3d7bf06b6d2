"""JSON from several APIs, collected as a list of objects."""

import asyncio
import time

import aiohttp
import test_internet

CITIES = ["London", "Paris", "Tokyo", "Oslo"]


# ANCHOR: fetch
async def fetch(session, url):
    async with session.get(url) as response:
        response.raise_for_status()
        return await response.json()


# ANCHOR_END: fetch


async def main():
    internet = test_internet.start()
    start = time.perf_counter()
    # ANCHOR: collect
    async with aiohttp.ClientSession() as session:
        urls = [f"{internet}/weather/{city}" for city in CITIES]
        requests = [fetch(session, url) for url in urls]
        reports = await asyncio.gather(*requests)
    # ANCHOR_END: collect
    seconds = time.perf_counter() - start

    for report in reports:
        print(f"{report['city']}: {report['temperature']} °C")
    warmest = max(reports, key=lambda report: report["temperature"])
    print(f"The warmest city is {warmest['city']}")
    print(f"{len(reports)} reports in {seconds:.2f} seconds", flush=True)


asyncio.run(main())
