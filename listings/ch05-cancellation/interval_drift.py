"""Sleeping in a loop drifts; sleeping until a moment does not."""

import asyncio

PERIOD = 0.2


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    await asyncio.gather(
        measure_with_sleep(loop, start), measure_with_interval(loop, start)
    )


# ANCHOR: new
async def measure_with_sleep(loop, start):
    for number in range(1, 7):
        print_start("sleep", number, loop.time() - start)
        await measure()
        await asyncio.sleep(PERIOD)


async def measure_with_interval(loop, start):
    tick = start
    for number in range(1, 7):
        await asyncio.sleep(tick - loop.time())
        print_start("interval", number, loop.time() - start)
        await measure()
        tick += PERIOD
    # ANCHOR_END: new


async def measure():
    await asyncio.sleep(0.08)


def print_start(kind, number, seconds):
    if number == 6:
        message = f"measurement 6 starts after {seconds:.2f} s"
        print(f"{kind}: {message}", flush=True)


asyncio.run(main())
