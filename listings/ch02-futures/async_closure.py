"""A closure that awaits, and borrows."""

import asyncio


async def main():
    # ANCHOR: new
    log = []

    async def ask(city):
        degrees = await temperature(city)
        log.append(f"{city} {degrees}")

    await for_each_city(ask)
    print(", ".join(log), flush=True)
    # ANCHOR_END: new


# ANCHOR: new
async def for_each_city(ask):
    for city in ["London", "Paris", "Tokyo"]:
        print(f"Asking {city}", flush=True)
        await ask(city)
# ANCHOR_END: new


async def temperature(city):
    await asyncio.sleep(0.1)
    return 14 + len(city)


asyncio.run(main())
