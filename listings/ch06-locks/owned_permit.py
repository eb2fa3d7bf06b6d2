"""A permit acquired inside the task, or before it."""

import asyncio
import time


async def main():
    await acquire_inside_task()
    await acquire_before_spawn()


# ANCHOR: inside
async def acquire_inside_task():
    start = time.perf_counter()
    semaphore = asyncio.Semaphore(4)
    tasks, peak_tasks = [], 0

    async def store():
        async with semaphore:
            await store_forecast()

    for _ in range(20):
        tasks.append(asyncio.create_task(store()))
        peak_tasks = max(peak_tasks, count_alive_tasks())
    await asyncio.gather(*tasks)
    print_result("inside", peak_tasks, start)


# ANCHOR_END: inside
# ANCHOR: before
async def acquire_before_spawn():
    start = time.perf_counter()
    semaphore = asyncio.Semaphore(4)
    tasks, peak_tasks = [], 0

    for _ in range(20):
        await semaphore.acquire()
        task = asyncio.create_task(store_forecast())
        # Also called if the task is cancelled before it has begun.
        task.add_done_callback(lambda _: semaphore.release())
        tasks.append(task)
        peak_tasks = max(peak_tasks, count_alive_tasks())
    await asyncio.gather(*tasks)
    print_result("before", peak_tasks, start)


# ANCHOR_END: before
async def store_forecast():
    await asyncio.sleep(0.1)


def count_alive_tasks():
    return len(asyncio.all_tasks()) - 1  # without main


def print_result(place, peak_tasks, start):
    seconds = time.perf_counter() - start
    print(f"acquired {place}: at most {peak_tasks} tasks, {seconds:.2f} s")


asyncio.run(main())
