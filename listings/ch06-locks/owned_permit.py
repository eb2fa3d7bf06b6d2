"""A permit acquired inside the task, or before it."""

import asyncio
import time


async def main():
    await acquire_inside()
    await acquire_before()


# ANCHOR: inside
async def acquire_inside():
    start = time.perf_counter()
    semaphore = asyncio.Semaphore(4)
    tasks, most_tasks = [], 0

    async def store():
        async with semaphore:
            await store_forecast()

    for _ in range(20):
        tasks.append(asyncio.create_task(store()))
        most_tasks = max(most_tasks, alive_tasks())
    await asyncio.gather(*tasks)
    print_result("inside", most_tasks, start)


# ANCHOR_END: inside
# ANCHOR: before
async def acquire_before():
    start = time.perf_counter()
    semaphore = asyncio.Semaphore(4)
    tasks, most_tasks = [], 0

    for _ in range(20):
        await semaphore.acquire()
        task = asyncio.create_task(store_forecast())
        # Also called if the task is cancelled before it has begun.
        task.add_done_callback(lambda _: semaphore.release())
        tasks.append(task)
        most_tasks = max(most_tasks, alive_tasks())
    await asyncio.gather(*tasks)
    print_result("before", most_tasks, start)


# ANCHOR_END: before
async def store_forecast():
    await asyncio.sleep(0.1)


def alive_tasks():
    return len(asyncio.all_tasks()) - 1  # without main


def print_result(place, most_tasks, start):
    seconds = time.perf_counter() - start
    print(f"acquired {place}: at most {most_tasks} tasks, {seconds:.2f} s")


asyncio.run(main())
