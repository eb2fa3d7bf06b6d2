//! What a wait of 2 s uses of the machine
use std::fs::read_to_string;
use std::thread::{sleep, yield_now};
use std::time::Duration;

fn main() {
    println!("Waiting 2 s for an answer");
    // ANCHOR: measure
    let before = main_thread_cpu_ms();
    ask_database();
    let after = main_thread_cpu_ms();
    // ANCHOR_END: measure

    if let (Some(before), Some(after)) = (before, after) {
        let used = after - before;
        let idle = 100.0 - used / 20.0;
        println!("CPU time: {used:.3} ms of 2000, so {idle:.3} % idle");
    }
    match resident_kb_and_thread_count() {
        Some((kb, threads)) => {
            println!("Memory:   {kb} KB");
            println!("Threads:  {threads}");
        }
        None => println!("These measurements need Linux's /proc"),
    }
}

// ANCHOR: cpu
fn ask_database() {
    sleep(Duration::from_secs(2));
}

/// Returns the CPU time that the main thread has used so far.
fn main_thread_cpu_ms() -> Option<f64> {
    yield_now(); // makes Linux update the number that we read next
    let schedstat = read_to_string("/proc/self/schedstat").ok()?;
    Some(first_number(&schedstat)? as f64 / 1e6)
}
// ANCHOR_END: cpu

fn resident_kb_and_thread_count() -> Option<(u64, u64)> {
    let status = read_to_string("/proc/self/status").ok()?;
    let kb = first_number(status.split("VmRSS:").nth(1)?)?;
    let threads = first_number(status.split("Threads:").nth(1)?)?;
    Some((kb, threads))
}

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}
