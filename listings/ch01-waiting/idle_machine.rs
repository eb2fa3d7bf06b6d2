//! What a wait of 2 s uses of the machine
use std::fs::read_to_string;
use std::thread::{sleep, yield_now};
use std::time::Duration;

fn main() {
    println!("Waiting 2 s for an answer");
    // ANCHOR: new
    let before = cpu_ms();
    ask_database();
    let used = cpu_ms().zip(before).map(|(after, before)| after - before);
    // ANCHOR_END: new

    match used.zip(resident_kb_and_threads()) {
        Some((ms, (kb, threads))) => {
            let idle = 100.0 - ms / 20.0;
            println!("CPU time: {ms:.3} ms of 2000, so {idle:.3} % idle");
            println!("Memory:   {kb} KB");
            println!("Threads:  {threads}");
        }
        None => println!("Only Linux tells here what the wait used"),
    }
}

fn ask_database() {
    sleep(Duration::from_secs(2));
}

// ANCHOR: new

fn cpu_ms() -> Option<f64> {
    yield_now(); // so that Linux counts up to this moment
    let ns = first_number(&read_to_string("/proc/self/schedstat").ok()?)?;
    Some(ns as f64 / 1e6)
}
// ANCHOR_END: new

fn resident_kb_and_threads() -> Option<(u64, u64)> {
    let status = read_to_string("/proc/self/status").ok()?;
    let kb = first_number(status.split("VmRSS:").nth(1)?)?;
    let threads = first_number(status.split("Threads:").nth(1)?)?;
    Some((kb, threads))
}

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}
