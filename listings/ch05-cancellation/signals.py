"""A service survives an error and closes cleanly at a signal."""

import asyncio
import os
import signal
import sys


async def main():
    # ANCHOR: new
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    if len(sys.argv) == 1:
        loop.call_later(0.7, os.kill, os.getpid(), signal.SIGTERM)

    number = 0
    tick = loop.time()
    while not stop.is_set():
        number += 1
        try:
            run_job(number)
        except ValueError as error:
            print(f"job {number} failed: {error}, continuing", flush=True)
        tick += 0.2
        try:
            await asyncio.wait_for(stop.wait(), tick - loop.time())
        except TimeoutError:
            pass  # Time for the next job.
    print("received SIGTERM", flush=True)
    await close_database()
    # ANCHOR_END: new


def run_job(number):
    if number == 2:
        raise ValueError("the sensor is silent")
    print(f"job {number} is done", flush=True)


async def close_database():
    await asyncio.sleep(0.2)
    print("the database is closed", flush=True)


asyncio.run(main())
