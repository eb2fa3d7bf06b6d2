"""A scraper that reads each page of a site once, three at a time."""

import asyncio
import time
from collections import deque

import aiohttp
from test_internet import links, start, title

MAX_REQUESTS = 3


async def main():
    async with aiohttp.ClientSession(start()) as session:
        begin = time.perf_counter()
        # ANCHOR: crawl
        waiting, seen, requests = deque(["/site/"]), {"/site/"}, set()
        pages = 0
        while waiting or requests:
            while waiting and len(requests) < MAX_REQUESTS:
                path = waiting.popleft()
                requests.add(asyncio.create_task(fetch(session, path)))
            done, requests = await asyncio.wait(
                requests, return_when=asyncio.FIRST_COMPLETED
            )
            for path, html, error in map(asyncio.Task.result, done):
                if error:
                    print(f"{path}: failed, {error}", flush=True)
                    continue
                pages += 1
                print(f"{path}: {title(html)}", flush=True)
                for link in links(html):
                    if link not in seen:
                        seen.add(link)
                        waiting.append(link)
        # ANCHOR_END: crawl
        seconds = time.perf_counter() - begin
        print(f"{pages} pages, {len(seen)} URLs in {seconds:.2f} seconds")


async def fetch(session, path):
    async with session.get(path) as response:
        if not response.ok:
            return path, None, f"{response.status} {response.reason}"
        return path, await response.text(), None


asyncio.run(main())
