"""A supervisor that restarts what you've cancelled."""

import asyncio


async def main():
    starts = await supervise(restart_after_any_error)
    print(f"wrong: {starts} starts", flush=True)
    print(f"right: {await supervise(restart_after_failure)} starts")


def restart_after_any_error(error):
    return True


def restart_after_failure(error):
    return not isinstance(error, asyncio.CancelledError)


async def supervise(should_restart):
    """Keeps a task running while another one tries to stop it. Returns how
    often the task was started."""
    starts = 0
    while starts < 4:
        task = asyncio.create_task(measure())
        starts += 1
        asyncio.get_running_loop().call_later(0.1, task.cancel)
        try:
            await task
            break
        except BaseException as error:
            if not should_restart(error):
                break
    return starts


async def measure():
    await asyncio.sleep(3600)


asyncio.run(main())
