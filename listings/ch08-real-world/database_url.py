"""One program for SQLite and PostgreSQL."""

import asyncio
import os
import sqlite3

import asyncpg


async def main():
    # ANCHOR: url
    url = os.environ.get("DATABASE_URL", "weather.db")
    if url.startswith(("postgres:", "postgresql:")):
        database = await PostgresDatabase.connect(url)
    else:
        database = SqliteDatabase(url)
    # ANCHOR_END: url
    print(f"Database: {database.name}")

    # ANCHOR: queries
    for sql in [
        "DROP TABLE IF EXISTS readings",
        "CREATE TABLE readings (city TEXT, celsius INTEGER)",
    ]:
        await database.query(sql)
    for city, celsius in [("Oslo", -3), ("Lima", 19), ("Oslo", -6)]:
        sql = "INSERT INTO readings VALUES ($1, $2)"
        await database.query(sql, city, celsius)

    averages = await database.query(
        "SELECT city, AVG(celsius) FROM readings GROUP BY city ORDER BY city"
    )
    # ANCHOR_END: queries
    for city, average in averages:
        print(f"{city}: {average:.1f} °C on average")
    await database.close()


class SqliteDatabase:
    name = "SQLite"

    def __init__(self, path):
        self.connection = sqlite3.connect(path, check_same_thread=False)

    async def query(self, sql, *values):
        values = {str(number): value for number, value in enumerate(values, 1)}
        cursor = await asyncio.to_thread(self.connection.execute, sql, values)
        return cursor.fetchall()

    async def close(self):
        self.connection.commit()
        self.connection.close()


class PostgresDatabase:
    name = "PostgreSQL"

    @classmethod
    async def connect(cls, url):
        self = cls()
        self.connection = await asyncpg.connect(url)
        return self

    async def query(self, sql, *values):
        return await self.connection.fetch(sql, *values)

    async def close(self):
        await self.connection.close()


asyncio.run(main())
