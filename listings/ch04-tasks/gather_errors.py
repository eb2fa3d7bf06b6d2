"""Three operations, one of which fails."""

import asyncio
import time


async def main():
    start = time.perf_counter()

    # ANCHOR: new
    operations = [operation(number) for number in range(3)]
    results = await asyncio.gather(*operations, return_exceptions=True)
    for index, result in enumerate(results):
        if isinstance(result, Exception):
            print(f"Operation {index} failed: {result}", flush=True)
        else:
            print(f"Operation {index} succeeded: {result}", flush=True)
    # ANCHOR_END: new
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


async def operation(number):
    await asyncio.sleep(1)
    if number == 1:
        raise ValueError("Something went wrong!")
    return f"result {number}"


asyncio.run(main())
