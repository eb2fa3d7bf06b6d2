"""A connection for each query, and a pool of four."""

import asyncio
import time

opened = 0


async def main():
    # ANCHOR: each
    # The database accepts four connections at a time.
    places = asyncio.Semaphore(4)

    async def query_once():
        async with places:
            connection = await Connection.open()
            await connection.query()

    start = time.perf_counter()
    await asyncio.gather(*[query_once() for _ in range(20)])
    report("a connection for each query", start)
    # ANCHOR_END: each

    # ANCHOR: pool
    start = time.perf_counter()
    pool = asyncio.Queue(4)
    for connection in await asyncio.gather(
        *[Connection.open() for _ in range(4)]
    ):
        pool.put_nowait(connection)

    async def query_from_pool():
        connection = await pool.get()
        await connection.query()
        pool.put_nowait(connection)

    await asyncio.gather(*[query_from_pool() for _ in range(20)])
    report("a pool of four", start)
    # ANCHOR_END: pool


class Connection:
    @staticmethod
    async def open():
        global opened
        opened += 1
        await asyncio.sleep(0.2)
        return Connection()

    async def query(self):
        await asyncio.sleep(0.1)


def report(title, start):
    global opened
    seconds = time.perf_counter() - start
    print(f"{title}: {opened} opened, {seconds:.2f} s", flush=True)
    opened = 0


asyncio.run(main())
