"""What a scope function can't do."""

import asyncio
from contextlib import asynccontextmanager

released = False


# ANCHOR: new
@asynccontextmanager
async def resource():
    global released
    released = False
    try:
        yield
    finally:
        await asyncio.sleep(0.1)  # releasing takes time
        released = True


async def main():
    async with resource():
        await work()
    report("success")

    try:
        async with resource():
            raise ValueError("no such city")
    except ValueError:
        report("an error")

    try:
        async with asyncio.timeout(0.1), resource():
            await work()
    except TimeoutError:
        report("a cancellation")

    try:
        async with resource():
            raise AssertionError("a bug")
    except AssertionError:
        report("a panic")
# ANCHOR_END: new


def report(after):
    word = "released" if released else "not released"
    print(f"After {after}: {word}", flush=True)


async def work():
    await asyncio.sleep(0.5)


asyncio.run(main())
