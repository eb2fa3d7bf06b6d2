//! What the chapters say and no listing shows.

use book_tests::{python, root};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::process::{Command, Output};
use std::task::{Context, Waker};

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
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "runs");
    let said = stderr(&output);
    assert!(said.contains("TypeError: unsupported operand"), "{said}");
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
