"""Three results, in the order of the calls."""

import asyncio
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    alpha, beta, gamma = await asyncio.gather(
        work("Alpha", 1.0), work("Beta", 2.0), work("Gamma", 1.5)
    )
    print(f"join!: {alpha}, {beta}, {gamma}: {since(start)}", flush=True)

    start = time.perf_counter()
    names = ["Alpha", "Beta", "Gamma"]
    works = [work(n, s) for n, s in zip(names, [1.0, 2.0, 1.5])]
    all = await asyncio.gather(*works)
    print(f"join_all: {', '.join(all)}: {since(start)}", flush=True)
    # ANCHOR_END: new


async def work(name, seconds):
    await asyncio.sleep(seconds)
    print(f"  {name} ends", flush=True)
    return name.upper()


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


asyncio.run(main())
