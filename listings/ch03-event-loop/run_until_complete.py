"""A loop of your own, or one call instead."""

import asyncio


# ANCHOR: new
def main():
    loop = asyncio.new_event_loop()
    answer = loop.run_until_complete(ask())
    print(f"Get a loop, run until complete: {answer}", flush=True)
    answer = loop.run_until_complete(ask())
    print(f"The same loop once more: {answer}", flush=True)
    loop.close()

    print(f"Or one call: {asyncio.run(ask())}", flush=True)


async def ask():
    await asyncio.sleep(0.1)
    asyncio.get_running_loop()
    return "sunny, on a CurrentThread loop"
# ANCHOR_END: new


main()
