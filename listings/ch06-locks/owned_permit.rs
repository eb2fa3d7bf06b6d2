//! A permit acquired inside the task, or before it
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::{sync::Semaphore, task::JoinSet, time::sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    acquire_inside_task().await;
    acquire_before_spawn().await;
}

// ANCHOR: inside
async fn acquire_inside_task() {
    let start = Instant::now();
    let semaphore = Arc::new(Semaphore::new(4));
    let (mut tasks, mut peak_tasks) = (JoinSet::new(), 0);
    for _ in 0..20 {
        let semaphore = Arc::clone(&semaphore);
        tasks.spawn(async move {
            let _permit = semaphore.acquire().await.unwrap();
            store_forecast().await;
        });
        peak_tasks = peak_tasks.max(count_alive_tasks());
    }
    tasks.join_all().await;
    print_result("inside", peak_tasks, start);
}
// ANCHOR_END: inside

// ANCHOR: before
async fn acquire_before_spawn() {
    let start = Instant::now();
    let semaphore = Arc::new(Semaphore::new(4));
    let (mut tasks, mut peak_tasks) = (JoinSet::new(), 0);
    for _ in 0..20 {
        let permit = Arc::clone(&semaphore).acquire_owned().await.unwrap();
        tasks.spawn(async move {
            store_forecast().await;
            drop(permit);
        });
        peak_tasks = peak_tasks.max(count_alive_tasks());
    }
    tasks.join_all().await;
    print_result("before", peak_tasks, start);
}
// ANCHOR_END: before

async fn store_forecast() {
    sleep(Duration::from_millis(100)).await;
}

fn count_alive_tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

fn print_result(place: &str, peak_tasks: usize, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!("acquired {place}: at most {peak_tasks} tasks, {seconds:.2} s");
}
