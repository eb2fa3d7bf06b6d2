"""A task is cancelled after 2 of its 5 seconds."""

import asyncio
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    task = asyncio.create_task(download_map())
    await asyncio.sleep(2)

    task.cancel()
    print("abort has returned", flush=True)
    try:
        await task
    except asyncio.CancelledError:
        print(f"cancelled: {str(task.cancelled()).lower()}", flush=True)
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)
    # ANCHOR_END: new


async def download_map():
    print("download: started", flush=True)
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print("download: dropped before its end", flush=True)
        raise  # Otherwise the task would not count as cancelled.
    print("download: finished", flush=True)


asyncio.run(main())
