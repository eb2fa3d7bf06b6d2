//! Whether two runs of a program have the same shape: the same tasks that
//! waited for the same things, about as long.

use super::calls;
use super::document::{Group, How, Kind, Task, Timeline, Wait};
use std::collections::BTreeMap;

/// Two durations are the same if they differ by no more than a quarter, or
/// than this.
const TOLERANCE_MS: f64 = 150.0;
const SHARE: f64 = 0.25;

/// Between threads, shorter waits come and go.
const LONG_MS: f64 = 220.0;

/// Shorter blocks come and go.
const SHORT_MS: f64 = 20.0;

/// What distinguishes a fresh run of a program from the recorded one, in
/// sentences. Polls and wakes may differ, as may times within a tolerance.
pub fn compare(
    recorded: &Timeline,
    fresh: &Timeline,
) -> Result<(), Vec<String>> {
    let mut faults = Vec::new();
    let sides = [recorded, fresh];
    differ(
        &mut faults,
        "the clock is virtual",
        sides.map(|t| t.is_virtual),
    );
    // Between threads it is chance whether a task still ends before the
    // runtime does, and whether it has to wait a moment for another one.
    let is_parallel = sides.iter().any(|t| workers(t) > 1);
    differ(&mut faults, "tasks", sides.map(|t| tasks(t, is_parallel)));
    differ(&mut faults, "groups", sides.map(groups));
    differ(&mut faults, "panics", sides.map(panics));
    if faults.is_empty() && is_parallel {
        durations(&mut faults, "long waits", sides.map(long_waits));
    } else if faults.is_empty() {
        durations(&mut faults, "waits", sides.map(waits));
        if !sides.iter().any(|t| calls::are_joined(&t.blocks)) {
            durations(&mut faults, "blocked times", sides.map(blocks));
        }
        ends(&mut faults, recorded, fresh);
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults),
    }
}

fn differ<T: PartialEq + std::fmt::Debug>(
    faults: &mut Vec<String>,
    what: &str,
    [recorded, fresh]: [T; 2],
) {
    if recorded != fresh {
        faults.push(format!("{what}: recorded {recorded:?}, now {fresh:?}"));
    }
}

/// How a task is told from others: its kind, its line, and its place among
/// those of the same kind and line. The numbers of tasks may differ.
type Name = (Kind, Option<u32>, usize);

fn names(timeline: &Timeline) -> BTreeMap<usize, Name> {
    let mut names: BTreeMap<usize, Name> = BTreeMap::new();
    for task in &timeline.tasks {
        let likes = names
            .values()
            .filter(|n| (n.0, n.1) == (task.kind, task.line))
            .count();
        names.insert(task.id, (task.kind, task.line, likes));
    }
    names
}

/// Of the task that spawned it only kind and line: which of several alike was
/// faster is chance.
type Told = (
    Name,
    Option<String>,
    Option<(Kind, Option<u32>)>,
    Option<How>,
);

fn workers(timeline: &Timeline) -> usize {
    timeline
        .threads
        .iter()
        .filter(|thread| thread.worker)
        .count()
}

fn tasks(timeline: &Timeline, is_parallel: bool) -> Vec<Told> {
    let names = names(timeline);
    let told = |task: &Task| {
        let by = task.by.and_then(|by| names.get(&by));
        let by = by.map(|(kind, line, _)| (*kind, *line));
        let how = task.how.filter(|_| !is_parallel);
        (names[&task.id], task.name.clone(), by, how)
    };
    let mut tasks: Vec<Told> = timeline.tasks.iter().map(told).collect();
    tasks.sort_by_key(|task| order(&task.0));
    tasks
}

fn order(name: &Name) -> (u8, Option<u32>, usize) {
    (name.0 as u8, name.1, name.2)
}

fn groups(timeline: &Timeline) -> Vec<(Option<u32>, usize, [usize; 3])> {
    let counts = |g: &Group| [g.done, g.cancelled, g.panicked];
    let all = timeline.groups.iter();
    let mut groups: Vec<_> =
        all.map(|g| (g.line, g.count, counts(g))).collect();
    groups.sort();
    groups
}

fn panics(timeline: &Timeline) -> Vec<Option<u32>> {
    let mut lines: Vec<_> =
        timeline.panics.iter().map(|panic| panic.3).collect();
    lines.sort();
    lines
}

/// How long each took, by what it was.
type Durations = BTreeMap<String, Vec<f64>>;

fn waits(timeline: &Timeline) -> Durations {
    let mut durations = Durations::new();
    for wait in &timeline.waits {
        let ms = wait.end.unwrap_or(timeline.end).0 - wait.start.0;
        // A nameless wait is a gap, and a gap grows on a busy machine.
        if wait.on != "unknown" || ms >= TOLERANCE_MS {
            durations.entry(key(wait)).or_default().push(ms);
        }
    }
    durations
}

/// Those that no race decides about, however they end.
fn long_waits(timeline: &Timeline) -> Durations {
    let mut durations = Durations::new();
    for wait in timeline.waits.iter().filter(|w| w.on != "unknown") {
        let ms = wait.end.unwrap_or(timeline.end).0 - wait.start.0;
        if ms >= LONG_MS {
            let key = format!("{}, line {:?}", wait.on, wait.line);
            durations.entry(key).or_default().push(ms);
        }
    }
    durations
}

fn key(wait: &Wait) -> String {
    let line = wait.line.map_or(String::new(), |n| format!(", line {n}"));
    let how = match wait.how {
        Some(how) => format!("{how:?}").to_lowercase(),
        None => "still waiting".to_owned(),
    };
    format!("{}{line}, {how}", wait.on)
}

fn blocks(timeline: &Timeline) -> Durations {
    let mut durations = Durations::new();
    for block in &timeline.blocks {
        // A wait for another thread's work is longer on a busy machine.
        let shortest = match block.what.as_str() {
            "join" | "thread" | "timed" => TOLERANCE_MS,
            _ => SHORT_MS,
        };
        let ms = block.end.unwrap_or(timeline.end).0 - block.start.0;
        if ms >= shortest {
            durations.entry(block.what.clone()).or_default().push(ms);
        }
    }
    durations
}

fn durations(
    faults: &mut Vec<String>,
    what: &str,
    [recorded, fresh]: [Durations; 2],
) {
    let count = |all: &Durations| -> BTreeMap<String, usize> {
        let all = all.iter();
        all.map(|(key, ms)| (key.clone(), ms.len())).collect()
    };
    let counts = [count(&recorded), count(&fresh)];
    if counts[0] != counts[1] {
        differ(faults, what, counts);
        return;
    }
    for (key, mut recorded) in recorded {
        let mut fresh = fresh[&key].clone();
        recorded.sort_by(f64::total_cmp);
        fresh.sort_by(f64::total_cmp);
        for (old, new) in recorded.iter().zip(&fresh) {
            if !is_near(*old, *new) {
                faults.push(format!(
                    "{what}: {key}: recorded {old:.0} ms, now {new:.0} ms"
                ));
            }
        }
    }
}

fn is_near(old: f64, new: f64) -> bool {
    (old - new).abs() <= TOLERANCE_MS.max(SHARE * old.max(new))
}

/// The order in which the tasks ended; those that ended at about one time
/// may change places.
fn ends(faults: &mut Vec<String>, recorded: &Timeline, fresh: &Timeline) {
    let end_of = |timeline: &Timeline| -> Vec<(Name, f64)> {
        let names = names(timeline);
        let all = timeline.tasks.iter();
        all.filter_map(|task| Some((names[&task.id], task.end?.0)))
            .collect()
    };
    let (recorded, fresh) = (end_of(recorded), end_of(fresh));
    let now = |name: &Name| fresh.iter().find(|(n, _)| n == name);
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
