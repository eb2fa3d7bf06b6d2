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
            let a = [1, 2, 3].map(|n| together('A', n));
            [a, b.join().unwrap()].concat()
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
    let (cpu, start) = (cpu_seconds(), Instant::now());
    let steps = run(start);
    let cpus = (cpu_seconds() - cpu) / start.elapsed().as_secs_f64();

    for (job, number, from, to) in &steps {
        println!("{title}: {job} {number} from {from:.1} to {to:.1} ms");
    }
    let overlaps =
        |a: &&Step| steps.iter().any(|b| a.0 != b.0 && a.2 < b.3 && b.2 < a.3);
    let (shared, all) = (steps.iter().filter(overlaps).count(), steps.len());
    print!("{title}: {shared} of {all} steps overlap, ");
    println!("{cpus:.2} CPUs at work");
}

/// Linux counts in hundredths of a second; elsewhere this stays 0.
fn cpu_seconds() -> f64 {
    let stat = read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    let ticks = fields.skip(11).take(2).map(|n| n.parse::<f64>().unwrap());
    ticks.sum::<f64>() / 100.0
}
