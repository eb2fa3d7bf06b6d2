"""One session for all requests."""

import asyncio

import aiohttp
import test_internet


async def main():
    # How many connections the server has accepted so far.
    url = test_internet.start() + "/connections"

    # ANCHOR: clients
    before = 0
    for _ in range(10):
        async with aiohttp.ClientSession() as session:
            before = await fetch(session, url)
    print(f"A new client for each request: {before} connections")

    after = 0
    async with aiohttp.ClientSession() as session:
        for _ in range(10):
            after = await fetch(session, url)
    print(f"One client for all: {after - before} connection")
    # ANCHOR_END: clients


async def fetch(session, url):
    async with session.get(url) as response:
        accepted = await response.json()
        return accepted["connections"]


asyncio.run(main())
