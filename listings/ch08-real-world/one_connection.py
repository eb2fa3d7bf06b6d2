"""Three queries on one connection."""

import asyncio
import sqlite3


async def main():
    # ANCHOR: connect
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    query = lambda *args: asyncio.to_thread(connection.execute, *args)
    await query("CREATE TABLE readings (city TEXT, celsius INTEGER)")
    # ANCHOR_END: connect

    # ANCHOR: insert
    malicious = "Oslo', 0); DROP TABLE readings; --"
    for reading in [("Oslo", -3), ("Lima", 19), (malicious, 99)]:
        await query("INSERT INTO readings VALUES (?, ?)", reading)
    # ANCHOR_END: insert

    # ANCHOR: select
    rows = await query("SELECT COUNT(*), MAX(celsius) FROM readings")
    count, warmest = rows.fetchone()
    print(f"{count} readings, {warmest} °C at most")

    sql = "SELECT celsius FROM readings WHERE city = ?"
    row = (await query(sql, ("Cairo",))).fetchone()
    print(f"Cairo has a reading: {str(row is not None).lower()}")

    rows = await query("SELECT * FROM readings ORDER BY celsius")
    # ANCHOR_END: select
    for city, celsius in rows:
        print(f"{city}: {celsius} °C")
    connection.close()


asyncio.run(main())
