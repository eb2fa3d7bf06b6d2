//! How long a run waited for what, and how long it was blocked.

use crate::document::{Timeline, Wait, WaitOutcome};
use crate::rows::Block;
use std::collections::BTreeMap;

/// Shorter waits are not compared if the program has several worker threads,
/// because some of them are missing in some runs.
const MIN_PARALLEL_WAIT_MS: f64 = 220.0;

/// Waits whose number the program decides alone. The others end when another
/// task or process does something: of two events that come at about the same
/// time, a task waits for both in one run, and only for the second in another.
const TIME_WAIT_KINDS: [&str; 5] =
    ["sleep", "interval", "timeout", "yield", "budget"];

/// Shorter blocked times are missing in some runs.
const MIN_BLOCK_MS: f64 = 20.0;

/// Blocking calls that wait for another thread or process: how many of them
/// have to wait, and how long, depends on how busy the machine is.
const CALLS_THAT_WAIT_FOR_OTHERS: [&str; 6] =
    ["accept", "join", "read", "recv", "thread", "timed"];

/// How long the waits, or the blocks, of each kind took.
pub(super) type DurationsMsByKind = BTreeMap<String, Vec<f64>>;

/// Returns the waits that a program's own lines or a library's code name.
pub(super) fn named_wait_durations_ms(
    timeline: &Timeline,
) -> DurationsMsByKind {
    let named =
        |wait: &&Wait| !is_nameless(wait) && !is_dropped_library_wait(wait);
    group_by_kind(timeline.waits.iter().filter(named).map(|wait| {
        let ms = wait_ms(wait, timeline);
        (wait_key(wait), ms)
    }))
}

/// A nameless wait is a gap between polls. How many there are depends on how
/// busy the machine is.
pub(super) fn nameless_wait_durations_ms(timeline: &Timeline) -> Vec<f64> {
    let waits = timeline.waits.iter().filter(is_nameless);
    waits.map(|wait| wait_ms(wait, timeline)).collect()
}

/// How much of a library's own wait is over when it's dropped depends on how
/// busy the machine is.
pub(super) fn dropped_library_wait_durations_ms(
    timeline: &Timeline,
) -> Vec<f64> {
    let waits = timeline.waits.iter().filter(is_dropped_library_wait);
    waits.map(|wait| wait_ms(wait, timeline)).collect()
}

/// Returns the waits that are too long for a race between threads to decide
/// about them, however they end.
pub(super) fn long_wait_durations_ms(timeline: &Timeline) -> DurationsMsByKind {
    let named =
        |wait: &&Wait| !is_nameless(wait) && !is_dropped_library_wait(wait);
    let waits = timeline.waits.iter().filter(named);
    let durations = waits.map(|wait| {
        let key = format!("{}, line {:?}", wait.target_kind, wait.line);
        (key, wait_ms(wait, timeline))
    });
    group_by_kind(durations.filter(|(_, ms)| *ms >= MIN_PARALLEL_WAIT_MS))
}

pub(super) fn uses_sockets(timeline: &Timeline) -> bool {
    let is_socket = |wait: &Wait| {
        ["tcp", "udp", "unix"]
            .iter()
            .any(|s| wait.target_kind.starts_with(s))
    };
    timeline.waits.iter().any(is_socket)
}

fn is_nameless(wait: &&Wait) -> bool {
    wait.target_kind == "unknown"
}

fn is_dropped_library_wait(wait: &&Wait) -> bool {
    wait.line.is_none() && wait.outcome == Some(WaitOutcome::Dropped)
}

fn wait_ms(wait: &Wait, timeline: &Timeline) -> f64 {
    wait.end.unwrap_or(timeline.end).0 - wait.start.0
}

fn group_by_kind(
    durations: impl Iterator<Item = (String, f64)>,
) -> DurationsMsByKind {
    let mut kinds = DurationsMsByKind::new();
    for (kind, ms) in durations {
        kinds.entry(kind).or_default().push(ms);
    }
    kinds
}

fn wait_key(wait: &Wait) -> String {
    let line = wait.line.map_or(String::new(), |n| format!(", line {n}"));
    let outcome = match wait.outcome {
        Some(outcome) => format!("{outcome:?}").to_lowercase(),
        None => "still waiting".to_owned(),
    };
    format!("{}{line}, {outcome}", wait.target_kind)
}

pub(super) fn block_durations_ms(timeline: &Timeline) -> DurationsMsByKind {
    let blocks = timeline.blocks.iter().filter(|b| !call_waits_for_others(b));
    let durations =
        blocks.map(|block| (block.what.clone(), block_ms(block, timeline)));
    group_by_kind(durations.filter(|(_, ms)| *ms >= MIN_BLOCK_MS))
}

pub(super) fn call_durations_ms(timeline: &Timeline) -> Vec<f64> {
    let blocks = timeline.blocks.iter().filter(call_waits_for_others);
    blocks.map(|block| block_ms(block, timeline)).collect()
}

fn call_waits_for_others(block: &&Block) -> bool {
    CALLS_THAT_WAIT_FOR_OTHERS.contains(&block.what.as_str())
}

fn block_ms(block: &Block, timeline: &Timeline) -> f64 {
    block.end.unwrap_or(timeline.end).0 - block.start.0
}

/// Returns whether a wait with this key ends when another task or process
/// does something.
pub(super) fn wait_ends_by_event(key: &str) -> bool {
    let target_kind = key.split(',').next().unwrap_or(key);
    !TIME_WAIT_KINDS.contains(&target_kind)
}
