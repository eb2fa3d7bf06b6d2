//! Programs made by chance: whatever they do, their timelines are in order,
//! and agree with what the programs themselves report.

use crate::goldens::{Shared, crates};
use crate::programs::{Program, Run};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};
use workbook::timeline::{How, Kind, Ms, Task, Timeline};

/// The seeds that are tried every time; one more is taken from the clock.
const SEEDS: std::ops::Range<u64> = 0..24;

pub fn every_run_is_in_order(shared: &Shared) -> Result<()> {
    let program = crates(shared)?.compile("plan")?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let random = u64::from(now.subsec_nanos()) + now.as_secs();
    for seed in SEEDS.chain([random]) {
        for runtime in ["paused", "threads"] {
            let plan = plan(runtime, seed);
            holds(&program, &plan).with_context(|| {
                format!("seed {seed}: `plan {}`", quoted(&plan))
            })?;
        }
    }
    Ok(())
}

fn quoted(plan: &[String]) -> String {
    let words = plan.iter().map(|word| format!("\"{word}\""));
    words.collect::<Vec<_>>().join(" ")
}

fn holds(program: &Program, plan: &[String]) -> Result<()> {
    let run = program.run(plan)?;
    let timeline = &run.timeline;
    let is_paused = plan[0] == "paused";
    ensure!(timeline.is_virtual == is_paused, "the clock is another one");
    ensure!(timeline.notes.is_empty(), "{:?}", timeline.notes);
    let tasks: BTreeMap<usize, &Task> =
        timeline.tasks.iter().map(|task| (task.id, task)).collect();
    in_order(timeline)?;
    polls(timeline)?;
    waits(timeline, &tasks)?;
    wakes(timeline, &tasks)?;
    ends(&run, &tasks)
}

fn in_order(timeline: &Timeline) -> Result<()> {
    let rising = |what: &str, times: Vec<Ms>| {
        ensure!(
            times.is_sorted() && times.iter().all(|t| *t <= timeline.end),
            "{what} are not in order: {times:?}"
        );
        Ok(())
    };
    rising("polls", timeline.polls.iter().map(|p| p.2).collect())?;
    rising("waits", timeline.waits.iter().map(|w| w.start).collect())?;
    rising("wakes", timeline.wakes.iter().map(|w| w.at).collect())?;
    rising("prints", timeline.prints.iter().map(|p| p.0).collect())?;
    rising("parks", timeline.parks.iter().map(|p| p.1).collect())
}

/// A task is polled once at a time, and so does a thread; one that is parked
/// polls nothing.
fn polls(timeline: &Timeline) -> Result<()> {
    let mut task_end = BTreeMap::new();
    let mut thread_end = BTreeMap::new();
    for poll in &timeline.polls {
        let (task, thread, start, end) = *poll;
        ensure!(start <= end, "{poll:?} runs backwards");
        ensure!(thread < timeline.threads.len(), "{poll:?}: no such thread");
        let last = task_end.insert(task, end).unwrap_or_default();
        ensure!(last <= start, "{poll:?} overlaps one that ends at {last:?}");
        let last = thread_end.insert(thread, end).unwrap_or_default();
        ensure!(last <= start, "{poll:?}: its thread is busy until {last:?}");
        for park in timeline.parks.iter().filter(|park| park.0 == thread) {
            let apart = park.2 <= start || end <= park.1;
            ensure!(apart, "{poll:?} overlaps the park {park:?}");
        }
    }
    Ok(())
}

fn waits(timeline: &Timeline, tasks: &BTreeMap<usize, &Task>) -> Result<()> {
    for wait in &timeline.waits {
        let task = tasks.get(&wait.task).context("no such task")?;
        let end = wait.end.unwrap_or(timeline.end);
        ensure!(wait.start <= end, "{wait:?} runs backwards");
        ensure!(
            task.start <= wait.start && end <= task.end.unwrap_or(timeline.end),
            "{wait:?} is not within {task:?}"
        );
        ensure!(wait.end.is_some() == wait.how.is_some(), "{wait:?}");
    }
    Ok(())
}

/// After each there is a poll, or the end of the task.
fn wakes(timeline: &Timeline, tasks: &BTreeMap<usize, &Task>) -> Result<()> {
    for wake in &timeline.wakes {
        let task = tasks.get(&wake.task).context("no such task")?;
        let by = wake.by.is_none_or(|by| tasks.contains_key(&by));
        ensure!(by, "{wake:?}: no such task");
        let mut polls = timeline.polls.iter();
        let later = polls.any(|p| p.0 == wake.task && wake.at <= p.2)
            || task.end.is_none_or(|end| wake.at <= end);
        ensure!(later, "nothing follows {wake:?}");
        ensure!(wake.sure, "{wake:?} was not seen");
    }
    Ok(())
}

/// The n-th printed line reports an end, and the n-th print tells its task.
fn ends(run: &Run, tasks: &BTreeMap<usize, &Task>) -> Result<()> {
    let prints = run.timeline.prints.iter().filter(|p| p.3 == "stdout");
    let printers: Vec<Option<usize>> = prints.map(|p| p.1).collect();
    let lines: Vec<&str> = run.finished.stdout.lines().collect();
    ensure!(lines.len() == printers.len(), "{lines:?}: {printers:?}");
    ensure!(lines.len() == tasks.len(), "{lines:?}: {tasks:?}");
    let mut reported = BTreeMap::new();
    for (line, printer) in lines.iter().zip(&printers) {
        let task = printer.and_then(|task| tasks.get(&task).copied());
        let task = task.with_context(|| format!("{line}: by {printer:?}"))?;
        ensure!(
            Some(*line) == report(line, task).as_deref(),
            "{line}: {task:?}"
        );
        ensure!(reported.insert(task.id, line).is_none(), "{line} twice");
    }
    Ok(())
}

/// What the task would say of itself.
fn report(line: &str, task: &Task) -> Option<String> {
    let number = line.split(' ').next()?;
    let number: usize = number.parse().ok()?;
    let kind = match number {
        0 => Kind::Main,
        200.. => Kind::Blocking,
        _ => Kind::Task,
    };
    let how = match task.how? {
        How::Done => "done",
        How::Cancelled => "cancelled",
        How::Panicked => "panicked",
    };
    (task.kind == kind && task.sure).then(|| format!("{number} {how}"))
}

/// A plan for each task of a tree: each is spawned by one before it.
fn plan(runtime: &str, seed: u64) -> Vec<String> {
    let mut chance = Chance(seed);
    let count = 2 + chance.below(7);
    let mut plans: Vec<Vec<String>> = vec![Vec::new(); count];
    for task in 0..count {
        for _ in 0..chance.below(6) {
            let word = word(&mut chance, count);
            plans[task].push(word);
        }
        if task > 0 {
            let parent = chance.below(task);
            let place = chance.below(plans[parent].len() + 1);
            plans[parent].insert(place, format!("f{task}"));
            if chance.below(3) > 0 {
                plans[parent].push(format!("j{task}"));
            }
        }
    }
    let plans = plans.into_iter().map(|words| words.join(" "));
    std::iter::once(runtime.to_owned()).chain(plans).collect()
}

fn word(chance: &mut Chance, tasks: usize) -> String {
    // Panics and aborts are rare, or little else would happen.
    const LETTERS: &[u8] = b"sssyyqqqoowwllllggggba";
    let letter = match chance.below(30) {
        0 => 'x',
        i => char::from(LETTERS[(i - 1) % LETTERS.len()]),
    };
    let number = match letter {
        'a' => 1 + chance.below(tasks - 1),
        _ => 1 + chance.below(12),
    };
    format!("{letter}{number}")
}

/// Numbers that look random and are the same for the same seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        (mixed % bound.max(1) as u64) as usize
    }
}
