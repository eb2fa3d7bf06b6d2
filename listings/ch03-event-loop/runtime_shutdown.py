"""What happens to unfinished work when `main` returns."""

import asyncio
import time


# ANCHOR: main
def main():
    start = time.perf_counter()
    asyncio.run(async_main())
    seconds = time.perf_counter() - start
    print(f"the runtime is gone after {seconds:.2f} s", flush=True)


async def async_main():
    task = asyncio.create_task(wait())
    in_thread = asyncio.create_task(asyncio.to_thread(block))
    await asyncio.sleep(0.1)  # so that both have started
    print("async_main returns", flush=True)
# ANCHOR_END: main


async def wait():
    try:
        await asyncio.sleep(3)
        print("the task finishes", flush=True)
    finally:
        print("the task is dropped", flush=True)


def block():
    time.sleep(1)
    print("the blocking function returns", flush=True)


main()
