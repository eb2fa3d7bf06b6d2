"""When the queue is full, the next client is turned away."""

import asyncio


async def main():
    # ANCHOR: new
    queue = asyncio.Queue(2)
    worker = asyncio.create_task(forecast_all(queue))

    accepted = busy = 0
    for client in range(1, 7):
        try:
            queue.put_nowait(client)
            accepted += 1
        except asyncio.QueueFull:
            print(f"client {client}: busy, try again later", flush=True)
            busy += 1
        await asyncio.sleep(0.2)
    await queue.put(None)
    done = await worker
    print(f"{accepted} accepted, {done} done, {busy} turned away", flush=True)


async def forecast_all(queue):
    done = 0
    while (client := await queue.get()) is not None:
        await asyncio.sleep(0.7)
        print(f"client {client}: sunny", flush=True)
        done += 1
    return done
    # ANCHOR_END: new


asyncio.run(main())
