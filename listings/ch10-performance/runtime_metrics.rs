//! What the runtime counts about itself
use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, RuntimeMetrics};
use tokio::time::sleep;

fn main() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let metrics = runtime.metrics();
    println!("workers: {}", metrics.num_workers());

    // ANCHOR: phases
    let mut last = Sample::take(&metrics);
    for _ in 0..100 {
        runtime.spawn(async { sleep(Duration::from_millis(400)).await });
    }
    last = last.print_since("100 sleeping tasks", &metrics);

    for _ in 0..100 {
        runtime.spawn(async { compute_for(Duration::from_millis(4)) });
    }
    last = last.print_since("100 short computations", &metrics);

    runtime.spawn(async { compute_for(Duration::from_millis(400)) });
    thread::sleep(Duration::from_millis(50)); // the worker has started it
    for _ in 0..100 {
        runtime.spawn(async {});
    }
    last.print_since("1 long computation", &metrics);
    // ANCHOR_END: phases
}

// ANCHOR: sample
struct Sample {
    busy: Duration,
    parks: u64,
}

impl Sample {
    fn take(metrics: &RuntimeMetrics) -> Sample {
        Sample {
            busy: metrics.worker_total_busy_duration(0),
            parks: metrics.worker_park_count(0),
        }
    }

    /// Prints the state after 0.1 s, and once more when all tasks are done.
    fn print_since(self, phase: &str, metrics: &RuntimeMetrics) -> Sample {
        println!("{phase}");
        thread::sleep(Duration::from_millis(100));
        self.print_change("after 0.1 s", metrics);
        while metrics.num_alive_tasks() > 0 {
            thread::sleep(Duration::from_millis(10));
        }
        thread::sleep(Duration::from_millis(20)); // the worker parks
        self.print_change("at the end", metrics);
        Sample::take(metrics)
    }
    // ANCHOR_END: sample

    fn print_change(&self, moment: &str, metrics: &RuntimeMetrics) {
        let now = Sample::take(metrics);
        let busy = (now.busy - self.busy).as_millis();
        let parks = now.parks - self.parks;
        let alive = metrics.num_alive_tasks();
        let queued = metrics.global_queue_depth();
        print!("  {moment}: {alive} alive, {queued} queued, ");
        println!("{busy} ms busy, {parks} parks");
    }
}

fn compute_for(time: Duration) {
    let start = Instant::now();
    let mut number: u64 = 1;
    while start.elapsed() < time {
        number = black_box(number.wrapping_mul(31));
    }
}
