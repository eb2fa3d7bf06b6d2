"""One deadline for a whole request, and a timeout for each step."""

import asyncio
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    await report("timeouts", forecast_with_timeouts(), start)

    start = time.perf_counter()
    deadline = asyncio.get_running_loop().time() + 1
    await report("a deadline", forecast_until(deadline), start)


async def forecast_with_timeouts():
    await asyncio.wait_for(run_step("find the station"), 1)
    await asyncio.wait_for(run_step("read its sensors"), 1)
    await asyncio.wait_for(run_step("run the model"), 1)


async def forecast_until(deadline):
    async with asyncio.timeout_at(deadline):
        await run_step("find the station")
        await run_step("read its sensors")
        await run_step("run the model")
    # ANCHOR_END: new


async def run_step(name):
    print(f"  {name}", flush=True)
    await asyncio.sleep(0.6)


async def report(kind, forecast, start):
    try:
        await forecast
        seconds = time.perf_counter() - start
        print(f"{kind}: answered after {seconds:.2f} s", flush=True)
    except TimeoutError:
        seconds = time.perf_counter() - start
        message = f"deadline has elapsed, after {seconds:.2f} s"
        print(f"{kind}: {message}", flush=True)


asyncio.run(main())
