"""Three stations measure at the same moment."""

import asyncio
import time


# ANCHOR: new
async def main():
    start = time.perf_counter()
    barrier = asyncio.Barrier(3)

    async def measure(city, warm_up):
        await asyncio.sleep(warm_up)
        print_line(start, f"{city} is ready")

        place = await barrier.wait()
        print_line(start, f"{city} measures")
        if place == 2:
            print(f"{city} starts the report", flush=True)

    stations = [("Oslo", 0.2), ("Rome", 0.4), ("Lima", 0.9)]
    await asyncio.gather(*(measure(*station) for station in stations))


# ANCHOR_END: new
def print_line(start, line):
    print(f"{line} at {time.perf_counter() - start:.2f} s", flush=True)


asyncio.run(main())
