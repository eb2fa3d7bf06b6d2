//! What the chapters say about Python and the operating system.

use book_tests::{python, root};
use std::process::{Command, Output};

/// Two tasks that wait for ever; somebody keeps the handle of the first.
const TASKS_PROGRAM: &str = r#"
import asyncio, gc

async def wait():
    await asyncio.get_running_loop().create_future()

async def main():
    kept = asyncio.create_task(wait())
    asyncio.create_task(wait())
    await asyncio.sleep(0)
    gc.collect()
    print(len(asyncio.all_tasks()))
    kept.cancel()

asyncio.run(main())
"#;

/// Two waits that are awaited one after the other.
const SEQUENTIAL_AWAITS: &str = r#"
import asyncio, time

async def ask(seconds):
    await asyncio.sleep(seconds)

async def main():
    start = time.perf_counter()
    await ask(0.2)
    await ask(0.15)
    print(time.perf_counter() - start >= 0.35)

asyncio.run(main())
"#;

/// Seven clients connect to a server that never accepts one.
const BACKLOG_OF_FIVE: &str = r#"
import socket

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(5)
clients = []
try:
    while len(clients) < 20:
        address = listener.getsockname()
        clients.append(socket.create_connection(address, timeout=0.5))
except TimeoutError:
    pass
print(len(clients))
"#;

/// Three threads look at the loop's variable when the loop has finished.
const LATE_LAMBDAS: &str = r#"
import threading

seen, finished = [], threading.Event()

def serve():
    for client in "abc":
        wait = lambda: (finished.wait(), seen.append(client))
        threads.append(threading.Thread(target=wait))
        threads[-1].start()
    finished.set()

threads = []
serve()
for thread in threads:
    thread.join()
print("".join(seen))
"#;

/// A task that locks an `asyncio.Lock` twice, and two tasks of which the first
/// holds a `threading.Lock` across an await.
const LOCKS_PROGRAM: &str = r#"
import asyncio, threading

async def lock_twice():
    lock = asyncio.Lock()
    async with lock:
        try:
            await asyncio.wait_for(lock.acquire(), 0.1)
        except TimeoutError:
            print("waits for itself")

async def hold(lock):
    if not lock.acquire(timeout=0.3):
        print("blocks the loop")
        return
    await asyncio.sleep(0.1)
    lock.release()

async def main():
    await lock_twice()
    lock = threading.Lock()
    await asyncio.gather(hold(lock), hold(lock))

asyncio.run(main())
"#;

/// Two tasks wait for an event that's cleared as soon as it's set.
const CLEARED_EVENT: &str = r#"
import asyncio

async def main():
    event = asyncio.Event()
    waits = [asyncio.create_task(event.wait()) for _ in range(2)]
    await asyncio.sleep(0)
    event.set()
    event.clear()
    print(await asyncio.gather(*waits), event.is_set())

asyncio.run(main())
"#;

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

/// What Python does with these arguments; `None` where there is no Python.
pub fn run_python(arguments: &[&str]) -> Option<Output> {
    let Some(python) = python::find() else {
        assert!(std::env::var_os("CI").is_none(), "CI needs Python 3.11");
        return None;
    };
    let mut command = Command::new(python);
    Some(
        command
            .current_dir(root())
            .args(arguments)
            .output()
            .unwrap(),
    )
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn python_warns_of_each_forgotten_await() {
    let python_version = "listings/ch02-futures/forgotten_await.py";
    let Some(output) = run_python(&[python_version]) else {
        return;
    };
    let errors = stderr(&output);
    let warning = "RuntimeWarning: coroutine 'save' was never awaited";
    assert_eq!(errors.matches(warning).count(), 2, "{errors}");
}

#[test]
fn python_finds_a_coroutine_among_numbers_when_it_runs() {
    let program = "async def degrees(): return 14\nprint('runs')\n\
                   degrees() + 1";
    let Some(output) = run_python(&["-c", program]) else {
        return;
    };
    assert_eq!(stdout(&output), "runs");
    let errors = stderr(&output);
    assert!(
        errors.contains("TypeError: unsupported operand"),
        "{errors}"
    );
}

#[test]
fn python_may_collect_a_task_whose_handle_nobody_keeps() {
    let Some(output) = run_python(&["-c", TASKS_PROGRAM]) else {
        return;
    };
    assert_eq!(stdout(&output), "2", "`main`, and the task that is kept");
    let errors = stderr(&output);
    assert!(errors.contains("destroyed but it is pending"), "{errors}");
}

#[test]
fn python_awaits_in_sequence_add_up() {
    if let Some(output) = run_python(&["-c", SEQUENTIAL_AWAITS]) {
        assert_eq!(stdout(&output), "True", "{}", stderr(&output));
    }
}

#[test]
fn a_queue_of_asyncio_belongs_to_the_loop_that_first_waits_for_it() {
    if let Some(output) = run_python(&["-c", QUEUE_OF_TWO_LOOPS]) {
        let expected = "waited\nbound to a different event loop";
        assert_eq!(stdout(&output), expected, "{}", stderr(&output));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn linux_queues_six_clients_for_a_backlog_of_five() {
    if let Some(output) = run_python(&["-c", BACKLOG_OF_FIVE]) {
        assert_eq!(stdout(&output), "6", "{}", stderr(&output));
    }
}

#[test]
fn a_python_lambda_captures_the_variable() {
    if let Some(output) = run_python(&["-c", LATE_LAMBDAS]) {
        assert_eq!(stdout(&output), "ccc", "{}", stderr(&output));
    }
}

#[test]
fn locks_of_python_deadlock_as_those_of_rust_do() {
    let Some(output) = run_python(&["-c", LOCKS_PROGRAM]) else {
        return;
    };
    assert_eq!(stdout(&output), "waits for itself\nblocks the loop");
}

#[test]
fn an_event_of_python_wakes_each_waiter_even_if_it_is_cleared() {
    if let Some(output) = run_python(&["-c", CLEARED_EVENT]) {
        assert_eq!(stdout(&output), "[True, True] False");
    }
}

/// What chapter 9 says about asyncio, in the order of its pages.
const PITFALLS_PROGRAM: &str = r#"
import asyncio

async def draw():
    await asyncio.sleep(60)

async def main():
    loop = asyncio.get_running_loop()
    print(loop.slow_callback_duration)
    work = draw()
    try:
        asyncio.run(work)
    except RuntimeError as error:
        print(error)
    task = loop.create_task(work)
    try:
        await asyncio.wait_for(task, 0.01)
    except TimeoutError:
        print(task.cancelled())
    reader = asyncio.StreamReader()
    reader.feed_data(b"OS")
    try:
        await asyncio.wait_for(reader.readexactly(4), 0.01)
    except TimeoutError:
        reader.feed_data(b"LO")
    print(await reader.readexactly(4))

asyncio.run(main())
work = draw()
try:
    asyncio.create_task(work)
except RuntimeError as error:
    print(error)
work.close()
"#;

#[test]
fn asyncio_does_what_the_asides_of_chapter_9_say() {
    let Some(output) = run_python(&["-c", PITFALLS_PROGRAM]) else {
        return;
    };
    let printed = stdout(&output);
    let lines: Vec<&str> = printed.lines().collect();
    let expected = [
        "0.1",
        "asyncio.run() cannot be called from a running event loop",
        "True",
        "b'OSLO'",
        "no running event loop",
    ];
    assert_eq!(lines, expected);
}

#[track_caller]
pub fn python_prints(program: &str, expected: &str) {
    if let Some(output) = run_python(&["-c", program]) {
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
    python_prints(DEFAULTS_PROGRAM, "100\nTrue\nTrue");
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
    python_prints(ALWAYS_READY, "due");
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
    python_prints(GET_WITHOUT_WAIT, "[]");
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

/// A generator that yields twice, and a slow loop body in between.
const SLOW_LOOP_BODY: &str = r#"
import asyncio, time

resumed = []

async def items():
    yield 1
    resumed.append(time.perf_counter())
    yield 2

async def main():
    start = time.perf_counter()
    async for _ in items():
        await asyncio.sleep(0.1)
    print(resumed[0] - start >= 0.1)

asyncio.run(main())
"#;

#[test]
fn an_async_generator_stands_still_during_a_slow_loop_body() {
    python_prints(SLOW_LOOP_BODY, "True");
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
    python_prints(EVENT_OF_ANOTHER_THREAD, "True True");
}
