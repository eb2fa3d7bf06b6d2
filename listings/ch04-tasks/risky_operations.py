"""Five risky operations, each of which logs its own failure."""

import asyncio


async def main():
    # ANCHOR: new
    tasks = [safe_operation(number) for number in range(1, 6)]
    results = []
    for next_one in asyncio.as_completed(tasks):
        results.append(await next_one)
    shown = ["None" if r is None else f"Some({r})" for r in results]
    print(f"As completed: [{', '.join(shown)}]", flush=True)
    good = [result for result in results if result is not None]
    print(f"{len(good)} of 5 succeeded", flush=True)


async def safe_operation(number):
    try:
        return await risky_operation(number)
    except ValueError as error:
        print(f"  log: operation {number} failed: {error}", flush=True)
        return None
# ANCHOR_END: new


async def risky_operation(number):
    await asyncio.sleep((600 - 100 * number) / 1000)
    if number % 2 == 0:
        raise ValueError(f"station {number} is silent")
    return 10 * number


asyncio.run(main())
