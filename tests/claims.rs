//! What the chapters say, and neither a listing nor its twin shows.

use book_tests::{python, root};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::process::{Command, Output};
use std::task::{Context, Waker};

/// Two tasks that wait for ever; somebody keeps the handle of the first.
const TASKS: &str = r#"
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

/// What Python does with these arguments; `None` where there is no Python.
fn python(arguments: &[&str]) -> Option<Output> {
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

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn python_warns_of_each_forgotten_await() {
    let twin = "listings/ch02-futures/forgotten_await.py";
    let Some(output) = python(&[twin]) else {
        return;
    };
    let said = stderr(&output);
    let warning = "RuntimeWarning: coroutine 'save' was never awaited";
    assert_eq!(said.matches(warning).count(), 2, "{said}");
}

#[test]
fn python_finds_a_coroutine_among_numbers_when_it_runs() {
    let program = "async def degrees(): return 14\nprint('runs')\n\
                   degrees() + 1";
    let Some(output) = python(&["-c", program]) else {
        return;
    };
    assert_eq!(stdout(&output), "runs");
    let said = stderr(&output);
    assert!(said.contains("TypeError: unsupported operand"), "{said}");
}

#[test]
fn python_may_collect_a_task_whose_handle_nobody_keeps() {
    let Some(output) = python(&["-c", TASKS]) else {
        return;
    };
    assert_eq!(stdout(&output), "2", "`main`, and the task that is kept");
    let said = stderr(&output);
    assert!(said.contains("destroyed but it is pending"), "{said}");
}

#[test]
fn an_async_fn_panics_when_polled_after_its_end() {
    let mut cx = Context::from_waker(Waker::noop());
    for fails in [false, true] {
        let mut tea = pin!(async move { assert!(!fails, "no water") });
        let mut poll =
            || catch_unwind(AssertUnwindSafe(|| tea.as_mut().poll(&mut cx)));
        assert_eq!(poll().is_ok(), !fails);
        assert!(poll().is_err());
    }
}
