//! Tests that mostly wait can do so side by side.
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

/// How many checks run at once.
const MAX_RUNNING_CHECKS: usize = 4;

/// Runs `check` for all items, for a few of them at a time. The first ones
/// begin first, so put the slowest there.
#[track_caller]
pub fn check_each<T: Sync>(items: &[T], check: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..MAX_RUNNING_CHECKS {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Relaxed)) {
                    check(item);
                }
            });
        }
    });
}
