//! One part of an upload fails, and the others go on sending for nothing.
//! When `upload` returns, no part may be under way any more.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

/// Sends all parts at once; at the first error, it stops the rest.
pub async fn upload(parts: Vec<Part>) -> Result<(), String> {
    // A set hears of whoever ends first, and owns its tasks. Dropping it would
    // only ask them to stop; `shutdown` also waits until they are gone.
    let mut tasks: JoinSet<_> = parts.into_iter().map(Part::send).collect();
    while let Some(sent) = tasks.join_next().await {
        if let Err(error) = sent.unwrap() {
            tasks.shutdown().await;
            return Err(error);
        }
    }
    Ok(())
}

/// A part takes some seconds; then it is sent, or has failed. It is under way
/// until it is dropped.
pub struct Part {
    seconds: u64,
    fails: bool,
    under_way: &'static AtomicUsize,
}

impl Part {
    pub fn new(
        seconds: u64,
        fails: bool,
        under_way: &'static AtomicUsize,
    ) -> Part {
        under_way.fetch_add(1, Relaxed);
        Part {
            seconds,
            fails,
            under_way,
        }
    }

    async fn send(self) -> Result<(), String> {
        sleep(Duration::from_secs(self.seconds)).await;
        match self.fails {
            true => Err(format!("broken after {} s", self.seconds)),
            false => Ok(()),
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.under_way.fetch_sub(1, Relaxed);
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::{Instant, timeout};

    const PATIENCE: Duration = Duration::from_secs(60);

    /// The result, the seconds, and how many parts are still under way.
    async fn uploaded(
        parts: &[(u64, bool)],
    ) -> (Result<(), String>, u64, usize) {
        let under_way: &'static AtomicUsize = Box::leak(Box::default());
        let part = |&(seconds, fails)| Part::new(seconds, fails, under_way);
        let start = Instant::now();
        let all = timeout(PATIENCE, upload(parts.iter().map(part).collect()));
        let result = all.await.expect("no end after a minute");
        (result, start.elapsed().as_secs(), under_way.load(Relaxed))
    }

    #[tokio::test(start_paused = true)]
    async fn all_parts_are_sent_at_once() {
        let (result, seconds, _) =
            uploaded(&[(3, false), (1, false), (2, false)]).await;
        assert_eq!((result, seconds), (Ok(()), 3));
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_error_is_told_at_once() {
        let (result, seconds, _) =
            uploaded(&[(9, false), (2, true), (5, true)]).await;
        assert_eq!(result, Err("broken after 2 s".into()));
        assert_eq!(
            seconds, 2,
            "it broke after 2 s and was told after {seconds}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_left_running() {
        let (_, _, left) = uploaded(&[(2, true), (5, false), (9, false)]).await;
        assert_eq!(left, 0, "{left} parts are still under way");
    }
}
