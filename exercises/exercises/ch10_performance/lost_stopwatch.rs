//! A sports club times its runners. The times of those who give up are
//! missing from the list, although they are the ones that the coach asks for.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

/// What the stopwatches have written down.
pub type Log = Arc<Mutex<Vec<(String, Duration)>>>;

/// Runs `race` and writes down how long the runner was on the track.
pub async fn timed<T>(
    runner: &str,
    log: Log,
    race: impl Future<Output = T>,
) -> T {
    let start = Instant::now();
    let result = race.await;
    // TODO: Write the time down even if the race is dropped.
    log.lock()
        .unwrap()
        .push((runner.to_owned(), start.elapsed()));
    result
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::{sleep, timeout};

    fn times_in_seconds(log: &Log) -> Vec<(String, u64)> {
        let log = log.lock().unwrap();
        let row =
            |(name, time): &(String, Duration)| (name.clone(), time.as_secs());
        log.iter().map(row).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_runner_who_finishes_is_in_the_log() {
        let log = Log::default();
        let race = async {
            sleep(Duration::from_secs(50)).await;
            "gold"
        };
        assert_eq!(timed("Ada", log.clone(), race).await, "gold");
        assert_eq!(times_in_seconds(&log), [("Ada".to_owned(), 50)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_runner_who_gives_up_is_in_the_log() {
        let log = Log::default();
        let race = timed("Bob", log.clone(), sleep(Duration::from_secs(90)));
        assert!(timeout(Duration::from_secs(20), race).await.is_err());
        assert_eq!(
            times_in_seconds(&log),
            [("Bob".to_owned(), 20)],
            "Bob gave up after 20 s, and that should be in the log"
        );
    }
}
