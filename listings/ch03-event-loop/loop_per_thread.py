"""Nine downloads, three ways."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

WAIT = 0.3


# ANCHOR: new
def main():
    timed("a loop a thread", loop_per_thread)
    timed("one loop, one thread", lambda: asyncio.run(one_loop(9)))
    timed("three threads, no loop", lambda: pool(3, 9))


def loop_per_thread():
    threads = [
        threading.Thread(target=lambda: asyncio.run(one_loop(3)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


async def one_loop(downloads):
    await asyncio.gather(*(asyncio.sleep(WAIT) for _ in range(downloads)))
# ANCHOR_END: new


def pool(threads, downloads):
    with ThreadPoolExecutor(threads) as executor:
        for _ in range(downloads):
            executor.submit(time.sleep, WAIT)


def timed(name, run):
    start = time.perf_counter()
    run()
    print(f"{name}: {time.perf_counter() - start:.2f} s", flush=True)


main()
