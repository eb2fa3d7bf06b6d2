"""A future, polled by hand."""


# ANCHOR: new
class Kettle:
    """Boils when it is polled for the third time."""

    def __await__(self):
        yield
        yield
        return "boiling"


async def tea():
    print("  tea: puts the kettle on", flush=True)
    water = await Kettle()
    print(f"  tea: the water is {water}", flush=True)
    return "a cup of tea"


def main():
    coroutine = tea()
    print("Nothing has happened yet", flush=True)
    for n in range(1, 4):
        print(f"Poll {n}", flush=True)
        try:
            coroutine.send(None)
            print("  pending", flush=True)
        except StopIteration as end:
            print(f"  ready: {end.value}", flush=True)
# ANCHOR_END: new


main()
