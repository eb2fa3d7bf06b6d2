"""A transaction that is cancelled before its commit."""

import asyncio
import sqlite3


async def main():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE stock (city TEXT, umbrellas INTEGER)")
    connection.execute("INSERT INTO stock VALUES ('Oslo', 10), ('Lima', 0)")
    connection.commit()

    # ANCHOR: calls
    for limit_ms, name in [(100, "100ms"), (1_000, "1s")]:
        try:
            async with asyncio.timeout(limit_ms / 1_000):
                await send_to_lima(connection, 4)
            print(f"within {name}: true")
        except TimeoutError:
            print(f"within {name}: false")
        stock = connection.execute("SELECT * FROM stock").fetchall()
        print(str(stock).replace("'", '"'), flush=True)
    # ANCHOR_END: calls
    connection.close()


# ANCHOR: send
async def send_to_lima(connection, count):
    with connection:  # Commits, or rolls back after an exception.
        add_umbrellas(connection, "Oslo", -count)
        await asyncio.sleep(0.3)  # Ask the customs office.
        add_umbrellas(connection, "Lima", count)


# ANCHOR_END: send


def add_umbrellas(connection, city, count):
    sql = "UPDATE stock SET umbrellas = umbrellas + ? WHERE city = ?"
    connection.execute(sql, (count, city))


asyncio.run(main())
