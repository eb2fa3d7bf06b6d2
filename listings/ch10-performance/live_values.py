"""When memory is freed, and when it isn't."""

import gc
import weakref

ROUNDS = 1_000
alive = 0


def main():
    gc.disable()  # It would run at a moment that we don't choose.
    # ANCHOR: rounds
    for _ in range(ROUNDS):
        Report()
    print_alive("dropped at the end of each round")

    history = [Report() for _ in range(ROUNDS)]
    print_alive("kept in a list")
    history.clear()
    print_alive("after clear")

    for _ in range(ROUNDS):
        report = Report()
        report.previous = weakref.ref(report)
    del report
    print_alive("linked to itself with a weak reference")

    for _ in range(ROUNDS):
        report = Report()
        report.previous = report
    del report
    print_alive("linked to itself")
    gc.collect()
    print_alive("after gc.collect")
    # ANCHOR_END: rounds


class Report:
    def __init__(self):
        global alive
        alive += 1
        self.previous = None

    def __del__(self):
        global alive
        alive -= 1


def print_alive(title):
    print(f"{title}: {alive} alive", flush=True)


main()
