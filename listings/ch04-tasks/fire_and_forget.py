"""Two reports, and main ends too early for one."""

import asyncio


async def main():
    # ANCHOR: new
    running = set()  # so that no task is garbage-collected too early
    running.add(asyncio.create_task(save("rain", 0.2)))
    running.add(asyncio.create_task(save("hail", 1.0)))
    await asyncio.sleep(0.6)
    print("main ends", flush=True)
    # ANCHOR_END: new


async def save(name, seconds):
    print(f"{name}: saving", flush=True)
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(f"{name}: lost", flush=True)
        raise
    print(f"{name}: saved", flush=True)


asyncio.run(main())
