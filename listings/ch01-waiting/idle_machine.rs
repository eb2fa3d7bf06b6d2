//! What the machine does while we wait
use std::fs::read_to_string;
use std::thread::sleep;
use std::time::Duration;

fn main() {
    println!("Waiting 2 s for an answer");
    ask_database();
    match Usage::of_this_process() {
        Some(usage) => usage.print(),
        None => println!("Only Linux tells here what the wait used"),
    }
}

fn ask_database() {
    sleep(Duration::from_secs(2));
}

struct Usage {
    cpu_ns: u64,
    resident_kb: u64,
    threads: u64,
}

impl Usage {
    // ANCHOR: new
    fn of_this_process() -> Option<Usage> {
        let scheduled = read_to_string("/proc/self/schedstat").ok()?;
        let status = read_to_string("/proc/self/status").ok()?;
        Some(Usage {
            cpu_ns: first_number(&scheduled)?,
            resident_kb: first_number(status.split("VmRSS:").nth(1)?)?,
            threads: first_number(status.split("Threads:").nth(1)?)?,
        })
    }
    // ANCHOR_END: new

    fn print(&self) {
        let cpu_ms = self.cpu_ns as f64 / 1e6;
        let idle = 100.0 - cpu_ms / 20.0;
        println!("CPU time: {cpu_ms:.2} ms of 2000, so {idle:.2} % idle");
        println!("Memory:   {} KB", self.resident_kb);
        println!("Threads:  {}", self.threads);
    }
}

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}
