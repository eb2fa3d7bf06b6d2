"""From ten waits to a hundred thousand, in asyncio."""

import asyncio
import subprocess
import sys
import time

DAY = 86_400


def main():
    # ANCHOR: counts
    if len(sys.argv) > 1:
        asyncio.run(start_tasks(int(sys.argv[1])))
        return
    # A process for each line, so that each one starts with empty memory.
    for count in [10, 1_000, 100_000]:
        command = [sys.executable, __file__, str(count)]
        subprocess.run(command, check=True)
    # ANCHOR_END: counts


# ANCHOR: start
async def start_tasks(count):
    kb, start = resident_kb(), time.perf_counter()
    tasks = [asyncio.create_task(asyncio.sleep(DAY)) for _ in range(count)]
    # All of them run up to their sleep before this one continues.
    await asyncio.sleep(0)
    us = (time.perf_counter() - start) * 1e6 / count
    each = (resident_kb() - kb) / count
    print(f"{count} tasks: {us:.1f} us each, {each:.2f} KB each", flush=True)
    for task in tasks:
        task.cancel()


# ANCHOR_END: start


def resident_kb():
    with open("/proc/self/status", encoding="ascii") as status:
        return float(status.read().split("VmRSS:")[1].split()[0])


main()
