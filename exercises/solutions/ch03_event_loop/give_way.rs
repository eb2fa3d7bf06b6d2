//! The station adds up ten thousand measurements, and in the meantime its
//! alarm can't ring. Let the sum yield, but no more often than necessary.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// How many measurements have been added so far.
pub static ADDED: AtomicUsize = AtomicUsize::new(0);

/// Adds up all measurements. Other tasks get a turn after every 100 of them.
pub async fn total(measurements: Vec<u64>) -> u64 {
    let mut sum = 0;
    for number in measurements {
        sum += number;
        let added = ADDED.fetch_add(1, Relaxed) + 1;
        // An `await` whose future is ready doesn't yield. `yield_now` returns
        // `Pending` once, and then its task is woken again.
        if added.is_multiple_of(100) {
            tokio::task::yield_now().await;
        }
    }
    sum
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::time::Duration;
    use tokio::task::yield_now;
    use tokio::time::timeout;

    /// Runs the sum beside a task that notes at each of its turns how many
    /// measurements have been added.
    async fn progress_at_each_turn() -> Vec<usize> {
        ADDED.store(0, Relaxed);
        let adding = tokio::spawn(total((1..=10_000).collect()));
        let observer = tokio::spawn(async {
            let mut seen = vec![ADDED.load(Relaxed)];
            while seen.last() < Some(&10_000) {
                yield_now().await;
                seen.push(ADDED.load(Relaxed));
            }
            seen
        });
        let result = timeout(Duration::from_secs(5), adding).await;
        let total = result.expect("the sum did not finish within 5 s").unwrap();
        assert_eq!(total, 50_005_000, "the sum is wrong");
        let seen = timeout(Duration::from_secs(5), observer).await;
        seen.expect("not all were counted in `ADDED`").unwrap()
    }

    #[tokio::test]
    async fn other_tasks_run_after_every_100_numbers() {
        let seen = progress_at_each_turn().await;
        assert!(
            seen.len() >= 50,
            "the others had {} turns, not about 100",
            seen.len()
        );
        let pairs = seen.windows(2);
        let longest = pairs.map(|pair| pair[1] - pair[0]).max().unwrap();
        // The runtime is fair, but it doesn't promise strict turns.
        assert!(longest <= 300, "{longest} were added between two turns");

        // It must yield no more often than after every 100.
        let odd = seen.iter().find(|added| !added.is_multiple_of(100));
        assert_eq!(odd, None, "it yielded in the middle of a hundred");
    }
}
