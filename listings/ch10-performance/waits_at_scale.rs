//! From ten waits to a hundred thousand
use std::env;
use std::fs::read_to_string;
use std::process::Command;
use std::thread::{Builder, park};
use std::time::{Duration, Instant};

use tokio::time::sleep;

const DAY: Duration = Duration::from_secs(86_400);

fn main() {
    // ANCHOR: counts
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [kind, count] = arguments.as_slice() {
        let count = count.parse().unwrap();
        match kind.as_str() {
            "tasks" => start_tasks(count),
            _ => start_threads(count),
        }
        return;
    }
    // A process for each line, so that each one starts with empty memory.
    for (kind, counts) in [
        ("tasks", [10, 1_000, 100_000]),
        ("threads", [10, 1_000, 10_000]),
    ] {
        for count in counts {
            let mut command = Command::new(env::current_exe().unwrap());
            command.args([kind, &count.to_string()]).status().unwrap();
        }
    }
    // ANCHOR_END: counts
}

// ANCHOR: start
#[tokio::main(flavor = "current_thread")]
async fn start_tasks(count: usize) {
    let (before, start) = (resident_kb(), Instant::now());
    for _ in 0..count {
        tokio::spawn(sleep(DAY));
    }
    // The tasks run in order, so before this one, all others go to sleep.
    tokio::spawn(async {}).await.unwrap();
    report("tasks", count, start, before);
}

fn start_threads(count: usize) {
    let (before, start) = (resident_kb(), Instant::now());
    for started in 0..count {
        if let Err(error) = Builder::new().spawn(park) {
            println!("no more than {started} threads: {error}");
            return;
        }
    }
    report("threads", count, start, before);
}
// ANCHOR_END: start

fn report(kind: &str, count: usize, start: Instant, kb_before: Option<f64>) {
    let us = start.elapsed().as_secs_f64() * 1e6 / count as f64;
    print!("{count} {kind}: {us:.1} us each, ");
    match kb_before.zip(resident_kb()) {
        Some((before, after)) => {
            println!("{:.2} KB each", (after - before) / count as f64);
        }
        None => println!("memory not measured here"),
    }
}

fn resident_kb() -> Option<f64> {
    let status = read_to_string("/proc/self/status").ok()?;
    let kb = status.split("VmRSS:").nth(1)?;
    kb.split_whitespace().next()?.parse().ok()
}
