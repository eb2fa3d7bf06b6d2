//! The runner for pages; `workbook/PROTOCOL.md` is its documentation.

use super::replies::Replies;
use super::response::{
    EVENT_BUFFER_SIZE, Refusal, json_response, parse_body, require_runner,
};
use super::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use runner::{Job, RunnerState};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

/// The response to `GET /api/hello`.
#[derive(Serialize)]
struct HelloResponse {
    version: &'static str,
    /// Whether the request has the token.
    #[serde(rename = "allowed")]
    may_run: bool,
    /// Whether the workbook runs programs; not with `--no-run`.
    #[serde(rename = "runs")]
    has_runner: bool,
    /// Only for a browser that may run programs.
    #[serde(flatten)]
    state: Option<RunnerState>,
}

#[derive(Deserialize)]
struct StopRequest {
    #[serde(rename = "run")]
    run_id: u64,
}

#[derive(Serialize)]
struct StopResponse {
    stopped: bool,
}

pub async fn hello(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Response {
    let allowed = state.guard.has_token(&headers);
    let runner = state.runner.as_ref().filter(|_| allowed);
    json_response(&HelloResponse {
        version: env!("CARGO_PKG_VERSION"),
        may_run: allowed,
        has_runner: state.runner.is_some(),
        state: runner.map(|runner| runner.state()),
    })
}

/// Runs a program and sends its events. The run ends with this future, which
/// owns the receiver.
pub async fn run(
    state: &AppState,
    job: Job,
    replies: &Replies,
) -> Result<(), Refusal> {
    let runner = require_runner(state)?;
    state.speculative_build.cancel_others(&job);
    let (sender, events) = mpsc::channel(EVENT_BUFFER_SIZE);
    tokio::spawn(async move { runner.run(job, sender).await });
    replies.send_all(events).await;
    Ok(())
}

/// Type-checks a program and sends the compiler's diagnostics.
///
/// The page sends this request when its reader pauses. If the program is
/// right, the pause is used to compile it, so that a run can start at once.
pub async fn type_check(
    state: &AppState,
    job: Job,
    replies: &Replies,
) -> Result<(), Refusal> {
    let runner = require_runner(state)?;
    let diagnostics = runner
        .check(job.clone())
        .await
        .map_err(|error| Refusal::bad_request(&error))?;
    if diagnostics.iter().all(|found| found.level != "error") {
        state.speculative_build.start(runner, job);
    }
    replies.send(diagnostics).await;
    Ok(())
}

/// Asks a run to end; its events continue until it has ended. A request of its
/// own, which is short, so it waits for nothing.
pub async fn stop(
    State(state): State<AppState>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let runner = require_runner(&state)?;
    let StopRequest { run_id } = parse_body(&body)?;
    let stopped = runner.stop(run_id);
    Ok(json_response(&StopResponse { stopped }))
}
