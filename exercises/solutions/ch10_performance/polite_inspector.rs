//! An inspector calls a hotline every minute and notes how long it rings.
//! His report is excellent, because he makes no new call while he waits.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::interval;

const MINUTE: Duration = Duration::from_secs(60);

/// Makes a call in each minute, and returns how long each caller waited.
pub async fn inspect<C>(calls: usize, call: impl Fn() -> C) -> Vec<Duration>
where
    C: Future<Output = ()> + Send + 'static,
{
    let mut waits = JoinSet::new();
    let mut schedule = interval(MINUTE);
    for _ in 0..calls {
        let due = schedule.tick().await;
        let call = call();
        // Each call is a task, so that a slow one doesn't delay the next.
        waits.spawn(async move {
            call.await;
            due.elapsed()
        });
    }
    waits.join_all().await
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::sync::Mutex;
    use tokio::time::{Instant, sleep, sleep_until};

    #[tokio::test(start_paused = true)]
    async fn fast_answers_are_timed() {
        let waits = inspect(10, || sleep(Duration::from_secs(5))).await;
        assert_eq!(waits, [Duration::from_secs(5); 10]);
    }

    #[tokio::test(start_paused = true)]
    async fn calls_go_on_while_nobody_answers() {
        let start = Instant::now();
        let opening = start + 30 * MINUTE;
        let made_after = Mutex::new(Vec::new());
        let mut waits = inspect(40, || {
            made_after.lock().unwrap().push(start.elapsed());
            sleep_until(opening)
        })
        .await;
        waits.sort();
        let long = waits.iter().filter(|wait| **wait >= MINUTE).count();
        assert_eq!(
            long, 30,
            "30 callers should wait for a minute or longer, because nobody \
             answers in the first half hour"
        );
        assert_eq!(waits.last(), Some(&(30 * MINUTE)));
        let every_minute: Vec<_> = (0..40).map(|call| call * MINUTE).collect();
        assert_eq!(
            made_after.into_inner().unwrap(),
            every_minute,
            "each call should be made in its minute, also while others wait"
        );
    }
}
