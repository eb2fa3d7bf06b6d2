//! When the server is busy, the client asks four times without a pause, which
//! only makes it worse. And it asks four times for a city that doesn't exist.

use std::time::Duration;

use tokio::time::sleep;

const MAX_TRIES: u32 = 4;

/// Asks up to four times, with pauses of 1 s, 2 s and 4 s in between. If an
/// error won't go away, it's returned immediately.
pub async fn ask_patiently(
    mut ask: impl AsyncFnMut() -> Result<i32, AskError>,
) -> Result<i32, AskError> {
    // TODO: Pause between the tries, and only try again if it makes sense.
    let mut result = ask().await;
    for _ in 1..MAX_TRIES {
        if result.is_err() {
            result = ask().await;
        }
    }
    result
}

#[derive(Debug, PartialEq)]
pub enum AskError {
    Busy,
    UnknownCity,
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use AskError::{Busy, UnknownCity};
    use tokio::time::Instant;

    struct Report {
        result: Result<i32, AskError>,
        /// In seconds since the start.
        tries: Vec<u64>,
        seconds: u64,
    }

    /// The server is busy for that many tries, and then answers.
    async fn ask_a_server(busy_tries: usize, answer: i32) -> Report {
        let start = Instant::now();
        let mut tries = Vec::new();
        let result = ask_patiently(async || {
            tries.push(start.elapsed().as_secs());
            match (tries.len() > busy_tries, answer) {
                (false, _) => Err(Busy),
                (true, 0) => Err(UnknownCity),
                (true, degrees) => Ok(degrees),
            }
        });
        let result = result.await;
        let seconds = start.elapsed().as_secs();
        Report {
            result,
            tries,
            seconds,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_pauses_double() {
        let report = ask_a_server(3, 14).await;
        assert_eq!(report.result, Ok(14));
        assert_eq!(
            report.tries,
            [0, 1, 3, 7],
            "the tries should have pauses of 1 s, 2 s and 4 s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_error_is_returned_without_another_pause() {
        let report = ask_a_server(100, 14).await;
        assert_eq!(report.result, Err(Busy));
        assert_eq!(report.tries.len(), 4);
        assert_eq!(report.seconds, 7, "there's no pause after the last try");
    }

    #[tokio::test(start_paused = true)]
    async fn an_unknown_city_is_asked_for_only_once() {
        let report = ask_a_server(0, 0).await;
        assert_eq!(report.result, Err(UnknownCity));
        assert_eq!(report.tries.len(), 1, "the city won't exist later either");
    }
}
