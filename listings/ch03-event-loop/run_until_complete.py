"""Create an event loop yourself, or let one call do it."""

import asyncio


# ANCHOR: runtime
def main():
    loop = asyncio.new_event_loop()
    answer = loop.run_until_complete(forecast())
    print(f"block_on: {answer}", flush=True)
    answer = loop.run_until_complete(forecast())
    print(f"block_on again: {answer}", flush=True)
    loop.close()

    print(f"In one line: {asyncio.run(forecast())}", flush=True)


async def forecast():
    await asyncio.sleep(0.1)
    asyncio.get_running_loop()
    return "sunny, from a CurrentThread runtime"
# ANCHOR_END: runtime


main()
