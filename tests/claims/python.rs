//! What the chapters say about Python and the operating system.

mod event_loop;

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
pub fn assert_python_prints(program: &str, expected: &str) {
    if let Some(output) = run_python(&["-c", program]) {
        assert_eq!(stdout(&output), expected, "{}", stderr(&output));
    }
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
    assert_python_prints(SLOW_LOOP_BODY, "True");
}
