"""While one function waits, another runs."""

import asyncio
import time


async def main():
    start = time.perf_counter()
    # ANCHOR: new
    await asyncio.gather(ask_api(start), wipe_tables(start))
    # ANCHOR_END: new
    print(f"Both are done after {since(start)}", flush=True)


# ANCHOR: new
async def ask_api(start):
    print("The API is asked", flush=True)
    await asyncio.sleep(1)
    print(f"The API answers after {since(start)}", flush=True)


async def wipe_tables(start):
    for table in range(1, 4):
        await asyncio.sleep(0.3)
        print(f"Table {table} is clean after {since(start)}", flush=True)
# ANCHOR_END: new


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


asyncio.run(main())
