"""A cache whose lock is held during the call, and one whose isn't."""

import asyncio
import time

CITIES = ["Oslo", "Rome", "Lima", "Hull"]


async def main():
    cache, start = Cache(), time.monotonic()
    await asyncio.gather(*map(cache.get_locked, CITIES))
    print(f"wrong: {time.monotonic() - start:.2f} s", flush=True)

    cache, start = Cache(), time.monotonic()
    await asyncio.gather(*map(cache.get, CITIES))
    print(f"right: {time.monotonic() - start:.2f} s")


class Cache:
    def __init__(self):
        self.degrees = {}
        self.lock = asyncio.Lock()

    async def get_locked(self, city):
        async with self.lock:
            if city not in self.degrees:
                self.degrees[city] = await measure(city)
            return self.degrees[city]

    async def get(self, city):
        if city not in self.degrees:
            self.degrees[city] = await measure(city)
        return self.degrees[city]


async def measure(city):
    await asyncio.sleep(0.25)
    return 20


asyncio.run(main())
