//! The station adds up ten thousand measurements, and while it does, its
//! alarm cannot ring. Let it give way, but not more often than it must.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// How many measurements have been added so far.
pub static ADDED: AtomicUsize = AtomicUsize::new(0);

/// Adds them all up. After each 100 of them, the others have a turn.
pub async fn total(measurements: Vec<u64>) -> u64 {
    let mut sum = 0;
    for number in measurements {
        sum += number;
        let added = ADDED.fetch_add(1, Relaxed) + 1;
        // An `await` that is always ready gives way to nobody: `yield_now`
        // answers `Pending` once, and has the loop wake its task again.
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

    /// Looks at each turn how far the sum is, until it is done.
    async fn looks() -> Vec<usize> {
        ADDED.store(0, Relaxed);
        let sum = tokio::spawn(total((1..=10_000).collect()));
        let looking = tokio::spawn(async {
            let mut seen = vec![ADDED.load(Relaxed)];
            while seen.last() < Some(&10_000) {
                yield_now().await;
                seen.push(ADDED.load(Relaxed));
            }
            seen
        });
        let done = timeout(Duration::from_secs(5), sum).await;
        let sum = done.expect("the sum did not end within 5 s").unwrap();
        assert_eq!(sum, 50_005_000, "the sum is wrong");
        let seen = timeout(Duration::from_secs(5), looking).await;
        seen.expect("not all were counted in `ADDED`").unwrap()
    }

    #[tokio::test]
    async fn the_others_have_their_turns() {
        let seen = looks().await;
        assert!(
            seen.len() >= 50,
            "they had {} turns, not about 100",
            seen.len()
        );
        let pairs = seen.windows(2);
        let most = pairs.map(|two| two[1] - two[0]).max().unwrap();
        // The loop is fair, but it does not promise strict turns.
        assert!(most <= 300, "{most} were added between two turns");

        // And no more often than after each 100.
        let turns: Vec<usize> = (0..=100).map(|n| n * 100).collect();
        let odd = seen.iter().find(|n| !turns.contains(n));
        assert_eq!(odd, None, "it gave way within a hundred");
    }
}
