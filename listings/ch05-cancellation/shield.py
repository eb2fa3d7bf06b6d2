"""Saving that a timeout does not interrupt."""

import asyncio


async def main():
    # ANCHOR: new
    try:
        await asyncio.wait_for(save("rain"), 0.2)
    except TimeoutError:
        print("main: no confirmation for rain", flush=True)

    saving = asyncio.create_task(save("hail"))
    try:
        await asyncio.wait_for(asyncio.shield(saving), 0.2)
    except TimeoutError:
        print("main: no confirmation for hail", flush=True)

    await saving
    print("main: all saving has ended", flush=True)
    # ANCHOR_END: new


async def save(report):
    print(f"{report}: saving", flush=True)
    try:
        await asyncio.sleep(0.5)
    except asyncio.CancelledError:
        print(f"{report}: interrupted", flush=True)
        raise
    print(f"{report}: saved", flush=True)


asyncio.run(main())
