"""Two producers, three consumers and a queue of three."""

import asyncio
import random


async def main():
    items = await run()
    print(f"{len(items)} items consumed, {len(set(items))} different ones")


# ANCHOR: run
async def run():
    """Returns all items that the consumers have received."""
    queue, consumed = asyncio.Queue(3), []
    consumers = [
        asyncio.create_task(consume(consumer, queue, consumed))
        for consumer in range(1, 4)
    ]
    async with asyncio.TaskGroup() as group:
        for producer in range(1, 3):
            group.create_task(produce(producer, queue))
    await queue.join()
    for consumer in consumers:
        consumer.cancel()
    return consumed


# ANCHOR_END: run


# ANCHOR: tasks
async def produce(producer, queue):
    for number in range(1, 6):
        await asyncio.sleep(random.uniform(0.1, 0.3))
        print(f"Producer {producer} produced: Item-{number}", flush=True)
        await queue.put(f"Item-{number}-from-Producer-{producer}")


async def consume(consumer, queue, consumed):
    while True:
        item = await queue.get()
        print(f"Consumer {consumer} processing: {item}", flush=True)
        await asyncio.sleep(random.uniform(0.2, 0.4))
        consumed.append(item)
        queue.task_done()


# ANCHOR_END: tasks


asyncio.run(main())
