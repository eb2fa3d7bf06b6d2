"""A future that contains itself."""

import asyncio


# ANCHOR: new
async def count_files(folder):
    await asyncio.sleep(0.05)  # the disk
    files, folders = folder
    for inner in folders:
        files += await count_files(inner)
    return files
# ANCHOR_END: new


async def main():
    photos = (30, [(7, []), (4, [])])
    home = (1, [photos])
    print(f"{await count_files(home)} files", flush=True)


asyncio.run(main())
