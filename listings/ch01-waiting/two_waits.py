"""Two waits, one after the other."""

import sys
import time


def main():
    start = time.perf_counter()

    # ANCHOR: new
    print("Asking the database", flush=True)
    user = ask_database()
    print(f"The database answers after {since(start)}: {user}", flush=True)

    print("Asking the weather API", flush=True)
    asked = time.perf_counter()
    weather = ask_api()
    print(f"The API answers after {since(asked)}: {weather}", flush=True)

    print(f"All in all: {since(start)}", flush=True)
    # ANCHOR_END: new


def ask_database():
    time.sleep(seconds(1, 2.0))
    return "Ada"


def ask_api():
    time.sleep(seconds(2, 1.5))
    return "sunny in London"


def seconds(place, default):
    """The argument at that place, or what there is without one."""
    return float(sys.argv[place]) if len(sys.argv) > place else default


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


main()
