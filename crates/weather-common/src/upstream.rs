//! Where the weather of a server comes from: another server, which may hang
//! or fail, or its own imagination, which takes `--delay`.

use crate::{
    CommonSettings, Result, RetryReporter, RetrySettings, Weather,
    ask_and_report, check_answer, in_time, parse_seconds, print_retry,
};
use clap::Args;
use std::time::Duration;
use tokio::time::sleep;

#[derive(Debug, Clone, Copy, Args)]
pub struct UpstreamSettings {
    /// Get the weather from the server on this port, instead of inventing it
    #[arg(long = "upstream", global = true, value_name = "PORT")]
    upstream_port: Option<u16>,
    /// How long a call to that server may take, with its retries
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(default_value = "10", value_parser = parse_seconds)]
    upstream_timeout: Duration,
}

#[derive(Debug, Clone, Copy)]
pub struct Upstream {
    delay: Duration,
    retry: RetrySettings,
    report_retry: RetryReporter,
    settings: UpstreamSettings,
    attempt_timeout: Duration,
}

impl Upstream {
    pub fn new(
        common: CommonSettings,
        retry: RetrySettings,
        settings: UpstreamSettings,
    ) -> Self {
        let delay = common.delay;
        Upstream {
            delay,
            retry,
            report_retry: print_retry,
            settings,
            attempt_timeout: settings.upstream_timeout,
        }
    }

    /// Reports each retry with this function, instead of printing it.
    pub fn report_retries_with(self, report_retry: RetryReporter) -> Self {
        Upstream {
            report_retry,
            ..self
        }
    }

    /// Gives each attempt the same part of the time for a call. Otherwise an
    /// attempt that hangs would leave no time for the next one.
    pub fn share_time_among_attempts(self) -> Self {
        let call_timeout = self.settings.upstream_timeout;
        Upstream {
            attempt_timeout: call_timeout / self.retry.max_attempts(),
            ..self
        }
    }

    /// Returns the weather in a city, or why it can't be had.
    pub async fn call(&self, city: &str) -> Result<Weather> {
        let Some(port) = self.settings.upstream_port else {
            sleep(self.delay).await;
            return Ok(Weather::sunny(city));
        };
        let call_timeout = self.settings.upstream_timeout;
        let request = ask_and_report(
            "ch04_tasks",
            port,
            city,
            self.attempt_timeout,
            self.retry,
            self.report_retry,
        );
        let answer =
            async { request.await.map_err(|error| error.to_string().into()) };
        let answer = in_time("weather from upstream", call_timeout, answer);
        check_answer(&answer.await?)
    }
}
