"""Two waits, one after the other."""

import sys
import time


def main():
    start = time.perf_counter()

    # ANCHOR: waits
    print("Asking the database", flush=True)
    user = ask_database()
    print(f"The database answers after {since(start)}: {user}", flush=True)

    print("Asking the weather API", flush=True)
    api_start = time.perf_counter()
    weather = ask_api()
    print(f"The API answers after {since(api_start)}: {weather}", flush=True)

    print(f"Total: {since(start)}", flush=True)
    # ANCHOR_END: waits


def ask_database():
    time.sleep(seconds_from_argument(1, 2.0))
    return "Ada"


def ask_api():
    time.sleep(seconds_from_argument(2, 1.5))
    return "sunny in London"


def seconds_from_argument(position, default):
    """Read the wait from that command-line argument, if there is one."""
    return float(sys.argv[position]) if len(sys.argv) > position else default


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


main()
