"""Three orders, only one of them saved."""

import asyncio

saved = 0


async def main():
    # ANCHOR: new
    save("tea")
    _later = save("milk")
    await save("bread")

    print(f"{saved} of 3 orders are saved", flush=True)
    # ANCHOR_END: new


# ANCHOR: new
async def save(order):
    global saved
    await asyncio.sleep(0.1)
    saved += 1
    print(f"Saved: {order}", flush=True)
# ANCHOR_END: new


asyncio.run(main())
