//! Three workers take jobs from one queue
use std::time::{Duration, Instant};

use async_channel::{Receiver, bounded};
use tokio::sync::mpsc;
use tokio::time::sleep;

const JOB_SECONDS: [f64; 9] = [1.1, 0.2, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();

    // ANCHOR: pool
    let (job_sender, job_receiver) = bounded(2);
    let (result_sender, mut results) = mpsc::channel(2);
    for worker in 1..=3 {
        let results = result_sender.clone();
        tokio::spawn(run_worker(worker, job_receiver.clone(), results));
    }
    drop(job_receiver);
    drop(result_sender);

    tokio::spawn(async move {
        for job in 1..=JOB_SECONDS.len() {
            if job_sender.send(job).await.is_err() {
                println!("no worker is left");
                break;
            }
        }
    });
    // ANCHOR_END: pool

    // ANCHOR: results
    let mut counts = [0; 3];
    while let Some(result) = results.recv().await {
        counts[result.worker - 1] += 1;
    }
    println!("worker 1, 2 and 3 did {counts:?} jobs");
    let seconds = start.elapsed().as_secs_f64();
    println!("{} jobs done in {seconds:.2} s", counts.iter().sum::<i32>());
    // ANCHOR_END: results
}

struct JobResult {
    worker: usize,
}

// ANCHOR: work
async fn run_worker(
    worker: usize,
    jobs: Receiver<usize>,
    results: mpsc::Sender<JobResult>,
) {
    while let Ok(job) = jobs.recv().await {
        sleep(Duration::from_secs_f64(JOB_SECONDS[job - 1])).await;
        results.send(JobResult { worker }).await.unwrap();
    }
}
// ANCHOR_END: work
