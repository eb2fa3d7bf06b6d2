"""Nine downloads, three ways."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

DOWNLOAD_TIME = 0.3


# ANCHOR: three_ways
def main():
    report("three threads, a loop each", loop_per_thread)
    report("one thread, one loop", lambda: asyncio.run(download_on_a_loop(9)))
    report("three threads, no loop", lambda: download_on_threads(3, 9))


def loop_per_thread():
    threads = [
        threading.Thread(target=lambda: asyncio.run(download_on_a_loop(3)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
# ANCHOR_END: three_ways


# ANCHOR: download
async def download_on_a_loop(count):
    await asyncio.gather(*(asyncio.sleep(DOWNLOAD_TIME) for _ in range(count)))


def download_on_threads(threads, count):
    with ThreadPoolExecutor(threads) as executor:
        for _ in range(count):
            executor.submit(time.sleep, DOWNLOAD_TIME)
# ANCHOR_END: download


def report(name, run):
    start = time.perf_counter()
    run()
    print(f"{name}: {time.perf_counter() - start:.2f} s", flush=True)


main()
