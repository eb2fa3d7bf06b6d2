"""An async function, and the same state machine by hand."""

import asyncio
import sys


# ANCHOR: new
async def make_tea(cups):
    await asyncio.sleep(0.2)  # the water boils
    spoons = cups + 1
    await asyncio.sleep(0.3)  # the tea steeps
    return f"{cups} cups, {spoons} spoons"


class MakeTea:
    def __init__(self, cups):
        self.state, self.cups = "start", cups

    def __await__(self):
        return self

    def __next__(self):
        if self.state == "start":
            self.state, self.timer = "boiling", start_timer(0.2)
        if self.state == "boiling":
            if not self.timer.done():
                return self.wait_for(self.timer)
            self.spoons = self.cups + 1
            self.state, self.timer = "steeping", start_timer(0.3)
        if self.state == "steeping":
            if not self.timer.done():
                return self.wait_for(self.timer)
            self.state = "done"
            tea = f"{self.cups} cups, {self.spoons} spoons"
            raise StopIteration(tea)
        raise RuntimeError("resumed after it had finished")

    def wait_for(self, task):
        """What `await task` yields to the event loop."""
        return next(iter(task.__await__()))
# ANCHOR_END: new


def start_timer(seconds):
    return asyncio.ensure_future(asyncio.sleep(seconds))


async def main():
    ours, coroutine = MakeTea(3), make_tea(3)
    print(f"The coroutine: {sys.getsizeof(coroutine)} bytes", flush=True)
    print(await coroutine, flush=True)
    print(f"Ours: {sys.getsizeof(ours)} bytes", flush=True)
    print(await ours, flush=True)


asyncio.run(main())
