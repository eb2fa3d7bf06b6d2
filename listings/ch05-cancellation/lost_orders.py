"""Two awaits under one limit: what the first received can get lost."""

import asyncio

CITIES = ["London", "Paris", "Oslo", "Bergen", "Tokyo", "Berlin"]


async def main():
    orders = asyncio.Queue()
    for city in CITIES:
        orders.put_nowait(city)
    orders.put_nowait(None)  # No more orders.
    answered = await answer_orders(orders)
    print(f"{answered} of {len(CITIES)} orders are answered", flush=True)


# ANCHOR: new
async def next_forecast(orders):
    city = await orders.get()
    if city is None:
        return None
    await asyncio.sleep(0.2)  # The database.
    return f"{city} will be sunny"


async def answer_orders(orders):
    loop = asyncio.get_running_loop()
    status = loop.time() + 0.5
    answered = 0
    while True:
        try:
            limit = status - loop.time()
            forecast = await asyncio.wait_for(next_forecast(orders), limit)
        except TimeoutError:
            print(f"status: {answered} answered", flush=True)
            status += 0.5
            continue
        if forecast is None:
            return answered
        print(forecast, flush=True)
        answered += 1
    # ANCHOR_END: new


asyncio.run(main())
