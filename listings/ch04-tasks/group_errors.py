"""One failure in four kinds of group."""

import asyncio
import time

fate_of_c = ""


async def main():
    await print_row("gather", plain_gather())
    await print_row("gather, return_exceptions", gather_all())
    await print_row("TaskGroup", with_task_group())
    await print_row("as_completed, left at the error", leave_at_the_error())


# ANCHOR: new
async def plain_gather():
    try:
        return await asyncio.gather(*three())
    except ValueError as error:
        return [error]


async def gather_all():
    return await asyncio.gather(*three(), return_exceptions=True)


async def with_task_group():
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(operation) for operation in three()]
    except* ValueError as errors:
        known = list(errors.exceptions)
    else:
        known = [task.result() for task in tasks]
    return known


async def leave_at_the_error():
    known = []
    for next_one in asyncio.as_completed(three()):
        try:
            known.append(await next_one)
        except ValueError as error:
            known.append(error)
            break
    return known
# ANCHOR_END: new


def three():
    return [operation("A", 0.1), operation("B", 0.2), operation("C", 0.3)]


async def operation(name, seconds):
    global fate_of_c
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        if name == "C":
            fate_of_c = "cancelled"
        raise
    if name == "B":
        raise ValueError("the error")
    if name == "C":
        fate_of_c = "finished"
    return name


async def print_row(group, known):
    start = time.perf_counter()
    known = ", ".join(str(answer) for answer in await known)
    told = time.perf_counter() - start
    await asyncio.sleep(0.4)
    print(f"{group} | {told:.2f} s | {known} | {fate_of_c}", flush=True)


asyncio.run(main())
