//! What cancellation, timeouts and signals do in asyncio.

use crate::python::assert_python_prints;

/// A coroutine that catches its cancellation and returns.
const STUBBORN_PROGRAM: &str = r#"
import asyncio

async def refuse():
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        return "finished"

async def main():
    async with asyncio.timeout(0.05):
        print(await refuse())

asyncio.run(main())
"#;

/// A task in a `wait_for` whose time is up.
const WAIT_FOR_TASK: &str = r#"
import asyncio

async def main():
    task = asyncio.create_task(asyncio.sleep(1))
    try:
        await asyncio.wait_for(task, 0.05)
    except TimeoutError:
        print(task.cancelled())

asyncio.run(main())
"#;

/// Lines, bytes and a queue's items, waited for with short limits.
const REPEATED_WAITS: &str = r#"
import asyncio

async def repeat(wait):
    while True:
        try:
            return await asyncio.wait_for(wait(), 0.01)
        except TimeoutError:
            pass

async def main():
    reader = asyncio.StreamReader()
    queue = asyncio.Queue()
    loop = asyncio.get_running_loop()
    reader.feed_data(b"Oslo: ")
    loop.call_later(0.1, reader.feed_data, b"14\nBergen")
    loop.call_later(0.2, reader.feed_data, b": 12")
    loop.call_later(0.3, queue.put_nowait, "hail")
    print(await repeat(reader.readline))
    print(await repeat(lambda: reader.readexactly(10)))
    print(await repeat(queue.get))

asyncio.run(main())
"#;

/// A main task that's interrupted by SIGINT.
const INTERRUPTED_MAIN: &str = r#"
import asyncio, os, signal

async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0.05, os.kill, os.getpid(), signal.SIGINT)
    try:
        await asyncio.sleep(5)
    finally:
        print("cleaned up")

asyncio.run(main())
"#;

/// A `finally` block at SIGTERM, for which there's no handler.
const TERMINATED_MAIN: &str = r#"
import asyncio, os, signal

async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)
    try:
        await asyncio.sleep(5)
    finally:
        print("cleaned up")

asyncio.run(main())
"#;

/// A task that's cancelled while a thread works for it.
const THREAD_OF_A_CANCELLED_TASK: &str = r#"
import asyncio, time

def work():
    time.sleep(0.2)
    print("thread")

async def main():
    task = asyncio.create_task(asyncio.to_thread(work))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.wait([task])
    print("task")

asyncio.run(main())
"#;

#[test]
fn a_python_coroutine_can_refuse_a_timeout() {
    assert_python_prints(STUBBORN_PROGRAM, "finished");
}

/// Retries that catch everything, within a timeout of half a try.
const SWALLOWED_TIMEOUT: &str = r#"
import asyncio

tries = 0

async def fetch():
    global tries
    tries += 1
    await asyncio.sleep(0.2)
    raise ConnectionError

async def retry():
    while tries < 3:
        try:
            return await fetch()
        except:
            pass

async def main():
    async with asyncio.timeout(0.1):
        await retry()
    print(tries)

asyncio.run(main())
"#;

#[test]
fn a_python_loop_that_catches_everything_retries_after_its_timeout() {
    assert_python_prints(SWALLOWED_TIMEOUT, "3");
}

#[test]
fn python_wait_for_cancels_the_task_that_it_waits_for() {
    assert_python_prints(WAIT_FOR_TASK, "True");
}

#[test]
fn python_reads_and_queues_lose_nothing_when_they_are_cancelled() {
    let expected = "b'Oslo: 14\\n'\nb'Bergen: 12'\nhail";
    assert_python_prints(REPEATED_WAITS, expected);
}

#[cfg(unix)]
#[test]
fn python_cleans_up_at_sigint_but_not_at_sigterm() {
    assert_python_prints(INTERRUPTED_MAIN, "cleaned up");
    assert_python_prints(TERMINATED_MAIN, "");
}

#[test]
fn the_thread_of_a_cancelled_python_task_continues() {
    assert_python_prints(THREAD_OF_A_CANCELLED_TASK, "task\nthread");
}
