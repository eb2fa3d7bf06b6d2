//! Whether two runs of a program have the same shape: the same tasks that
//! waited for the same things, about as long.

use super::calls;
use super::document::{
    Group, Kind, Task, TaskOutcome, Timeline, Wait, WaitOutcome,
};
use super::rows::Block;
use std::collections::{BTreeMap, BTreeSet};

/// Two durations are the same if they differ by no more than a quarter, or
/// than this.
const TOLERANCE_MS: f64 = 150.0;
const TOLERANCE_SHARE: f64 = 0.25;

/// As many waits of a kind as only a loop makes.
pub(super) const MIN_LOOP_WAITS: usize = 10;

/// Shorter waits are not compared if the program has several worker threads,
/// because some of them are missing in some runs.
const MIN_PARALLEL_WAIT_MS: f64 = 220.0;

/// Shorter waits for another task or a socket are missing in some runs:
/// whether a task has to wait depends on whether the other side was first.
const MIN_EVENT_WAIT_MS: f64 = 20.0;

/// Waits whose number the program decides alone. The others end when another
/// task or process does something: of two events that come at about the same
/// time, a task waits for both in one run, and only for the second in another.
const WAITS_FOR_TIME: [&str; 5] =
    ["sleep", "interval", "timeout", "yield", "budget"];

/// Shorter blocked times are missing in some runs.
const MIN_BLOCK_MS: f64 = 20.0;

/// Blocking calls that wait for another thread or process: how many of them
/// have to wait, and how long, depends on how busy the machine is.
const CALLS_FOR_OTHERS: [&str; 6] =
    ["accept", "join", "read", "recv", "thread", "timed"];

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
        groups: _,
        // These may differ.
        v: _,
        end: _,
        recorded_until: _,
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
    compare_values(&mut faults, "groups", sides.map(group_counts));
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

/// What distinguishes a task from the others of its run. The numbers of tasks
/// may differ between runs.
#[derive(Debug, Clone, Copy, PartialEq)]
struct TaskKey {
    kind: Kind,
    line: Option<u32>,
    /// Its place among the tasks of this kind and line.
    place: usize,
}

/// What must be the same about a task in both runs.
#[derive(Debug, PartialEq)]
struct TaskShape {
    key: TaskKey,
    /// Kind and line of the task that spawned it. Which of several such tasks
    /// did so is chance.
    parent: Option<(Kind, Option<u32>)>,
    outcome: Option<TaskOutcome>,
}

fn task_keys(timeline: &Timeline) -> BTreeMap<usize, TaskKey> {
    let mut keys: BTreeMap<usize, TaskKey> = BTreeMap::new();
    for task in &timeline.tasks {
        let (kind, line) = (task.kind, task.line);
        let place = keys
            .values()
            .filter(|key| (key.kind, key.line) == (kind, line))
            .count();
        keys.insert(task.id, TaskKey { kind, line, place });
    }
    keys
}

fn worker_count(timeline: &Timeline) -> usize {
    timeline
        .threads
        .iter()
        .filter(|thread| thread.worker)
        .count()
}

fn task_shapes(timeline: &Timeline, is_parallel: bool) -> Vec<TaskShape> {
    let keys = task_keys(timeline);
    let shape = |task: &Task| {
        let parent = task.parent.and_then(|parent| keys.get(&parent));
        TaskShape {
            key: keys[&task.id],
            parent: parent.map(|key| (key.kind, key.line)),
            outcome: task.outcome.filter(|_| !is_parallel),
        }
    };
    let mut shapes: Vec<TaskShape> = timeline.tasks.iter().map(shape).collect();
    shapes.sort_by_key(|shape| {
        (shape.key.kind as u8, shape.key.line, shape.key.place)
    });
    shapes
}

fn group_counts(timeline: &Timeline) -> Vec<(Option<u32>, usize, [usize; 3])> {
    let counts = |g: &Group| [g.done, g.cancelled, g.panicked];
    let mut groups: Vec<_> = timeline
        .groups
        .iter()
        .map(|g| (g.line, g.count, counts(g)))
        .collect();
    groups.sort();
    groups
}

/// How often each channel was too fast for a receiver.
fn lost_messages(timeline: &Timeline) -> BTreeMap<Option<u32>, usize> {
    let mut counts = BTreeMap::new();
    for lag in &timeline.lags {
        *counts.entry(lag.line).or_default() += 1;
    }
    counts
}

fn panic_lines(timeline: &Timeline) -> Vec<Option<u32>> {
    let mut lines: Vec<_> =
        timeline.panics.iter().map(|panic| panic.line).collect();
    lines.sort();
    lines
}

/// How long the waits, or the blocks, of each kind took.
type DurationsByKind = BTreeMap<String, Vec<f64>>;

/// Returns the waits that a program's own lines or a library's code name.
fn wait_durations(timeline: &Timeline) -> DurationsByKind {
    let named = |wait: &&Wait| !is_nameless(wait) && !is_dropped_library(wait);
    by_kind(timeline.waits.iter().filter(named).map(|wait| {
        let ms = wait_ms(wait, timeline);
        (wait_key(wait), ms)
    }))
}

/// A nameless wait is a gap between polls. How many there are depends on how
/// busy the machine is.
fn nameless_durations(timeline: &Timeline) -> Vec<f64> {
    let waits = timeline.waits.iter().filter(is_nameless);
    waits.map(|wait| wait_ms(wait, timeline)).collect()
}

/// How much of a library's own wait is over when it's dropped depends on how
/// busy the machine is.
fn dropped_library_durations(timeline: &Timeline) -> Vec<f64> {
    let waits = timeline.waits.iter().filter(is_dropped_library);
    waits.map(|wait| wait_ms(wait, timeline)).collect()
}

/// Returns the waits that are too long for a race between threads to decide
/// about them, however they end.
fn long_wait_durations(timeline: &Timeline) -> DurationsByKind {
    let named = |wait: &&Wait| !is_nameless(wait) && !is_dropped_library(wait);
    let waits = timeline.waits.iter().filter(named);
    let durations = waits.map(|wait| {
        let key = format!("{}, line {:?}", wait.target_kind, wait.line);
        (key, wait_ms(wait, timeline))
    });
    by_kind(durations.filter(|(_, ms)| *ms >= MIN_PARALLEL_WAIT_MS))
}

fn uses_sockets(timeline: &Timeline) -> bool {
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

fn is_dropped_library(wait: &&Wait) -> bool {
    wait.line.is_none() && wait.outcome == Some(WaitOutcome::Dropped)
}

fn wait_ms(wait: &Wait, timeline: &Timeline) -> f64 {
    wait.end.unwrap_or(timeline.end).0 - wait.start.0
}

fn by_kind(durations: impl Iterator<Item = (String, f64)>) -> DurationsByKind {
    let mut kinds = DurationsByKind::new();
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

fn block_durations(timeline: &Timeline) -> DurationsByKind {
    let blocks = timeline.blocks.iter().filter(|b| !waits_for_others(b));
    let durations =
        blocks.map(|block| (block.what.clone(), block_ms(block, timeline)));
    by_kind(durations.filter(|(_, ms)| *ms >= MIN_BLOCK_MS))
}

fn call_durations(timeline: &Timeline) -> Vec<f64> {
    let blocks = timeline.blocks.iter().filter(waits_for_others);
    blocks.map(|block| block_ms(block, timeline)).collect()
}

fn waits_for_others(block: &&Block) -> bool {
    CALLS_FOR_OTHERS.contains(&block.what.as_str())
}

fn block_ms(block: &Block, timeline: &Timeline) -> f64 {
    block.end.unwrap_or(timeline.end).0 - block.start.0
}

/// Compares what must be there as often in both runs, the longest with the
/// longest. Of a kind whose number `is_chance`, what is short may be missing in
/// one of them, and what is long may be divided in another way.
fn compare_durations(
    faults: &mut Vec<String>,
    what: &str,
    [recorded, fresh]: [DurationsByKind; 2],
    is_chance: impl Fn(&str) -> bool,
) {
    let kinds: BTreeSet<&String> =
        recorded.keys().chain(fresh.keys()).collect();
    for kind in kinds {
        let mut sides = [&recorded, &fresh]
            .map(|kinds| sorted(kinds.get(kind).cloned().unwrap_or_default()));
        let is_chance = is_chance(kind);
        if is_chance && sides[0].len() != sides[1].len() {
            sides
                .iter_mut()
                .for_each(|s| s.retain(|ms| *ms >= MIN_EVENT_WAIT_MS));
        }
        let [recorded, fresh] = sides;
        let is_same = is_same_loop(&recorded, &fresh)
            || (is_chance && is_other_split(&recorded, &fresh));
        if recorded.len() == fresh.len() {
            for (old, new) in recorded.iter().zip(&fresh) {
                if !is_near(*old, *new) {
                    faults.push(format!(
                        "{what}: {kind}: recorded {old:.0} ms, now {new:.0} ms"
                    ));
                }
            }
        } else if !is_same {
            faults.push(format!(
                "{what}: {kind}: recorded {} of them, now {}",
                recorded.len(),
                fresh.len()
            ));
        }
    }
}

/// Returns whether both are the waits of a loop that goes on for a time. How
/// often it gets around depends on the machine, within a factor of 2, but not
/// the time that it takes.
fn is_same_loop(recorded: &[f64], fresh: &[f64]) -> bool {
    let few = recorded.len().min(fresh.len());
    let many = recorded.len().max(fresh.len());
    let (old, new) = (recorded.iter().sum(), fresh.iter().sum());
    few >= MIN_LOOP_WAITS && many <= 2 * few && is_near(old, new)
}

/// Returns whether both are the same time of waiting, which one event more or
/// less divides.
fn is_other_split(recorded: &[f64], fresh: &[f64]) -> bool {
    let few = recorded.len().min(fresh.len());
    let many = recorded.len().max(fresh.len());
    let (old, new) = (recorded.iter().sum(), fresh.iter().sum());
    few >= 1 && many <= 2 * few && is_near(old, new)
}

/// Returns whether a wait with this key ends when another task or process
/// does something.
fn waits_for_event(key: &str) -> bool {
    let target_kind = key.split(',').next().unwrap_or(key);
    !WAITS_FOR_TIME.contains(&target_kind)
}

/// Compares what may be missing in one of the runs if it is short: the
/// longest with the longest, and so on.
fn compare_longest(
    faults: &mut Vec<String>,
    what: &str,
    durations: [Vec<f64>; 2],
    is_same: impl Fn(f64, f64) -> bool,
) {
    let [recorded, fresh] = durations.map(sorted);
    for i in 0..recorded.len().max(fresh.len()) {
        let duration = |list: &[f64]| list.get(i).copied().unwrap_or(0.0);
        let (old, new) = (duration(&recorded), duration(&fresh));
        if !is_same(old, new) {
            faults
                .push(format!("{what}: recorded {old:.0} ms, now {new:.0} ms"));
        }
    }
}

/// Longest first.
fn sorted(mut durations: Vec<f64>) -> Vec<f64> {
    durations.sort_by(|a, b| b.total_cmp(a));
    durations
}

fn is_near(recorded_ms: f64, fresh_ms: f64) -> bool {
    (recorded_ms - fresh_ms).abs()
        <= TOLERANCE_MS.max(TOLERANCE_SHARE * recorded_ms.max(fresh_ms))
}

/// Compares the order in which the tasks ended. Tasks that ended at about the
/// same time may change places.
fn compare_end_order(
    faults: &mut Vec<String>,
    recorded: &Timeline,
    fresh: &Timeline,
) {
    let end_times = |timeline: &Timeline| -> Vec<(TaskKey, f64)> {
        let keys = task_keys(timeline);
        let tasks = timeline.tasks.iter();
        tasks
            .filter_map(|task| Some((keys[&task.id], task.end?.0)))
            .collect()
    };
    let (recorded, fresh) = (end_times(recorded), end_times(fresh));
    let now = |key: &TaskKey| fresh.iter().find(|(other, _)| other == key);
    for (i, (first, first_ms)) in recorded.iter().enumerate() {
        for (second, second_ms) in &recorded[i + 1..] {
            let (Some((_, a)), Some((_, b))) = (now(first), now(second)) else {
                continue;
            };
            let swapped = (first_ms < second_ms) != (a < b);
            let apart = !is_near(*first_ms, *second_ms) || !is_near(*a, *b);
            if swapped && apart {
                faults.push(format!(
                    "order of ends: recorded {first:?} at {first_ms:.0} ms \
                     and {second:?} at {second_ms:.0} ms, now {a:.0} ms and \
                     {b:.0} ms"
                ));
            }
        }
    }
}
