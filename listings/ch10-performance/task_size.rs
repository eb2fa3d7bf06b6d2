//! The same small jobs in many tasks and in few
use std::hint::black_box;
use std::time::Instant;

use tokio::task::JoinSet;

const READINGS: usize = 100_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let readings: Vec<u64> = (0..READINGS as u64).collect();
    // ANCHOR: chunks
    for chunk_size in [1, 10, 100, 1_000] {
        let chunks: Vec<Vec<u64>> =
            readings.chunks(chunk_size).map(<[u64]>::to_vec).collect();
        let tasks = chunks.len();
        let start = Instant::now();
        let mut jobs = JoinSet::new();
        for chunk in chunks {
            jobs.spawn(async move { chunk.into_iter().map(convert).sum() });
        }
        let sums: Vec<u64> = jobs.join_all().await;
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        let total: u64 = sums.iter().sum();
        println!("{tasks} tasks of {chunk_size}: {ms:.1} ms, sum {total}");
    }
    // ANCHOR_END: chunks
}

/// A job that's much smaller than a task.
fn convert(reading: u64) -> u64 {
    black_box(reading) * 9 / 5 + 32
}
