"""A large file, chunk by chunk and all at once."""

import asyncio
import os

FILE_MEGABYTES = 64
PATH = "readings.csv"


async def main():
    write_readings()

    # ANCHOR: runs
    before = peak = resident_kb()
    queue, lines = asyncio.Queue(4), 0
    reader = asyncio.create_task(read_chunks(queue))
    while chunk := await queue.get():
        lines += chunk.count(b"\n")
        peak = max(peak, resident_kb())
    await reader
    print_memory("chunk by chunk", lines, peak - before)

    before = resident_kb()
    text = await asyncio.to_thread(read_all)
    print_memory("all at once", text.count(b"\n"), resident_kb() - before)
    # ANCHOR_END: runs
    os.remove(PATH)


# ANCHOR: read
async def read_chunks(queue):
    with open(PATH, "rb", buffering=0) as file:
        while chunk := await asyncio.to_thread(file.read, 64 * 1024):
            await queue.put(chunk)
    await queue.put(None)


# ANCHOR_END: read


def read_all():
    with open(PATH, "rb") as file:
        return file.read()


def write_readings():
    block = b"Oslo,-3.25,1013\n" * 65_536  # 1 MB
    with open(PATH, "wb") as file:
        for _ in range(FILE_MEGABYTES):
            file.write(block)


def print_memory(title, lines, kb):
    print(f"{title}: {lines} lines, {kb / 1024:.1f} MB more memory")


def resident_kb():
    with open("/proc/self/status", encoding="ascii") as status:
        return float(status.read().split("VmRSS:")[1].split()[0])


asyncio.run(main())
