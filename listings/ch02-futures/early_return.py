"""An early return that skips the clean-up."""

import asyncio


class Database:
    @classmethod
    async def open(cls):
        print("Opening the database", flush=True)
        await asyncio.sleep(0.1)
        database = cls()
        database.is_open = True
        return database

    async def query(self, city):
        await asyncio.sleep(1)
        if city == "Atlantis":
            raise LookupError(f"no city {city}")
        return 20

    # ANCHOR: new
    async def close(self):
        await asyncio.sleep(0.1)
        print("  closed properly", flush=True)
        self.is_open = False

    def __del__(self):
        if self.is_open:
            print("  dropped without closing", flush=True)
    # ANCHOR_END: new


# ANCHOR: new
async def report(city):
    database = await Database.open()
    try:
        degrees = await database.query(city)  # may raise here
    except LookupError as error:
        return f'Err("{error}")'
    await database.close()
    return f"Ok({degrees})"


async def main():
    print(await report("London"), flush=True)
    print(await report("Atlantis"), flush=True)
# ANCHOR_END: new


asyncio.run(main())
