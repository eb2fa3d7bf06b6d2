//! Whether two runs of a program have the same shape: the same tasks that
//! waited for the same things, about as long.

mod durations;
mod tasks;
mod tolerance;

use super::calls;
use super::document::Timeline;
use durations::{
    block_durations, call_durations, dropped_library_durations,
    long_wait_durations, nameless_durations, uses_sockets, wait_durations,
    waits_for_event,
};
use tasks::{
    aggregate_counts, compare_end_order, lost_messages, panic_lines,
    task_shapes,
};
#[cfg(test)]
pub(super) use tolerance::MIN_LOOP_WAITS;
use tolerance::{compare_durations, compare_longest, is_near};

/// Compares a fresh run of a program with the recorded one, and returns each
/// difference as a sentence. Polls and wakes may differ, and so may times
/// within a tolerance.
pub fn compare(
    recorded: &Timeline,
    fresh: &Timeline,
) -> Result<(), Vec<String>> {
    // A new part of the document must be compared below, or stand among those
    // that may differ.
    let Timeline {
        is_virtual: _,
        tasks: _,
        waits: _,
        blocks: _,
        panics: _,
        lags: _,
        aggregates: _,
        // These may differ.
        v: _,
        end: _,
        cut_at: _,
        threads: _,
        polls: _,
        wakes: _,
        parks: _,
        prints: _,
        levels: _,
        messages: _,
        notes: _,
    } = recorded;
    let mut faults = Vec::new();
    let sides = [recorded, fresh];
    compare_values(
        &mut faults,
        "the clock is virtual",
        sides.map(|t| t.is_virtual),
    );
    // Between threads it is chance whether a task still ends before the
    // runtime does, and whether it has to wait a moment for another one.
    let is_parallel = sides.iter().any(|t| worker_count(t) > 1);
    compare_values(
        &mut faults,
        "tasks",
        sides.map(|t| task_shapes(t, is_parallel)),
    );
    compare_values(
        &mut faults,
        "aggregated tasks",
        sides.map(aggregate_counts),
    );
    compare_values(&mut faults, "panics", sides.map(panic_lines));
    if faults.is_empty() && is_parallel {
        compare_durations(
            &mut faults,
            "long waits",
            sides.map(long_wait_durations),
            |_| false,
        );
    } else if faults.is_empty() {
        let has_sockets = sides.iter().any(|t| uses_sockets(t));
        compare_durations(
            &mut faults,
            "waits",
            sides.map(wait_durations),
            |kind| has_sockets || waits_for_event(kind),
        );
        compare_longest(
            &mut faults,
            "nameless waits",
            sides.map(nameless_durations),
            is_near,
        );
        compare_longest(
            &mut faults,
            "dropped waits of libraries",
            sides.map(dropped_library_durations),
            |old, new| new >= old || is_near(old, new),
        );
        // How far a virtual clock goes meanwhile is chance: a thread that is
        // blocked doesn't stop it.
        let are_timed = !recorded.is_virtual;
        if are_timed && !sides.iter().any(|t| calls::are_joined(&t.blocks)) {
            compare_durations(
                &mut faults,
                "blocked times",
                sides.map(block_durations),
                |_| false,
            );
            compare_longest(
                &mut faults,
                "calls that wait for others",
                sides.map(call_durations),
                is_near,
            );
        }
        compare_values(&mut faults, "lost messages", sides.map(lost_messages));
        compare_end_order(&mut faults, recorded, fresh);
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

fn compare_values<T: PartialEq + std::fmt::Debug>(
    faults: &mut Vec<String>,
    what: &str,
    [recorded, fresh]: [T; 2],
) {
    if recorded != fresh {
        faults.push(format!("{what}: recorded {recorded:?}, now {fresh:?}"));
    }
}

fn worker_count(timeline: &Timeline) -> usize {
    timeline
        .threads
        .iter()
        .filter(|thread| thread.worker)
        .count()
}
