"""A sleep and a file, beside a clock."""

import asyncio
import os
import threading
import time

DELAY = 0.3


async def main():
    # ANCHOR: calls
    await run_beside_clock("wrong, sleep", blocking_sleep())
    await run_beside_clock("wrong, file", blocking_read())

    await run_beside_clock("right, sleep", asyncio.sleep(DELAY))
    await run_beside_clock("right, file", asyncio.to_thread(read_slow_file))
    # ANCHOR_END: calls


# ANCHOR: report
async def run_beside_clock(name, work):
    """Runs `work` beside a clock, and prints how often it has ticked."""
    ticks = 0

    async def clock():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    task = asyncio.create_task(clock())
    await work
    task.cancel()
    print(f"{name}: {ticks} ticks", flush=True)


# ANCHOR_END: report


async def blocking_sleep():
    time.sleep(DELAY)


async def blocking_read():
    read_slow_file()


def read_slow_file():
    """Reads from a pipe, which stands for a disk that needs 300 ms."""
    reader, writer = os.pipe()
    threading.Timer(DELAY, os.write, (writer, b"sunny")).start()
    text = os.read(reader, 5)
    os.close(reader)
    os.close(writer)
    return text


asyncio.run(main())
