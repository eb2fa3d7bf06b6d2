//! std's mutex and tokio's: what each costs, and what the compiler says about
//! a guard that is held for too long.

use crate::compiler::compile;
use book_tests::root;
use std::process::Command;

/// Returns what `which_mutex` prints of each of its four loops, in
/// nanoseconds: the least of five runs, since a busy machine delays some.
fn measure_lock_costs_ns() -> [f64; 4] {
    let artifacts = toolchain::build_examples(root()).unwrap();
    let program = artifacts.program("which_mutex").unwrap();
    let mut least = [f64::INFINITY; 4];
    for _ in 0..5 {
        let output = Command::new(program).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let rows = ["std, one", "tokio, one", "std, four", "tokio, four"];
        assert_eq!(text.lines().count(), rows.len(), "{text}");
        for ((line, row), least) in text.lines().zip(rows).zip(&mut least) {
            assert!(line.starts_with(row), "{line}");
            let (_, cost) = line.split_once(": ").unwrap();
            let cost = cost.trim_end_matches(" ns for each lock");
            *least = least.min(cost.parse().unwrap());
        }
    }
    least
}

#[test]
fn tokios_mutex_costs_more_than_stds_with_and_without_contention() {
    let [std_one, tokio_one, std_four, tokio_four] = measure_lock_costs_ns();
    assert!(tokio_one > 2.0 * std_one, "{tokio_one} and {std_one} ns");
    assert!(
        tokio_four > 2.0 * std_four,
        "{tokio_four} and {std_four} ns"
    );
}

/// An async function that keeps std's guard for too long, in two ways.
const HELD_GUARD_PROGRAM: &str = "
use std::sync::Mutex;
pub async fn save() {}
pub async fn count(counter: &Mutex<u32>) {
    let mut guard = counter.lock().unwrap();
    *guard += 1;
    save().await;
    *guard += 1;
}
";
const DROPPED_GUARD_PROGRAM: &str = "
use std::sync::Mutex;
pub async fn save() {}
pub async fn count(counter: &Mutex<u32>) {
    let mut guard = counter.lock().unwrap();
    *guard += 1;
    drop(guard);
    save().await;
}
pub fn require_send(_: impl Send) {}
pub fn check(counter: &'static Mutex<u32>) { require_send(count(counter)) }
";

#[test]
fn clippy_warns_by_default_of_a_guard_held_across_an_await() {
    let output = compile("clippy-driver", HELD_GUARD_PROGRAM);
    let messages = String::from_utf8_lossy(&output.stderr);
    let warning = "this `MutexGuard` is held across an await point";
    assert!(messages.contains(warning), "{messages}");
    assert!(messages.contains("await_holding_lock"), "{messages}");
}

#[test]
fn a_guard_that_was_used_and_dropped_still_counts_as_held() {
    let output = compile("rustc", DROPPED_GUARD_PROGRAM);
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(messages.contains("MutexGuard<'_, u32>` which is not `Send`"));
}
