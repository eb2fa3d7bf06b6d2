"""An unbounded queue grows until the memory is used up."""

import asyncio

REPORT_COUNT = 10_000
REPORT_BYTES = 10_000


async def main():
    # ANCHOR: new
    await send_all("bounded", asyncio.Queue(100))
    await send_all("unbounded", asyncio.Queue())


async def send_all(name, queue):
    before = resident_bytes()
    memory, longest = before, 0
    producer = asyncio.create_task(produce(queue))
    for _ in range(REPORT_COUNT):
        await queue.get()
        if queue.qsize() > longest:
            longest, memory = queue.qsize(), resident_bytes()
        await asyncio.sleep(0)  # Other tasks may run.
    await producer
    megabytes = (memory - before) / 1e6
    print(f"{name}: up to {longest} reports in the queue, {megabytes:.1f} MB")


async def produce(queue):
    for number in range(REPORT_COUNT):
        await queue.put(bytes([number % 256]) * REPORT_BYTES)
    # ANCHOR_END: new


def resident_bytes():
    with open("/proc/self/status", encoding="ascii") as status:
        return 1024 * float(status.read().split("VmRSS:")[1].split()[0])


asyncio.run(main())
