//! A client that tries again, as in chapter 5.

use crate::{
    Error, Question, check_answer, connect, in_time, read_answer, send,
};
use backon::{ExponentialBuilder, Retryable};
use clap::Args;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

const FIRST_RETRY_DELAY: Duration = Duration::from_millis(500);
const MAX_RETRY_DELAY: Duration = Duration::from_secs(5);
/// What a server answers that will have time later.
pub const BUSY: &str = "busy";

#[derive(Debug, Clone, Copy, Args)]
pub struct RetrySettings {
    /// How often the client tries to get an answer
    #[arg(
        long = "attempts",
        global = true,
        value_name = "N",
        default_value_t = 3
    )]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    max_attempts: u32,
}

impl RetrySettings {
    pub fn max_attempts(self) -> u32 {
        self.max_attempts
    }
}

#[derive(Debug)]
pub enum AskError {
    /// There was no answer. The next attempt may get one.
    Temporary(Error),
    /// There was an answer, and the next one would be the same.
    Final(Error),
}

impl Display for AskError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (AskError::Temporary(error) | AskError::Final(error)) = self;
        error.fmt(f)
    }
}

/// Asks for the weather in a city. `limit` is the time for one attempt, and
/// `stage` the example that an error recommends. Prints each retry.
pub async fn ask_with_retries(
    stage: &str,
    port: u16,
    city: &str,
    limit: Duration,
    settings: RetrySettings,
) -> Result<String, AskError> {
    ask_and_report(stage, port, city, limit, settings, print_retry).await
}

/// Reports that the client asks for a city again after a wait, and which error
/// is the reason.
pub type RetryReporter = fn(&str, Duration, &AskError);

/// Prints the retry to standard error.
pub fn print_retry(city: &str, wait: Duration, error: &AskError) {
    let seconds = wait.as_secs_f64();
    eprintln!("Asking for {city} again in {seconds:.2} s: {error}");
}

/// Asks for the weather in a city, and reports each retry. A server can log
/// its retries that way. If its tasks printed them, they'd be stuck when
/// nothing reads the output.
pub async fn ask_and_report(
    stage: &str,
    port: u16,
    city: &str,
    limit: Duration,
    settings: RetrySettings,
    report_retry: RetryReporter,
) -> Result<String, AskError> {
    (|| fetch(stage, port, city, limit))
        .retry(retry_delays(settings))
        .when(|error| matches!(error, AskError::Temporary(_)))
        .notify(|error, wait| report_retry(city, wait, error))
        .await
}

/// Waits that double up to a longest one, each with a random addition of up
/// to the same length.
fn retry_delays(settings: RetrySettings) -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(FIRST_RETRY_DELAY)
        .with_max_delay(MAX_RETRY_DELAY)
        .with_max_times(settings.max_attempts as usize - 1)
        .with_jitter()
}

async fn fetch(
    stage: &str,
    port: u16,
    city: &str,
    limit: Duration,
) -> Result<String, AskError> {
    let attempt = async {
        let mut server = connect(port, stage).await?;
        let city = city.to_owned();
        send(&mut server, &Question { city }).await?;
        read_answer(&mut server).await
    };
    let answer = in_time("answer", limit, attempt).await;
    let answer = answer.map_err(AskError::Temporary)?;
    match check_answer(&answer) {
        Ok(_) => Ok(answer),
        Err(error) if error.to_string().contains(BUSY) => {
            Err(AskError::Temporary(error))
        }
        Err(error) => Err(AskError::Final(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backon::BackoffBuilder;

    #[test]
    fn waits_double_up_to_a_longest_one() {
        let expected = [500, 1000, 2000, 4000, 5000, 5000, 5000];
        for _ in 0..1000 {
            let retry_delays =
                retry_delays(RetrySettings { max_attempts: 8 }).build();
            let retry_delays: Vec<Duration> = retry_delays.collect();
            assert_eq!(retry_delays.len(), expected.len());
            for (wait, expected) in retry_delays.iter().zip(expected) {
                let shortest = Duration::from_millis(expected);
                let range = shortest..=2 * shortest;
                assert!(range.contains(wait), "{wait:?} for {shortest:?}");
            }
        }
    }
}
