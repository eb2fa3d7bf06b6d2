"""A sentinel from the fast producer stops the consumers too early."""

import asyncio


async def main():
    # ANCHOR: new
    queue = asyncio.Queue(10)
    consumers = [asyncio.create_task(consume(queue)) for _ in range(3)]
    await asyncio.gather(
        produce("fast", 0.05, queue),
        produce("slow", 0.22, queue),
    )
    handled = sum(await asyncio.gather(*consumers))
    print("all tasks have finished", flush=True)

    lost = 0
    while not queue.empty():
        lost += queue.get_nowait() is not None
    print(f"{handled} of 10 items handled", flush=True)
    print(f"{lost} items lost in the queue", flush=True)


async def produce(name, seconds, queue):
    for number in range(1, 6):
        await asyncio.sleep(seconds)
        await queue.put(f"{name} {number}")
    await queue.put(None)  # The sentinel: no more items.
    print(f"the {name} producer has finished", flush=True)


async def consume(queue):
    handled = 0
    while await queue.get() is not None:
        await asyncio.sleep(0.01)
        handled += 1
    await queue.put(None)  # Put it back for the others.
    print("a consumer has finished", flush=True)
    return handled
    # ANCHOR_END: new


asyncio.run(main())
