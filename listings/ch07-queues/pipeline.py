"""Three stages work at the same time."""

import asyncio
import time


async def main():
    # ANCHOR: runs
    start = time.perf_counter()
    for page in range(6):
        await store(await analyse(await fetch(page)))
    print_total("one after another", start)

    start = time.perf_counter()
    await run_stages(analysers=1)
    print_total("three stages", start)

    start = time.perf_counter()
    await run_stages(analysers=2)
    print_total("two analyses at a time", start)
    # ANCHOR_END: runs


# ANCHOR: stage
async def run_stages(analysers):
    fetched, analysed = asyncio.Queue(2), asyncio.Queue(2)
    async with asyncio.TaskGroup() as group:
        group.create_task(fetch_all(fetched))
        stages = [
            group.create_task(analyse_all(fetched, analysed))
            for _ in range(analysers)
        ]
        for _ in range(6):
            await store(await analysed.get())
        for stage in stages:
            stage.cancel()


async def fetch_all(fetched):
    for page in range(6):
        await fetched.put(await fetch(page))


async def analyse_all(fetched, analysed):
    while True:
        await analysed.put(await analyse(await fetched.get()))


# ANCHOR_END: stage


async def fetch(page):
    await asyncio.sleep(0.1)
    return page


async def analyse(page):
    await asyncio.sleep(0.25)
    return page


async def store(page):
    await asyncio.sleep(0.05)
    return page


def print_total(title, start):
    seconds = time.perf_counter() - start
    print(f"{title}: 6 in {seconds:.2f} s", flush=True)


asyncio.run(main())
