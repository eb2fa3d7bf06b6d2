//! Two jobs on one thread, then on two
use std::hint::black_box;
use std::ops::Range;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

fn main() {
    report("one thread", run_on_one_thread);
    report("two threads", run_on_two_threads);
}

// ANCHOR: one
fn run_on_one_thread(start: Instant) -> Vec<Step> {
    let mut steps = Vec::new();
    for number in 1..=3 {
        steps.push(run_step('A', number, start));
        steps.push(run_step('B', number, start));
    }
    steps
}
// ANCHOR_END: one

// ANCHOR: two
fn run_on_two_threads(start: Instant) -> Vec<Step> {
    let barrier = Barrier::new(2);
    let three_steps = |job| {
        let mut steps = Vec::new();
        for number in 1..=3 {
            barrier.wait(); // both jobs start each step together
            steps.push(run_step(job, number, start));
        }
        steps
    };
    thread::scope(|scope| {
        let thread_b = scope.spawn(|| three_steps('B'));
        let mut steps = three_steps('A');
        steps.extend(thread_b.join().unwrap());
        steps
    })
}
// ANCHOR_END: two

struct Step {
    job: char,
    number: u32,
    /// Its start and its end, in milliseconds.
    ms: Range<f64>,
}

/// Keeps a CPU busy for a while.
fn run_step(job: char, number: u32, start: Instant) -> Step {
    let begin = ms_since(start);
    (0..8_500_000_u64).fold(0, |sum, n| black_box(sum ^ (n * n)));
    let ms = begin..ms_since(start);
    Step { job, number, ms }
}

fn ms_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

fn report(title: &str, run_jobs: fn(Instant) -> Vec<Step>) {
    let start = Instant::now();
    let steps = run_jobs(start);
    let total = ms_since(start);
    for Step { job, number, ms } in &steps {
        let Range { start, end } = ms;
        println!("{title}: {job} {number} from {start:.1} to {end:.1} ms");
    }
    let overlap = |a: &Step, b: &Step| {
        a.job != b.job && a.ms.start < b.ms.end && b.ms.start < a.ms.end
    };
    let overlaps = |a: &&Step| steps.iter().any(|b| overlap(a, b));
    let overlapping = steps.iter().filter(overlaps).count();
    let count = steps.len();
    println!("{title}: {total:.1} ms, {overlapping} of {count} steps overlap");
}
