"""From sync code into async, and back."""

import asyncio
import time


# ANCHOR: station
class Station:
    """A weather station for callers that aren't async. It keeps a loop."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()

    def temperature(self):
        return self.loop.run_until_complete(measure())


async def measure():
    await asyncio.sleep(0.1)
    return 20
# ANCHOR_END: station


# ANCHOR: archive
async def archived_temperature(year):
    """Run a blocking function on a thread of the loop's default executor."""
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(read_archive, year, loop)


def read_archive(year, loop):
    """Stands for a library that blocks its thread."""
    time.sleep(0.3)
    average = asyncio.run_coroutine_threadsafe(measure(), loop).result()
    return average + 18 if year == 2003 else average + 15
# ANCHOR_END: archive


# ANCHOR: main
def main():
    station = Station()
    print(f"Now: {station.temperature()} degrees", flush=True)

    start = time.perf_counter()
    in_2003, in_1976 = station.loop.run_until_complete(both())
    print(f"2003: {in_2003} degrees, 1976: {in_1976} degrees", flush=True)
    seconds = time.perf_counter() - start
    print(f"Both at once: {seconds:.2f} s", flush=True)
    station.loop.close()


async def both():
    return await asyncio.gather(
        archived_temperature(2003), archived_temperature(1976)
    )
# ANCHOR_END: main


main()
