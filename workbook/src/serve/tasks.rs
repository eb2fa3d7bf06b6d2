//! Whether a run is what a "Try it" task expects; `workbook/PROTOCOL.md` is
//! the documentation.

use super::response::{Refusal, json_response, parse_body};
use super::state::AppState;
use anyhow::bail;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use catalogue::{Catalogue, Outcome, TryTask};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A run of a listing that a reader has changed.
#[derive(Deserialize)]
struct CompareRequest {
    listing: String,
    /// As `TryTask::name` has it.
    task: String,
    outcome: Outcome,
}

#[derive(Serialize)]
struct CompareResponse {
    fits: bool,
}

/// Compares what happened with what the task's file says.
pub async fn compare_outcome(
    State(state): State<AppState>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let attempt: CompareRequest = parse_body(&body)?;
    let fits = attempt_fits_task(state.exercise_checks.root(), &attempt)
        .map_err(|error| Refusal::bad_request(&error))?;
    Ok(json_response(&CompareResponse { fits }))
}

/// The file is read anew for each attempt: the author may have edited it.
fn attempt_fits_task(
    root: &Path,
    attempt: &CompareRequest,
) -> anyhow::Result<bool> {
    let catalogue = Catalogue::load(root)?;
    let listing = catalogue.find(&attempt.listing)?;
    let tasks = TryTask::load_all(&catalogue, listing)?;
    let task = tasks.iter().find(|task| task.name(listing) == attempt.task);
    let Some(task) = task else {
        bail!("there is no task `{}`", attempt.task);
    };
    Ok(task.fits(&attempt.outcome))
}
