"""Three warnings, prepared and sent."""

import asyncio

PORTS = ["Hull", "Calais", "Bergen"]
sent = 0


async def main():
    warnings = [send_warning(port) for port in PORTS]
    print(f"wrong: {len(warnings)} warnings prepared", flush=True)
    await asyncio.sleep(0.5)
    print(f"wrong: {sent} warnings sent", flush=True)

    await asyncio.gather(*(send_warning(port) for port in PORTS))
    print(f"right: {sent} warnings sent")


async def send_warning(port):
    global sent
    await asyncio.sleep(0.3)
    print(f"{port} is warned", flush=True)
    sent += 1


asyncio.run(main())
