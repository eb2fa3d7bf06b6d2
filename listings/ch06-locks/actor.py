"""Three workers send their updates to the task that owns the counter."""

import asyncio
import time


# ANCHOR: new
async def run_counter(requests):
    counter = 0
    while reply := await requests.get():
        value = counter
        await asyncio.sleep(0.01)  # write to a log
        counter = value + 1
        reply.set_result(counter)
    return counter


async def main():
    start = time.perf_counter()
    requests = asyncio.Queue(8)
    counter = asyncio.create_task(run_counter(requests))
    await asyncio.gather(*(count_requests(n, requests) for n in (1, 2, 3)))

    await requests.put(None)  # Before Python 3.13, nothing else closes it.
    print(f"15 updates, counter: {await counter}", flush=True)
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


async def count_requests(worker, requests):
    for _ in range(5):
        reply = asyncio.get_running_loop().create_future()
        await requests.put(reply)
        print(f"worker {worker} gets {await reply}", flush=True)


# ANCHOR_END: new
asyncio.run(main())
