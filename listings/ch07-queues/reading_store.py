"""A task that owns the data and answers requests."""

import asyncio


# ANCHOR: actor
async def run_reading_store(requests):
    readings = {}
    while (request := await requests.get()) is not None:
        kind, city, value = request
        if kind == "record":
            readings[city] = value
        else:
            await asyncio.sleep(0.2)  # A slow disk.
            if value.cancelled():
                print(f"the caller for {city} is gone", flush=True)
            else:
                value.set_result(readings.get(city))
    print(f"the actor ends with {len(readings)} cities", flush=True)


# ANCHOR_END: actor


# ANCHOR: handle
async def get_latest(actor, city):
    reply = asyncio.get_running_loop().create_future()
    await actor.put(("latest", city, reply))
    return await reply


# ANCHOR_END: handle


def show(degrees):
    return "None" if degrees is None else f"Some({degrees})"


async def main():
    # ANCHOR: main
    actor = asyncio.Queue(8)
    task = asyncio.create_task(run_reading_store(actor))

    await actor.put(("record", "Oslo", -3))
    print(f"Oslo: {show(await get_latest(actor, 'Oslo'))}", flush=True)
    print(f"Lima: {show(await get_latest(actor, 'Lima'))}", flush=True)

    try:
        answer = await asyncio.wait_for(get_latest(actor, "Oslo"), 0.05)
    except TimeoutError:
        answer = "Err(Elapsed(()))"
    print(f"Oslo, within 50 ms: {answer}", flush=True)

    await actor.put(None)
    await task
    # ANCHOR_END: main


asyncio.run(main())
