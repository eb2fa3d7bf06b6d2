//! Build your own `gather`: each future in a task, results in the order asked.
//! If one panics, its place is `None`, and the others keep theirs.

use tokio::task::JoinSet;

/// Runs all of them at once, each in a task of its own.
pub async fn gather<T, F>(all: Vec<F>) -> Vec<Option<T>>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    // A `JoinSet` rather than handles: it aborts its tasks when it is dropped,
    // and with it `gather` does too. It tells them in the order of their ends,
    // so each task brings its place along.
    let mut results: Vec<Option<T>> = all.iter().map(|_| None).collect();
    let mut tasks = JoinSet::new();
    for (place, future) in all.into_iter().enumerate() {
        tasks.spawn(async move { (place, future.await) });
    }
    while let Some(ended) = tasks.join_next().await {
        if let Ok((place, result)) = ended {
            results[place] = Some(result);
        }
    }
    results
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::time::Duration;
    use tokio::time::{Instant, sleep, timeout};

    const PATIENCE: Duration = Duration::from_secs(60);
    static ENDED: AtomicUsize = AtomicUsize::new(0);

    async fn wait(seconds: u64) -> u64 {
        assert_ne!(seconds, 13, "an unlucky number");
        sleep(Duration::from_secs(seconds)).await;
        ENDED.fetch_add(usize::from(seconds >= 20), Relaxed);
        seconds
    }

    async fn gathered(seconds: &[u64]) -> Vec<Option<u64>> {
        let all = seconds.iter().map(|&seconds| wait(seconds)).collect();
        let results = timeout(PATIENCE, gather(all)).await;
        results.expect("no end after a minute")
    }

    #[tokio::test(start_paused = true)]
    async fn results_come_in_the_order_asked() {
        assert_eq!(gathered(&[3, 1, 2]).await, [Some(3), Some(1), Some(2)]);
        assert_eq!(gathered(&[]).await, []);
    }

    #[tokio::test(start_paused = true)]
    async fn all_wait_at_the_same_time() {
        let start = Instant::now();
        gathered(&[3, 1, 2]).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(seconds, 3, "it took {seconds} s, not 3 s");
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_costs_one_place() {
        assert_eq!(gathered(&[3, 13, 2]).await, [Some(3), None, Some(2)]);
    }

    #[tokio::test(start_paused = true)]
    async fn dropped_in_the_middle_it_leaves_no_task_behind() {
        let all = vec![wait(20), wait(30)];
        let early = timeout(Duration::from_secs(10), gather(all)).await;
        assert!(early.is_err(), "waits of 20 s ended before 10 s");
        sleep(PATIENCE).await;
        let ended = ENDED.load(Relaxed);
        assert_eq!(ended, 0, "{ended} tasks went on without `gather`");
    }
}
