"""Several connections that are all closed, even after an error."""

import asyncio
import sqlite3
from contextlib import AsyncExitStack

MEMORY = ":memory:"
MISSING = "missing-folder/weather.db"


async def main():
    # ANCHOR: calls
    print("1. the work succeeds")
    await report(with_databases([MEMORY, MEMORY], "SELECT 1"))
    print("2. the work fails")
    await report(with_databases([MEMORY, MEMORY], "SELEKT 1"))
    print("3. a database can't be opened")
    await report(with_databases([MEMORY, MISSING], "SELECT 1"))
    print("4. the caller doesn't wait")
    work = with_databases([MEMORY, MEMORY], "SELECT 1")
    await report(asyncio.wait_for(work, 0.1))
    # ANCHOR_END: calls


async def report(work):
    try:
        await work
        print("ok: true", flush=True)
    except (sqlite3.Error, TimeoutError):
        print("ok: false", flush=True)


# ANCHOR: manager
async def with_databases(urls, sql):
    async with AsyncExitStack() as stack:
        connections = []
        for number, url in enumerate(urls, 1):
            connection = sqlite3.connect(url)
            stack.push_async_callback(close, number, connection)
            connections.append(connection)
        for connection in connections:
            await asyncio.sleep(0.1)  # A slow query.
            connection.execute(sql)


# ANCHOR_END: manager


async def close(number, connection):
    await asyncio.to_thread(lambda: None)  # Saying goodbye takes a moment.
    connection.close()
    print(f"   database {number} closed")


asyncio.run(main())
