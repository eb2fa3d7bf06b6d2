//! What a waiting thread costs
use std::env;
use std::fs::read_to_string;
use std::thread::{Builder, park, sleep};
use std::time::{Duration, Instant};

fn main() {
    let count = env::args().nth(1).map_or(10_000, |n| n.parse().unwrap());
    let before = resident_kb();
    let start = Instant::now();

    let mut threads = Vec::new();
    for _ in 0..count {
        // ANCHOR: spawn
        match Builder::new().spawn(wait) {
            Ok(thread) => threads.push(thread),
            Err(error) => {
                println!("No more than {} threads: {error}", threads.len());
                break;
            }
        }
        // ANCHOR_END: spawn
    }
    let started = start.elapsed();
    let (count, after) = (threads.len(), resident_kb());
    let unparked = Instant::now();
    for thread in &threads {
        thread.thread().unpark();
    }
    for thread in threads {
        thread.join().unwrap();
    }

    let done = (started + unparked.elapsed()).as_secs_f64();
    let ms = started.as_secs_f64() * 1000.0;
    let us = ms * 1000.0 / count as f64;
    print!("{count} threads: started in {ms:.1} ms, {us:.0} us each, ");
    print!("all done after {done:.2} s, ");
    match before.zip(after) {
        Some((before, after)) => {
            println!("{:.2} KB each", (after - before) / count as f64);
        }
        None => println!("memory not measured here"),
    }
}

/// Sleeps until `main` unparks it, which happens when all threads exist.
fn wait() {
    park();
    sleep(Duration::from_secs(1));
}

fn resident_kb() -> Option<f64> {
    let status = read_to_string("/proc/self/status").ok()?;
    let kb = status.split("VmRSS:").nth(1)?;
    kb.split_whitespace().next()?.parse().ok()
}
