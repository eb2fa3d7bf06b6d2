"""Run, pause, resume, by hand."""

import time


async def recipe():
    print("Step 1: the recipe runs until its await", flush=True)
    await Until(time.perf_counter() + 0.1)
    print("Step 3: the recipe goes on behind its await", flush=True)
    return "done"


class Until:
    """Gives way before that moment, and not after it. It wakes nobody."""

    def __init__(self, due):
        self.due = due

    def __await__(self):
        while time.perf_counter() < self.due:
            yield


def main():
    start = time.perf_counter()
    # ANCHOR: new
    coroutine = recipe()
    print("Called: nothing has run yet", flush=True)
    coroutine.send(None)
    print("Step 2: it has given way, and we may do what we like", flush=True)
    time.sleep(0.1)
    try:
        coroutine.send(None)
    except StopIteration as end:
        result = end.value
    # ANCHOR_END: new
    seconds = time.perf_counter() - start
    print(f"Result: {result}, after {seconds:.2f} s", flush=True)


main()
