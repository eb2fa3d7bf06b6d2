"""Two servers, and the first answer wins."""

import asyncio
import time


async def main():
    # ANCHOR: new
    start = time.perf_counter()
    questions = [
        asyncio.create_task(ask("Oslo's server", 0.6)),
        asyncio.create_task(ask("Bergen's server", 0.3)),
    ]
    first = asyncio.FIRST_COMPLETED
    done, pending = await asyncio.wait(questions, return_when=first)
    for question in pending:
        question.cancel()
    await asyncio.wait(pending)
    weather = done.pop().result()
    seconds = time.perf_counter() - start
    print(f"{weather}, after {seconds:.2f} s", flush=True)
    # ANCHOR_END: new

    await asyncio.sleep(0.5)
    print("0.5 s later: no other answer has come", flush=True)


async def ask(server, seconds):
    print(f"  asking {server}", flush=True)
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(f"  the question to {server} is dropped", flush=True)
        raise
    print(f"  {server} answers", flush=True)
    return f"{server} says rain"


asyncio.run(main())
