"""Forty queries through pools of three sizes."""

import asyncio
import sqlite3
import time
from contextlib import asynccontextmanager


async def main():
    # ANCHOR: sizes
    for size in [1, 5, 20]:
        pool = Pool(size)
        start = time.perf_counter()
        await asyncio.gather(*(ask(pool, number) for number in range(40)))
        seconds = time.perf_counter() - start
        print(f"Pool of {size:2} took {seconds:.2f} s", flush=True)
        await pool.close()
    # ANCHOR_END: sizes


# ANCHOR: ask
async def ask(pool, number):
    """Asks the database something, which takes 0.1 s."""
    async with pool.acquire() as connection:
        await asyncio.sleep(0.1)  # The database is slow.
        sql, parameters = "SELECT ? * ?", (number, number)
        return connection.execute(sql, parameters).fetchone()[0]


# ANCHOR_END: ask


class Pool:
    """Python's sqlite3 has no pool; a queue of connections will do."""

    def __init__(self, size):
        self.size = size
        self.idle = asyncio.Queue()
        for _ in range(size):
            self.idle.put_nowait(sqlite3.connect(":memory:"))

    @asynccontextmanager
    async def acquire(self):
        connection = await self.idle.get()
        try:
            yield connection
        finally:
            self.idle.put_nowait(connection)

    async def close(self):
        for _ in range(self.size):
            (await self.idle.get()).close()


asyncio.run(main())
