"""A sync core that decides, and an async shell that waits."""

import asyncio


async def main():
    check_core()
    # ANCHOR: shell
    harbours = ["Hull", "Calais", "Bergen"]
    reports = await asyncio.gather(*map(measure, harbours))
    warning = choose_warning(reports)
    if warning is None:
        print("No warning today")
        return
    await send(warning)
    # ANCHOR_END: shell


# ANCHOR: core
def choose_warning(reports):
    """Decides whether to warn. It isn't async, so it needs no event loop."""
    harbour, wind = max(reports, key=lambda report: report[1], default=("", 0))
    return f"wind force {wind} in {harbour}" if wind >= 9 else None


# ANCHOR_END: core


# ANCHOR: check
def check_core():
    assert choose_warning([]) is None
    assert choose_warning([("Hull", 3)]) is None
    reports = [("Hull", 3), ("Bergen", 10)]
    assert choose_warning(reports) == "wind force 10 in Bergen"
    print("The core is checked, and no time has passed", flush=True)


# ANCHOR_END: check


async def measure(harbour):
    await asyncio.sleep(0.2)
    return harbour, 9 if harbour == "Calais" else 5


async def send(warning):
    await asyncio.sleep(0.1)
    print(f"Sent: {warning}")


asyncio.run(main())
