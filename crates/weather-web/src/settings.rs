//! The options of the last stage.

use crate::history::DEFAULT_DATABASE;
use crate::logs::{LogFormat, shorten};
use clap::Args;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use tracing::warn;
use weather_common::{
    AskError, CommonSettings, RetrySettings, StopSettings, Upstream,
    UpstreamSettings, parse_seconds,
};

#[derive(Debug, Clone, Args)]
pub struct Settings {
    #[command(flatten)]
    pub common: CommonSettings,
    #[command(flatten)]
    pub retry: RetrySettings,
    #[command(flatten)]
    pub stop: StopSettings,
    #[command(flatten)]
    pub upstream: UpstreamSettings,
    /// The address at which clients reach the server; `0.0.0.0` means all
    /// addresses of this machine
    #[arg(long, global = true, value_name = "ADDRESS")]
    #[arg(default_value_t = Ipv4Addr::LOCALHOST.into())]
    pub bind: IpAddr,
    /// The address for metrics and health [default: that of `--bind`]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub operator_bind: Option<IpAddr>,
    /// The port for HTTP [default: 80 above the other port, such as 8080]
    #[arg(long, global = true, value_name = "PORT")]
    pub http_port: Option<u16>,
    /// The port for metrics and health [default: 90 above the first port]
    #[arg(long, global = true, value_name = "PORT")]
    pub operator_port: Option<u16>,
    /// How long an HTTP connection may be idle between two requests, which
    /// should be longer than the proxy keeps it
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(default_value = "75", value_parser = parse_nonzero_seconds)]
    pub keep_alive: Duration,
    /// How long the server still accepts clients after SIGTERM or Ctrl-C, while
    /// `/ready` says that it should get none
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(default_value = "0", value_parser = parse_seconds)]
    pub shutdown_delay: Duration,
    /// Where the history is, such as `sqlite:weather.db?mode=rwc`
    #[arg(long, global = true, value_name = "URL", env = "DATABASE_URL")]
    #[arg(default_value = DEFAULT_DATABASE, hide_env_values = true)]
    pub database: String,
    /// How long the database may take for a query
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(default_value = "3", value_parser = parse_nonzero_seconds)]
    pub database_timeout: Duration,
    /// How many reports the history keeps
    #[arg(long, global = true, value_name = "N", default_value_t = 100_000)]
    pub max_reports: u32,
    /// How long the server may give the same weather again
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(default_value = "60", value_parser = parse_seconds)]
    pub max_age: Duration,
    /// How many calls to the upstream run at once
    #[arg(long, global = true, value_name = "N", default_value_t = 5)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    pub workers: u16,
    /// How many calls may wait for their turn
    #[arg(long = "queue", global = true, value_name = "N")]
    #[arg(default_value_t = 10)]
    pub queue_limit: u16,
    /// How many clients may be connected at once
    #[arg(
        long = "clients",
        global = true,
        value_name = "N",
        default_value_t = 10_000
    )]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    pub max_clients: u16,
    /// How many HTTP requests for the weather may be under way at once, and
    /// a fifth of that for the history
    #[arg(
        long = "requests",
        global = true,
        value_name = "N",
        default_value_t = 1000
    )]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    pub max_requests: u16,
    /// How often there is an update
    #[arg(long = "every", global = true, value_name = "SECONDS")]
    #[arg(default_value = "0.5", value_parser = parse_seconds)]
    pub interval: Duration,
    /// The form of the log on standard error
    #[arg(
        long = "log",
        global = true,
        value_name = "FORM",
        default_value = "text"
    )]
    pub log_format: LogFormat,
}

/// Parses a time limit that nothing could meet if it were 0.
fn parse_nonzero_seconds(text: &str) -> Result<Duration, String> {
    let time = parse_seconds(text)?;
    if time.is_zero() {
        return Err("this time must be longer than 0 seconds".to_owned());
    }
    Ok(time)
}

impl Settings {
    pub fn port_for_http(&self) -> u16 {
        self.http_port.unwrap_or(self.port_above(80))
    }

    pub fn address_for_operator(&self) -> IpAddr {
        self.operator_bind.unwrap_or(self.bind)
    }

    pub fn port_for_operator(&self) -> u16 {
        self.operator_port.unwrap_or(self.port_above(90))
    }

    /// Returns 0 if the system chooses the ports.
    fn port_above(&self, distance: u16) -> u16 {
        match self.common.port {
            0 => 0,
            port => port.saturating_add(distance),
        }
    }

    /// How many calls may run or wait for their turn.
    pub fn max_pending_calls(&self) -> usize {
        usize::from(self.workers) + usize::from(self.queue_limit)
    }

    pub fn create_upstream(&self) -> Upstream {
        Upstream::new(self.common, self.retry, self.upstream)
            .report_retries_with(log_retry)
            .share_time_among_attempts()
    }
}

/// The city is a client's text, and the error may be the upstream's, so both
/// are shortened fields, in which control characters are escaped.
fn log_retry(city: &str, wait: Duration, error: &AskError) {
    let (city, error) = (shorten(city), shorten(&error.to_string()));
    let wait_s = wait.as_secs_f64();
    warn!(city, wait_s, error, "Asking the upstream again");
}
