//! What the stages of the weather service have in common from chapter 3 on:
//! the messages, the options of the command line, and how tokio sends and
//! receives a message. What a chapter has built (`client`, `retry`, `server`,
//! `role`, `forecasts`) is here for the chapters after it.

mod client;
mod connection;
mod forecasts;
mod message;
mod options;
mod retry;
mod role;
mod server;
mod signal;
mod upstream;

pub use client::ask_all;
pub use connection::{
    close_gracefully, connect, in_time, listen, listen_on, read_answer,
    read_request, send, send_and_close, send_line,
};
pub use forecasts::Forecasts;
pub use message::{
    MAX_MESSAGE_BYTES, Question, Refusal, Weather, check_answer, parse_request,
    to_json,
};
pub use options::{CommonSettings, Role, or_five_cities, parse_seconds};
pub use retry::{
    AskError, BUSY, RetryReporter, RetrySettings, ask_and_report,
    ask_with_retries, print_retry,
};
pub use role::{run_role, run_role_on};
pub use server::{
    Drained, Shutdown, StopSettings, accept_clients, answer_clients,
    print_if_read, reply, stop_later,
};
pub use signal::ShutdownSignals;
pub use upstream::{Upstream, UpstreamSettings};

use std::time::Duration;

pub const CITIES: [&str; 5] =
    ["London", "Paris", "New York", "Tokyo", "Berlin"];
/// How long a server waits for a request, unless `--timeout` says otherwise.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a client waits for an answer, unless `--timeout` says otherwise.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a server pauses after it could not accept a client.
pub const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(500);
/// How long a server reads what a client still sends after the answer.
pub const LEFTOVER_TIMEOUT: Duration = Duration::from_millis(500);

/// Why there is no answer any more.
pub const SHUTTING_DOWN: &str = "the server is shutting down";

/// `Send + Sync`, so that an error can cross from task to task.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
pub type Result<T, E = Error> = std::result::Result<T, E>;
