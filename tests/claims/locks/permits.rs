//! Semaphores: as limits of concurrency and of rate.

use super::{random_sleep, run_for_each_seed};
use futures::future::join_all;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;
use tokio::spawn;
use tokio::sync::Semaphore;
use tokio::time::{Instant, interval, sleep};

// The test runs the functions of the listing itself.
#[allow(dead_code)]
#[path = "../../../listings/ch06-locks/littles_law.rs"]
mod littles_law;

#[test]
fn a_semaphore_never_admits_more_than_it_has_permits() {
    run_for_each_seed(|mut random| async move {
        let semaphore = Arc::new(Semaphore::new(3));
        let working = Arc::new(AtomicU32::new(0));
        let workers = (0..20).map(|_| {
            let semaphore = Arc::clone(&semaphore);
            let working = Arc::clone(&working);
            let mut random = random.fork();
            spawn(async move {
                random_sleep(&mut random).await;
                let _permit = semaphore.acquire().await.unwrap();
                assert!(working.fetch_add(1, Relaxed) < 3);
                random_sleep(&mut random).await;
                working.fetch_sub(1, Relaxed);
            })
        });
        for worker in join_all(workers).await {
            worker.unwrap();
        }
        assert_eq!(semaphore.available_permits(), 3);
    });
}

#[tokio::test(start_paused = true)]
async fn the_counted_concurrency_is_what_littles_law_predicts() {
    let latency = littles_law::LATENCIES.iter().sum::<f64>() / 4.0;
    let predicted = littles_law::RATE * latency;
    let counting = spawn(littles_law::average_in_progress());
    let pause = Duration::from_secs_f64(1.0 / littles_law::RATE);
    let mut arrivals = interval(pause);
    for latency in littles_law::LATENCIES.into_iter().cycle().take(120) {
        arrivals.tick().await;
        spawn(littles_law::handle_request(latency));
    }
    let counted = counting.await.unwrap();
    let difference = (counted - predicted).abs();
    assert!(difference < predicted / 10.0, "{counted} for {predicted}");
}

/// 60 requests come at the same moment, and then 50 per second, 0.2 s each.
/// Returns how long the last one waits for its permit, a minute later.
async fn measure_wait_after_a_burst(permit_count: usize) -> Duration {
    async fn request(semaphore: Arc<Semaphore>) -> Duration {
        let start = Instant::now();
        let _permit = semaphore.acquire().await.unwrap();
        let wait = start.elapsed();
        sleep(Duration::from_millis(200)).await;
        wait
    }
    let semaphore = Arc::new(Semaphore::new(permit_count));
    for _ in 0..60 {
        spawn(request(Arc::clone(&semaphore)));
    }
    for _ in 0..60 * 50 {
        spawn(request(Arc::clone(&semaphore)));
        sleep(Duration::from_millis(20)).await;
    }
    request(semaphore).await
}

#[tokio::test(start_paused = true)]
async fn with_exactly_as_many_permits_as_the_concurrency_a_queue_stays() {
    let wait = measure_wait_after_a_burst(10).await;
    assert!(wait >= Duration::from_secs(1), "{wait:?}");
    assert_eq!(measure_wait_after_a_burst(12).await, Duration::ZERO);
}

#[test]
fn a_token_bucket_allows_at_most_eight_requests_in_a_second() {
    run_for_each_seed(|mut random| async move {
        let tokens = Arc::new(Semaphore::new(3));
        let bucket = Arc::clone(&tokens);
        let refill = spawn(async move {
            loop {
                sleep(Duration::from_millis(200)).await;
                if bucket.available_permits() < 3 {
                    bucket.add_permits(1);
                }
            }
        });
        let mut sent = Vec::new();
        for _ in 0..60 {
            // Sometimes a long pause, so that the bucket fills up.
            let pause = if random.u32(0..10) == 0 { 900 } else { 0 };
            sleep(Duration::from_millis(pause)).await;
            tokens.acquire().await.unwrap().forget();
            sent.push(Instant::now());
        }
        refill.abort();
        for (index, first) in sent.iter().enumerate() {
            let second = Duration::from_secs(1);
            let in_a_second =
                sent[index..].iter().take_while(|&at| *at - *first < second);
            assert!(in_a_second.count() <= 8);
        }
    });
}
