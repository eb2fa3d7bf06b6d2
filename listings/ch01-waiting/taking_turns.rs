//! Taking turns is not working side by side
use std::fs::read_to_string;
use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

fn main() {
    // ANCHOR: new
    report("one thread", |start| {
        let turns = [1, 2, 3].map(|n| [('A', n), ('B', n)]);
        let turns = turns.into_iter().flatten();
        turns.map(|(job, n)| step(job, n, start)).collect()
    });

    report("two threads", |start| {
        let pair = &Barrier::new(2);
        let work = |job| {
            move || {
                [1, 2, 3].map(|n| {
                    pair.wait(); // the two begin each step together
                    step(job, n, start)
                })
            }
        };
        thread::scope(|scope| {
            let (a, b) = (scope.spawn(work('A')), scope.spawn(work('B')));
            [a.join().unwrap(), b.join().unwrap()].concat()
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

fn overlap(a: &Step, b: &Step) -> bool {
    a.0 != b.0 && a.2 < b.3 && b.2 < a.3
}

fn report(title: &str, run: impl FnOnce(Instant) -> Vec<Step>) {
    let (cpu_before, start) = (cpu_seconds(), Instant::now());
    let steps = run(start);
    let (passed, cpu_after) = (start.elapsed(), cpu_seconds());

    for (job, number, from, to) in &steps {
        println!("{title}: {job} {number} from {from:.1} to {to:.1} ms");
    }
    let shared = |a: &&Step| steps.iter().any(|b| overlap(a, b));
    let shared = steps.iter().filter(shared).count();
    print!("{title}: {shared} of {} steps overlap, ", steps.len());
    match cpu_before.zip(cpu_after) {
        Some((before, after)) => {
            let cpus = (after - before) / passed.as_secs_f64();
            println!("{cpus:.2} CPUs at work");
        }
        None => println!("CPUs not measured here"),
    }
}

/// Linux counts the CPU time of a process in hundredths of a second.
fn cpu_seconds() -> Option<f64> {
    let stat = read_to_string("/proc/self/stat").ok()?;
    let fields = stat.rsplit(')').next()?.split_whitespace();
    let ticks = fields.skip(11).take(2).map(|n| n.parse::<f64>());
    Some(ticks.sum::<Result<f64, _>>().ok()? / 100.0)
}
