"""A thread that nothing waits for, and one that the main thread joins."""

import threading
import time


def main():
    unjoined = threading.Thread(
        target=measure, args=("unjoined", 0.4), daemon=True
    )
    unjoined.start()
    joined = threading.Thread(target=measure, args=("joined", 0.2))
    joined.start()
    joined.join()
    print("main returns")


def measure(thread, seconds):
    try:
        time.sleep(seconds)
        print(f"the {thread} thread has measured", flush=True)
    finally:
        print(f"the {thread} thread cleans up", flush=True)


main()
