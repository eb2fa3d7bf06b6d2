"""Timing a coroutine that finishes, fails or is cancelled."""

import asyncio
import time


async def main():
    await timed("London", fetch_weather(0.3, True))
    try:
        await timed("Paris", fetch_weather(0.1, False))
    except LookupError:
        pass
    # ANCHOR: timeout
    tokyo = timed("Tokyo", fetch_weather(0.9, True))
    try:
        await asyncio.wait_for(tokyo, 0.2)
    except TimeoutError:
        print("Tokyo took too long", flush=True)
    # ANCHOR_END: timeout


# ANCHOR: timed
async def timed(name, awaitable):
    """Awaits, and prints how long it took, however it ends."""
    start = time.perf_counter()
    outcome = "was dropped"
    try:
        result = await awaitable
        outcome = "finished"
        return result
    except Exception:  # Not CancelledError, which is a BaseException.
        outcome = "failed"
        raise
    finally:
        seconds = time.perf_counter() - start
        print(f"{name} {outcome} after {seconds:.2f} s", flush=True)


# ANCHOR_END: timed


async def fetch_weather(seconds, found):
    await asyncio.sleep(seconds)
    if not found:
        raise LookupError("no such city")
    return "sunny"


asyncio.run(main())
