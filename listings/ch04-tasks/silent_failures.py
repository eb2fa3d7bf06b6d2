"""Failures that go unnoticed, and how to notice them."""

import asyncio


async def main():
    # ANCHOR: new
    running = {asyncio.create_task(save(r)) for r in ["rain", "hail", "fog"]}
    await asyncio.sleep(0.2)
    print("Two of the three failed, and main has not noticed", flush=True)
    running.clear()  # only now does asyncio report them, on stderr

    for report in ["rain", "hail", "fog", "snow"]:
        task = asyncio.create_task(save(report))
        if report == "snow":
            task.cancel()
        try:
            size = await task
            print(f"{report}: {size} bytes saved", flush=True)
        except OSError as error:
            print(f"{report}: {error}", flush=True)
        except AssertionError as bug:
            print(f"{report}: it panicked: {bug}", flush=True)
        except asyncio.CancelledError:
            print(f"{report}: it was aborted", flush=True)

    try:
        await asyncio.gather(save("rain"), save("fog"))
    except AssertionError:
        print("rain and fog, joined: a panic, and no bytes", flush=True)
    # ANCHOR_END: new


async def save(report):
    await asyncio.sleep(0.1)
    if report == "hail":
        raise OSError("the disk is full")
    assert report != "fog", "there is no unit for fog"
    return 100 * len(report)


asyncio.run(main())
