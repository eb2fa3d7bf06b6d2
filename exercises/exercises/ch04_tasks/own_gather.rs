//! Build your own `gather`. It runs each future in a task and returns the
//! results in order. If a task panics, only its own result is `None`.

/// Runs all futures concurrently, each in a task of its own.
pub async fn gather<T, F>(futures: Vec<F>) -> Vec<Option<T>>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    // TODO: Spawn all futures. Dropping `gather` has to abort their tasks.
    let _ = futures;
    todo!("spawn all futures and collect their results")
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::time::Duration;
    use tokio::time::{Instant, sleep, timeout};

    const TIME_LIMIT: Duration = Duration::from_secs(60);
    static FINISHED_LONG_WAITS: AtomicUsize = AtomicUsize::new(0);

    async fn wait(seconds: u64) -> u64 {
        assert_ne!(seconds, 13, "an unlucky number");
        sleep(Duration::from_secs(seconds)).await;
        if seconds >= 20 {
            FINISHED_LONG_WAITS.fetch_add(1, Relaxed);
        }
        seconds
    }

    async fn gather_waits(seconds: &[u64]) -> Vec<Option<u64>> {
        let waits = seconds.iter().map(|&seconds| wait(seconds)).collect();
        let results = timeout(TIME_LIMIT, gather(waits)).await;
        results.expect("`gather` should return within a minute")
    }

    #[tokio::test(start_paused = true)]
    async fn results_are_in_the_order_of_the_futures() {
        assert_eq!(gather_waits(&[3, 1, 2]).await, [Some(3), Some(1), Some(2)]);
        assert_eq!(gather_waits(&[]).await, []);
    }

    #[tokio::test(start_paused = true)]
    async fn all_tasks_wait_at_the_same_time() {
        let start = Instant::now();
        gather_waits(&[3, 1, 2]).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(
            seconds, 3,
            "the slowest task takes 3 s, but `gather` took {seconds} s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_result_of_a_panicked_task_is_none() {
        assert_eq!(gather_waits(&[3, 13, 2]).await, [Some(3), None, Some(2)]);
    }

    #[tokio::test(start_paused = true)]
    async fn dropping_gather_aborts_its_tasks() {
        let waits = vec![wait(20), wait(30)];
        let result = timeout(Duration::from_secs(10), gather(waits)).await;
        assert!(result.is_err(), "waits of 20 s finished within 10 s");
        sleep(TIME_LIMIT).await;
        let finished = FINISHED_LONG_WAITS.load(Relaxed);
        assert_eq!(finished, 0, "{finished} tasks ran on without `gather`");
    }
}
