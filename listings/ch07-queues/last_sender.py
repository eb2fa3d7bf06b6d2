"""The sentinels come after both producers, and nothing is lost."""

import asyncio


async def main():
    # ANCHOR: new
    queue = asyncio.Queue(3)
    consumers = [asyncio.create_task(consume(queue)) for _ in range(3)]
    await asyncio.gather(
        produce("fast", 0.05, queue),
        produce("slow", 0.22, queue),
    )
    for _ in consumers:
        await queue.put(None)
    handled = sum(await asyncio.gather(*consumers))
    print(f"{handled} of 10 items handled", flush=True)


async def produce(name, seconds, queue):
    for number in range(1, 6):
        await asyncio.sleep(seconds)
        await queue.put(f"{name} {number}")
    print(f"the {name} producer has finished", flush=True)


async def consume(queue):
    handled = 0
    while await queue.get() is not None:
        await asyncio.sleep(0.01)
        handled += 1
    print("a consumer has finished", flush=True)
    return handled
    # ANCHOR_END: new


asyncio.run(main())
