//! Taking turns is not working side by side
use std::fs::read_to_string;
use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

fn main() {
    // ANCHOR: new
    report("one thread", |start| {
        let turn = |n| [step('A', n, start), step('B', n, start)];
        [1, 2, 3].map(turn).concat()
    });

    let pair = Barrier::new(2);
    report("two threads", |start| {
        let together = |job, n| {
            pair.wait(); // the two begin each step together
            step(job, n, start)
        };
        thread::scope(|scope| {
            let b = scope.spawn(|| [1, 2, 3].map(|n| together('B', n)));
            [[1, 2, 3].map(|n| together('A', n)), b.join().unwrap()].concat()
        })
    });
    // ANCHOR_END: new
}

/// A job's name, the step's number, its start and end in milliseconds.
type Step = (char, u32, f64, f64);

fn step(job: char, number: u32, start: Instant) -> Step {
    let now = || start.elapsed().as_secs_f64() * 1000.0;
    let from = now();
    (0..8_500_000_u64).fold(0, |sum, n| black_box(sum ^ (n * n)));
    (job, number, from, now())
}

fn report(title: &str, run: impl FnOnce(Instant) -> Vec<Step>) {
    let (cpu_before, start) = (cpu_seconds(), Instant::now());
    let (steps, seconds) = (run(start), start.elapsed().as_secs_f64());
    let cpu = cpu_seconds().zip(cpu_before);

    for (job, number, from, to) in &steps {
        println!("{title}: {job} {number} from {from:.1} to {to:.1} ms");
    }
    let meet = |a: &Step, b: &Step| a.0 != b.0 && a.2 < b.3 && b.2 < a.3;
    let meets = |a: &&Step| steps.iter().any(|b| meet(a, b));
    let (met, all) = (steps.iter().filter(meets).count(), steps.len());
    match cpu.map(|(after, before)| (after - before) / seconds) {
        Some(cpus) => print!("{title}: {cpus:.2} CPUs at work, "),
        None => print!("{title}: CPUs at work not measured here, "),
    }
    println!("{met} of {all} steps overlap");
}

/// Only Linux tells, in hundredths of a second.
fn cpu_seconds() -> Option<f64> {
    let stat = read_to_string("/proc/self/stat").ok()?;
    let ticks = stat.split_whitespace().skip(13).take(2);
    Some(ticks.map(|n| n.parse::<f64>().ok()).sum::<Option<f64>>()? / 100.0)
}
