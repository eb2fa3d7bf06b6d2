//! How long polls take, as a histogram
use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, HistogramConfiguration, Runtime};

fn main() {
    print_poll_times("100 polls of 4 ms", 100, Duration::from_millis(4));
    print_poll_times("1 poll of 400 ms", 1, Duration::from_millis(400));
}

// ANCHOR: runtime
fn build_runtime() -> Runtime {
    let buckets = HistogramConfiguration::linear(Duration::from_millis(20), 4);
    Builder::new_multi_thread()
        .worker_threads(1)
        .enable_metrics_poll_time_histogram()
        .metrics_poll_time_histogram_configuration(buckets)
        .build()
        .unwrap()
}
// ANCHOR_END: runtime

// ANCHOR: print
/// Runs `tasks` tasks that compute for `time`, then prints the worker's
/// busy time and its histogram.
fn print_poll_times(title: &str, tasks: usize, time: Duration) {
    let runtime = build_runtime();
    let metrics = runtime.metrics();
    for _ in 0..tasks {
        runtime.spawn(async move { compute_for(time) });
    }
    while metrics.num_alive_tasks() > 0 {
        thread::sleep(Duration::from_millis(10));
    }
    thread::sleep(Duration::from_millis(20)); // the worker parks

    let busy = metrics.worker_total_busy_duration(0).as_millis();
    println!("{title}: {busy} ms busy");
    for bucket in 0..metrics.poll_time_histogram_num_buckets() {
        let range = metrics.poll_time_histogram_bucket_range(bucket);
        let polls = metrics.poll_time_histogram_bucket_count(0, bucket);
        let from = range.start.as_millis();
        println!("  polls from {from} ms: {polls}");
    }
}
// ANCHOR_END: print

fn compute_for(time: Duration) {
    let start = Instant::now();
    let mut number: u64 = 1;
    while start.elapsed() < time {
        number = black_box(number.wrapping_mul(31));
    }
}
