"""Cancelling a coroutine at each of its awaits."""

import asyncio


async def main():
    # ANCHOR: loops
    await cancel_after_each_poll("transfer", transfer)
    await cancel_after_each_poll("transfer_at_once", transfer_at_once)


async def cancel_after_each_poll(name, transfer):
    print(f"{name}:")
    max_polls, finished = 1, False
    while not finished:
        accounts = [100, 0]
        finished = await run_and_cancel(max_polls, transfer(accounts))
        outcome = "Finished" if finished else f"DroppedAfterPoll({max_polls})"
        print(f"  {outcome}: {sum(accounts)} in all", flush=True)
        max_polls += 1


# ANCHOR_END: loops


# ANCHOR: harness
async def run_and_cancel(max_polls, coroutine):
    """Runs up to `max_polls` steps, then cancels. Returns if it finished."""
    task = asyncio.create_task(coroutine)
    for _ in range(max_polls):
        await asyncio.sleep(0)
    if task.done():
        return True
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return False


# ANCHOR_END: harness


# ANCHOR: transfers
async def transfer(accounts):
    await log("take 30 from A")
    accounts[0] -= 30
    await log("give 30 to B")
    accounts[1] += 30
    await log("done")


async def transfer_at_once(accounts):
    await log("move 30 from A to B")
    accounts[0] -= 30
    accounts[1] += 30
    await log("done")


# ANCHOR_END: transfers


async def log(_line):
    await asyncio.sleep(0)  # Stands for a write to a log file.


asyncio.run(main())
