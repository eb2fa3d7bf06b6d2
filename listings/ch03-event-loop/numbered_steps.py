"""Run, pause and resume a coroutine by hand."""

import time


# ANCHOR: recipe
async def recipe():
    print("Step 2: the recipe runs until its await", flush=True)
    await WaitUntil(time.perf_counter() + 0.1)
    print("Step 5: the recipe resumes after its await", flush=True)
    return "done"
# ANCHOR_END: recipe


class WaitUntil:
    """Yields before the deadline, not after it. It never wakes its task."""

    def __init__(self, deadline):
        self.deadline = deadline

    def __await__(self):
        while time.perf_counter() < self.deadline:
            yield


def main():
    start = time.perf_counter()
    # ANCHOR: poll
    coroutine = recipe()
    print("Step 1: called, and nothing has run yet", flush=True)
    coroutine.send(None)
    print(
        "Step 3: the recipe has yielded, and main can do other work",
        flush=True,
    )
    print("Step 4: main waits", flush=True)
    time.sleep(0.1)
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result = stop.value
    # ANCHOR_END: poll
    seconds = time.perf_counter() - start
    print(f"Result: {result}, after {seconds:.2f} s", flush=True)


main()
