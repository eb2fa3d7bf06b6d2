//! What the chapters say about the event loop of asyncio.

use super::{assert_python_prints, run_python, stderr, stdout};

/// A queue that two loops wait for, and before that one loop that doesn't wait.
const QUEUE_OF_TWO_LOOPS: &str = r#"
import asyncio

queue = asyncio.Queue()

async def get_at_once():
    queue.put_nowait("a letter")
    await queue.get()

async def wait():
    try:
        await asyncio.wait_for(queue.get(), 0.01)
    except TimeoutError:
        print("waited")
    except RuntimeError as error:
        print(str(error).split(" is ")[-1])

for coroutine in [get_at_once(), wait(), wait()]:
    asyncio.run(coroutine)
"#;

#[test]
fn a_queue_of_asyncio_belongs_to_the_loop_that_first_waits_for_it() {
    if let Some(output) = run_python(&["-c", QUEUE_OF_TWO_LOOPS]) {
        let expected = "waited\nbound to a different event loop";
        assert_eq!(stdout(&output), expected, "{}", stderr(&output));
    }
}

/// Defaults of asyncio that the asides of chapters 1 and 3 mention.
const DEFAULTS_PROGRAM: &str = r#"
import asyncio, inspect, os
from asyncio.base_events import BaseEventLoop
from concurrent.futures import ThreadPoolExecutor

parameters = inspect.signature(BaseEventLoop.create_server).parameters
print(parameters["backlog"].default)
lines = inspect.getsource(BaseEventLoop._run_once).splitlines()
print(70 <= len(lines) <= 90)
with ThreadPoolExecutor() as pool:
    print(pool._max_workers == min(32, os.cpu_count() + 4))
"#;

#[test]
fn the_defaults_of_asyncio_are_what_the_asides_say() {
    assert_python_prints(DEFAULTS_PROGRAM, "100\nTrue\nTrue");
}

/// A task that's always ready, and a timer that's due meanwhile.
const ALWAYS_READY: &str = r#"
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    due = []
    loop.call_later(0.01, due.append, True)
    while not due:
        await asyncio.sleep(0)
    print("due")

asyncio.run(asyncio.wait_for(main(), 60))
"#;

#[test]
fn asyncio_looks_at_its_timers_while_a_task_is_always_ready() {
    assert_python_prints(ALWAYS_READY, "due");
}

/// A consumer whose queue is never empty, and another task.
const GET_WITHOUT_WAIT: &str = r#"
import asyncio

async def main():
    queue = asyncio.Queue()
    for number in range(1000):
        queue.put_nowait(number)
    turns = []
    asyncio.get_running_loop().call_soon(turns.append, "turn")
    while not queue.empty():
        await queue.get()
    print(turns)

asyncio.run(main())
"#;

#[test]
fn a_get_of_asyncio_does_not_yield_if_the_queue_has_an_item() {
    assert_python_prints(GET_WITHOUT_WAIT, "[]");
}

/// `call_soon` from a thread that isn't the loop's, in both modes.
const CALL_SOON_FROM_A_THREAD: &str = r#"
import asyncio

def call(loop):
    try:
        loop.call_soon(print, "called")
        return "unnoticed"
    except RuntimeError as error:
        return str(error).split()[0]

async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.to_thread(call, loop))

asyncio.run(main(), debug=False)
asyncio.run(main(), debug=True)
"#;

#[test]
fn asyncio_notices_a_call_from_the_wrong_thread_in_debug_mode_only() {
    let Some(output) = run_python(&["-c", CALL_SOON_FROM_A_THREAD]) else {
        return;
    };
    let printed = stdout(&output);
    let outcomes: Vec<&str> =
        printed.lines().filter(|line| *line != "called").collect();
    assert_eq!(outcomes, ["unnoticed", "Non-thread-safe"]);
}

/// A thread sets an event, first by itself and then through the loop. A timer
/// of the loop's own ends the wait in any case.
const EVENT_OF_ANOTHER_THREAD: &str = r#"
import asyncio, threading, time

async def wait_for_event(set_event):
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    start = time.perf_counter()
    timer = loop.call_later(3, lambda: None)
    threading.Timer(0.5, set_event, (loop, event)).start()
    await event.wait()
    timer.cancel()
    return time.perf_counter() - start

async def main():
    alone = await wait_for_event(lambda loop, event: event.set())
    woken = await wait_for_event(
        lambda loop, event: loop.call_soon_threadsafe(event.set))
    print(alone >= 2.9, woken < 2.5)

asyncio.run(main())
"#;

#[test]
fn a_thread_that_sets_an_event_of_asyncio_does_not_wake_its_loop() {
    assert_python_prints(EVENT_OF_ANOTHER_THREAD, "True True");
}
