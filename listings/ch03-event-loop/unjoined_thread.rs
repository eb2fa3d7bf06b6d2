//! A thread that nothing waits for, and one that `main` joins
use std::thread;
use std::time::Duration;

// ANCHOR: main
fn main() {
    thread::spawn(|| measure("unjoined", 400));
    let joined = thread::spawn(|| measure("joined", 200));
    joined.join().unwrap();
    println!("main returns");
}
// ANCHOR_END: main

fn measure(thread: &'static str, milliseconds: u64) {
    let _report = ReportDrop { thread };
    thread::sleep(Duration::from_millis(milliseconds));
    println!("the {thread} thread has measured");
}

struct ReportDrop {
    thread: &'static str,
}

impl Drop for ReportDrop {
    fn drop(&mut self) {
        println!("the {} thread cleans up", self.thread);
    }
}
