"""Three workers take jobs from one queue."""

import asyncio
import time

JOB_SECONDS = [1.1, 0.2, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]


async def main():
    start = time.perf_counter()

    # ANCHOR: pool
    jobs, results = asyncio.Queue(2), asyncio.Queue(2)
    workers = [
        asyncio.create_task(run_worker(worker, jobs, results))
        for worker in range(1, 4)
    ]
    sending = asyncio.create_task(send_jobs(jobs))
    # ANCHOR_END: pool

    # ANCHOR: results
    counts = [0] * 3
    for _ in JOB_SECONDS:
        counts[await results.get() - 1] += 1
    await sending
    for worker in workers:
        worker.cancel()
    print(f"worker 1, 2 and 3 did {counts} jobs", flush=True)
    seconds = time.perf_counter() - start
    print(f"{sum(counts)} jobs done in {seconds:.2f} s", flush=True)
    # ANCHOR_END: results


async def send_jobs(jobs):
    for seconds in JOB_SECONDS:
        await jobs.put(seconds)


# ANCHOR: work
async def run_worker(worker, jobs, results):
    while True:
        await asyncio.sleep(await jobs.get())
        await results.put(worker)


# ANCHOR_END: work


asyncio.run(main())
