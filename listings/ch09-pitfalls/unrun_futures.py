"""Three warnings, prepared and sent."""

import asyncio

HARBOURS = ["Hull", "Calais", "Bergen"]
sent = 0


async def main():
    warnings = [send_warning(harbour) for harbour in HARBOURS]
    print(f"wrong: {len(warnings)} warnings prepared", flush=True)
    await asyncio.sleep(0.5)
    print(f"wrong: {sent} warnings sent", flush=True)

    await asyncio.gather(*(send_warning(harbour) for harbour in HARBOURS))
    print(f"right: {sent} warnings sent")


async def send_warning(harbour):
    global sent
    await asyncio.sleep(0.3)
    print(f"{harbour} is warned", flush=True)
    sent += 1


asyncio.run(main())
