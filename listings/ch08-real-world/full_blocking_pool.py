"""A thread pool whose threads are all in use."""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor

START = time.perf_counter()


# ANCHOR: main
def main():
    with asyncio.Runner() as runner:
        executor = ThreadPoolExecutor(max_workers=2)
        runner.get_loop().set_default_executor(executor)
        runner.run(run_requests())
        print(f"block_on returns after {seconds()}", flush=True)
    print(f"the runtime is gone after {seconds()}", flush=True)


# ANCHOR_END: main


# ANCHOR: requests
async def run_requests():
    loop = asyncio.get_running_loop()
    for number in range(1, 6):
        loop.run_in_executor(None, call_slow_api, number)
    await asyncio.to_thread(os.stat, ".")
    print(f"the file access returns after {seconds()}", flush=True)

    for number in range(6, 8):
        loop.run_in_executor(None, call_slow_api, number)
    await asyncio.sleep(0.1)


def call_slow_api(number):
    time.sleep(0.5)
    print(f"call {number} returns after {seconds()}", flush=True)


# ANCHOR_END: requests


def seconds():
    return f"{time.perf_counter() - START:.2f} s"


main()
