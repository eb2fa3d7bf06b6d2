"""A blocking function stops when it is asked to."""

import asyncio
import threading
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    stop = threading.Event()
    reader = asyncio.create_task(asyncio.to_thread(read_archive, stop))

    await asyncio.sleep(1)
    stop.set()
    files = await reader
    seconds = time.perf_counter() - start
    print(f"{files} of 100 files, {seconds:.2f} s", flush=True)
    # ANCHOR_END: new


def read_archive(stop):
    for files in range(100):
        if stop.is_set():
            return files
        time.sleep(0.4)  # One file.
    return 100


asyncio.run(main())
