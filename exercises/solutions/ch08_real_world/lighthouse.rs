//! A lighthouse keeper reports `0` ships whenever anything goes wrong. The
//! harbour wants to know about storms and about broken lenses.

use std::time::Duration;

use tokio::time::timeout;

#[derive(Debug, PartialEq)]
pub enum LookoutError {
    /// The lighthouse has no such direction, so the caller made a mistake.
    UnknownDirection,
    /// A storm: the keeper hasn't seen anything in time.
    Timeout,
    /// Somebody has to repair it.
    BrokenLens,
}

/// Counts the ships. During a storm it uses the count of yesterday.
pub async fn report(
    ships: impl Future<Output = Result<u32, LookoutError>>,
    yesterday: u32,
    log: &mut Vec<String>,
) -> Result<u32, LookoutError> {
    let limit = Duration::from_secs(60);
    let result = timeout(limit, ships).await;
    // Each error is handled as it needs to be. Only a timeout has a default,
    // and whatever needs a person's attention is logged once.
    match result.unwrap_or(Err(LookoutError::Timeout)) {
        Err(LookoutError::Timeout) => {
            log.push(format!("WARN storm, using {yesterday}"));
            Ok(yesterday)
        }
        Err(LookoutError::BrokenLens) => {
            log.push("ERROR the lens is broken".to_owned());
            Err(LookoutError::BrokenLens)
        }
        result => result,
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::future::{pending, ready};

    #[tokio::test(start_paused = true)]
    async fn ships_are_counted() {
        let mut log = Vec::new();
        assert_eq!(report(ready(Ok(5)), 3, &mut log).await, Ok(5));
        assert!(log.is_empty(), "a success was logged: {log:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn in_a_storm_the_count_of_yesterday_is_used() {
        let mut log = Vec::new();
        let ships = report(pending(), 3, &mut log).await;
        assert_eq!(ships, Ok(3), "the count of yesterday");
        assert_eq!(log, ["WARN storm, using 3"], "the log after a storm");
    }

    #[tokio::test(start_paused = true)]
    async fn a_broken_lens_is_logged_and_passed_on() {
        let mut log = Vec::new();
        let broken = ready(Err(LookoutError::BrokenLens));
        let ships = report(broken, 3, &mut log).await;
        assert_eq!(ships, Err(LookoutError::BrokenLens), "passed on");
        let line = "ERROR the lens is broken";
        assert_eq!(log, [line], "the log after a broken lens");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wrong_direction_is_passed_on_but_not_logged() {
        let mut log = Vec::new();
        let unknown = ready(Err(LookoutError::UnknownDirection));
        let ships = report(unknown, 3, &mut log).await;
        assert_eq!(ships, Err(LookoutError::UnknownDirection), "passed on");
        assert!(log.is_empty(), "the caller's mistake was logged: {log:?}");
    }
}
