"""An async function, and its state machine by hand."""

import asyncio
import sys


# ANCHOR: new
async def tea(cups):
    print(f"Water for {cups}", flush=True)
    await Timer(2)
    return f"{cups} cups of tea"


class Tea:
    def __init__(self, cups):
        self.cups, self.timer = cups, None

    def __await__(self):
        return self

    __iter__ = __await__

    def __next__(self):
        if self.timer is None:
            print(f"Water for {self.cups}", flush=True)
            self.timer = Timer(2)
        try:
            return next(self.timer)
        except StopIteration:
            raise StopIteration(f"{self.cups} cups of tea") from None


async def main():
    coroutine, ours = tea(3), Tea(3)
    print(f"The compiler's, {sys.getsizeof(coroutine)} bytes", flush=True)
    print(await coroutine, flush=True)
    print(f"Ours, {sys.getsizeof(ours)} bytes", flush=True)
    print(await ours, flush=True)
# ANCHOR_END: new


class Timer:
    def __init__(self, ticks):
        self.ticks = ticks

    def __await__(self):
        return self

    __iter__ = __await__

    def __next__(self):
        print(f"  {self.ticks} to go", flush=True)
        if self.ticks == 0:
            raise StopIteration
        self.ticks -= 1


asyncio.run(main())
