"""What a waiting task costs, in asyncio."""

import asyncio
import sys
import time

waiting = 0


async def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    before = resident_kb()
    start = time.perf_counter()

    # ANCHOR: spawn
    tasks = [asyncio.create_task(wait()) for _ in range(count)]
    # ANCHOR_END: spawn
    while waiting < count:
        await asyncio.sleep(0.001)
    started = (time.perf_counter() - start) * 1000
    after = resident_kb()
    await asyncio.gather(*tasks)

    done = time.perf_counter() - start
    each = started * 1000 / count
    report = f"{count} tasks: started in {started:.1f} ms, {each:.1f} us each, "
    report += f"all done after {done:.2f} s, "
    if before is None:
        report += "memory not measured here"
    else:
        report += f"{(after - before) / count:.2f} KB each"
    print(report, flush=True)


async def wait():
    global waiting
    waiting += 1
    await asyncio.sleep(1)


def resident_kb():
    try:
        with open("/proc/self/status") as status:
            lines = dict(line.split(":", 1) for line in status)
    except OSError:
        return None
    return float(lines["VmRSS"].split()[0])


asyncio.run(main())
