"""Three workers share a counter behind a lock."""

import asyncio
import time

# ANCHOR: new
counter = 0


async def main():
    start = time.perf_counter()
    lock = asyncio.Lock()
    await asyncio.gather(*(count_requests(n, lock) for n in (1, 2, 3)))
    print(f"15 updates, counter: {counter}", flush=True)
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


async def count_requests(worker, lock):
    global counter
    for _ in range(5):
        async with lock:
            value = counter
            await asyncio.sleep(0.01)  # write to a log
            counter = value + 1
            print(f"worker {worker} stores {counter}", flush=True)


# ANCHOR_END: new
asyncio.run(main())
