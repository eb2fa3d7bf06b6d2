//! When one part of an upload fails, the other parts are still sent, for
//! nothing. As soon as `upload` returns, no part should be in progress.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

/// Sends all parts at the same time, and stops them at the first error.
pub async fn upload(parts: Vec<Part>) -> Result<(), String> {
    // A `JoinSet` returns the result of whichever task finishes next. Dropping
    // it would abort the other tasks, but `upload` could return before they
    // have stopped. `shutdown` also waits for that.
    let mut tasks: JoinSet<_> = parts.into_iter().map(Part::send).collect();
    while let Some(sent) = tasks.join_next().await {
        if let Err(error) = sent.unwrap() {
            tasks.shutdown().await;
            return Err(error);
        }
    }
    Ok(())
}

/// A part of the upload, which counts as in progress until it's dropped.
pub struct Part {
    seconds: u64,
    outcome: Outcome,
    in_progress: &'static AtomicUsize,
}

/// What happens when the time of a part is over.
#[derive(Clone, Copy)]
pub enum Outcome {
    Sent,
    Broken,
}

impl Part {
    pub fn new(
        seconds: u64,
        outcome: Outcome,
        in_progress: &'static AtomicUsize,
    ) -> Part {
        in_progress.fetch_add(1, Relaxed);
        Part {
            seconds,
            outcome,
            in_progress,
        }
    }

    async fn send(self) -> Result<(), String> {
        sleep(Duration::from_secs(self.seconds)).await;
        match self.outcome {
            Outcome::Sent => Ok(()),
            Outcome::Broken => Err(format!("broken after {} s", self.seconds)),
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.in_progress.fetch_sub(1, Relaxed);
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use Outcome::{Broken, Sent};
    use tokio::time::{Instant, timeout};

    const TIME_LIMIT: Duration = Duration::from_secs(60);

    struct Report {
        result: Result<(), String>,
        seconds: u64,
        still_in_progress: usize,
    }

    async fn upload_parts(parts: &[(u64, Outcome)]) -> Report {
        let in_progress: &'static AtomicUsize = Box::leak(Box::default());
        let parts = parts
            .iter()
            .map(|&(seconds, outcome)| Part::new(seconds, outcome, in_progress))
            .collect();
        let start = Instant::now();
        let result = timeout(TIME_LIMIT, upload(parts)).await;
        Report {
            result: result.expect("`upload` should return within a minute"),
            seconds: start.elapsed().as_secs(),
            still_in_progress: in_progress.load(Relaxed),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn all_parts_are_sent_at_the_same_time() {
        let report = upload_parts(&[(3, Sent), (1, Sent), (2, Sent)]).await;
        assert_eq!(report.result, Ok(()));
        assert_eq!(report.seconds, 3, "the slowest part takes 3 s");
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_error_is_returned_immediately() {
        let report = upload_parts(&[(9, Sent), (2, Broken), (5, Broken)]).await;
        assert_eq!(report.result, Err("broken after 2 s".into()));
        let seconds = report.seconds;
        assert_eq!(
            seconds, 2,
            "a part failed after 2 s, but `upload` returned after {seconds} s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn no_part_is_in_progress_after_an_error() {
        let report = upload_parts(&[(2, Broken), (5, Sent), (9, Sent)]).await;
        let count = report.still_in_progress;
        assert_eq!(count, 0, "{count} parts are still in progress");
    }
}
