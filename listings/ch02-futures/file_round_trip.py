"""Two lines to a file and back."""

import asyncio
import tempfile
import threading
from pathlib import Path


async def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "weather.txt")
        print(f"Before: {describe_thread_count()}", flush=True)

        # ANCHOR: new
        lines = "London: 20 degrees\nParis: 22 degrees\n"
        await asyncio.to_thread(path.write_text, lines)
        text = await asyncio.to_thread(path.read_text)
        print(text, end="", flush=True)
        # ANCHOR_END: new

        print(f"After: {describe_thread_count()}", flush=True)


def describe_thread_count():
    count = threading.active_count()
    return "1 thread" if count == 1 else f"{count} threads"


asyncio.run(main())
