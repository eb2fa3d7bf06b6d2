"""From sync code into async, and back."""

import asyncio
import time


# ANCHOR: new
class Station:
    """For callers that know nothing of async: it keeps a loop of its own."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()

    def temperature(self):
        return self.loop.run_until_complete(measure())


async def archived(year):
    """Async, over a function that blocks: a thread of the pool waits."""
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(read_archive, year, loop)


def main():
    station = Station()
    print(f"Now: {station.temperature()} degrees", flush=True)

    start = time.perf_counter()
    old, older = station.loop.run_until_complete(both())
    print(f"2003: {old} degrees, 1976: {older} degrees", flush=True)
    seconds = time.perf_counter() - start
    print(f"Both at once: {seconds:.2f} s", flush=True)
    station.loop.close()


async def both():
    return await asyncio.gather(archived(2003), archived(1976))
# ANCHOR_END: new


async def measure():
    await asyncio.sleep(0.1)
    return 20


def read_archive(year, loop):
    """A library that blocks; it runs outside the loop, and can reach it."""
    time.sleep(0.3)
    mean = asyncio.run_coroutine_threadsafe(measure(), loop).result()
    return mean + 18 if year == 2003 else mean + 15


main()
