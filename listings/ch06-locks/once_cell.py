"""Five requests, one login, with a lock and a check."""

import asyncio
import time


# ANCHOR: new
class Session:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.token = None
        self.login_count = 0

    async def fetch_with_token(self, city):
        async with self.lock:
            if self.token is None:
                self.token = await self.log_in()
        await asyncio.sleep(0.1)  # the request itself
        return f"{city} with {self.token}"

    async def log_in(self):
        self.login_count += 1
        number = self.login_count
        await asyncio.sleep(0.4)
        return f"token {number}"


# ANCHOR_END: new
async def main():
    start = time.perf_counter()
    session = Session()
    cities = ["London", "Paris", "New York", "Tokyo", "Berlin"]
    for answer in await asyncio.gather(*map(session.fetch_with_token, cities)):
        print(answer, flush=True)
    print(f"logins: {session.login_count}", flush=True)
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


asyncio.run(main())
