"""The half-written file of a cancelled download is removed."""

import asyncio
import os
import tempfile


async def main():
    # ANCHOR: new
    path = os.path.join(tempfile.gettempdir(), f"radar-{os.getpid()}.part")
    try:
        await asyncio.wait_for(download(path), 1)
    except TimeoutError:
        print("main: the download took too long", flush=True)
    exists = str(os.path.exists(path)).lower()
    print(f"main: the file exists: {exists}", flush=True)


async def download(path):
    size = 0
    try:
        for part in range(1, 11):
            await asyncio.sleep(0.4)
            size += 1000
            with open(path, "wb") as file:
                file.write(bytes(size))
            print(f"download: part {part}", flush=True)
    except asyncio.CancelledError:
        os.remove(path)
        print(f"guard: removed a file of {size} bytes", flush=True)
        raise  # Pass the cancellation on.
    # ANCHOR_END: new


asyncio.run(main())
