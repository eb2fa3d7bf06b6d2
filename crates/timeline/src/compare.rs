//! Whether two runs of a program have the same shape: the same tasks that
//! waited for the same things, about as long.

mod durations;
mod tasks;
mod tolerance;

use super::calls;
use super::document::Timeline;
use durations::{
    block_durations_ms, call_durations_ms, dropped_library_wait_durations_ms,
    long_wait_durations_ms, named_wait_durations_ms,
    nameless_wait_durations_ms, uses_sockets, wait_ends_by_event,
};
use tasks::{
    aggregate_counts, compare_end_order, lost_messages, panic_lines,
    task_shapes,
};
#[cfg(test)]
pub(super) use tolerance::MIN_LOOP_WAITS;
use tolerance::{compare_durations, compare_longest, is_within_tolerance};

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
    let mut differences = Vec::new();
    let sides = [recorded, fresh];
    compare_values(
        &mut differences,
        "the clock is virtual",
        sides.map(|t| t.is_virtual),
    );
    // Between threads it is chance whether a task still ends before the
    // runtime does, and whether it has to wait a moment for another one.
    let is_parallel = sides.iter().any(|t| worker_count(t) > 1);
    compare_values(
        &mut differences,
        "tasks",
        sides.map(|t| task_shapes(t, is_parallel)),
    );
    compare_values(
        &mut differences,
        "aggregated tasks",
        sides.map(aggregate_counts),
    );
    compare_values(&mut differences, "panics", sides.map(panic_lines));
    if differences.is_empty() && is_parallel {
        compare_durations(
            &mut differences,
            "long waits",
            sides.map(long_wait_durations_ms),
            |_| false,
        );
    } else if differences.is_empty() {
        let has_sockets = sides.iter().any(|t| uses_sockets(t));
        compare_durations(
            &mut differences,
            "waits",
            sides.map(named_wait_durations_ms),
            |kind| has_sockets || wait_ends_by_event(kind),
        );
        compare_longest(
            &mut differences,
            "nameless waits",
            sides.map(nameless_wait_durations_ms),
            is_within_tolerance,
        );
        compare_longest(
            &mut differences,
            "dropped waits of libraries",
            sides.map(dropped_library_wait_durations_ms),
            |old, new| new >= old || is_within_tolerance(old, new),
        );
        // How far a virtual clock goes meanwhile is chance: a thread that is
        // blocked doesn't stop it.
        let are_timed = !recorded.is_virtual;
        if are_timed && !sides.iter().any(|t| calls::any_joined(&t.blocks)) {
            compare_durations(
                &mut differences,
                "blocked times",
                sides.map(block_durations_ms),
                |_| false,
            );
            compare_longest(
                &mut differences,
                "calls that wait for others",
                sides.map(call_durations_ms),
                is_within_tolerance,
            );
        }
        compare_values(
            &mut differences,
            "lost messages",
            sides.map(lost_messages),
        );
        compare_end_order(&mut differences, recorded, fresh);
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(differences)
    }
}

fn compare_values<T: PartialEq + std::fmt::Debug>(
    differences: &mut Vec<String>,
    what: &str,
    [recorded, fresh]: [T; 2],
) {
    if recorded != fresh {
        differences
            .push(format!("{what}: recorded {recorded:?}, now {fresh:?}"));
    }
}

fn worker_count(timeline: &Timeline) -> usize {
    timeline
        .threads
        .iter()
        .filter(|thread| thread.worker)
        .count()
}
