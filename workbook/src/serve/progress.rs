//! Progress over HTTP; `workbook/PROTOCOL.md` is its documentation.

use super::response::{Refusal, json_response, parse_body};
use super::state::AppState;
use anyhow::Result;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use progress::{LoadedProgress, Milestone, Progress, Store};
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

/// Longer than any name or hash of the book.
const MAX_NAME_CHARS: usize = 100;

/// The response to all requests about progress.
#[derive(Serialize)]
struct ProgressResponse {
    progress: Progress,
    /// A sentence for the reader, for example about a damaged file.
    notice: Option<String>,
}

impl From<LoadedProgress> for ProgressResponse {
    fn from(loaded: LoadedProgress) -> ProgressResponse {
        ProgressResponse {
            notice: loaded.notice(),
            progress: loaded.progress,
        }
    }
}

#[derive(Deserialize)]
struct MilestoneRequest {
    milestone: Milestone,
    name: String,
    hash: String,
}

#[derive(Deserialize)]
struct ImportRequest {
    progress: serde_json::Value,
}

/// Only for a browser that may run programs: progress is private.
pub async fn get_progress(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if !state.guard.has_token(&headers) {
        let message = "this browser may not read the progress; open the \
                       address that the workbook printed when it started";
        return Err(Refusal(StatusCode::FORBIDDEN, message.to_owned()));
    }
    with_store(&state, |store| Ok(store.load()?.into())).await
}

/// Adds a milestone to what is stored now.
pub async fn add_milestone(
    State(state): State<AppState>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let request: MilestoneRequest = parse_body(&body)?;
    let is_valid =
        |text: &str| (1..=MAX_NAME_CHARS).contains(&text.chars().count());
    if !is_valid(&request.name) || !is_valid(&request.hash) {
        let message =
            format!("a name and a hash have 1 to {MAX_NAME_CHARS} characters");
        return Err(Refusal(StatusCode::BAD_REQUEST, message));
    }
    change_store_and_notify(&state, move |store| {
        let loaded = store.update(|progress| {
            progress.mark_reached(
                request.milestone,
                &request.name,
                &request.hash,
            );
        })?;
        Ok(loaded.into())
    })
    .await
}

/// Merges the progress in the request with what is stored now.
pub async fn import_progress(
    State(state): State<AppState>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let request: ImportRequest = parse_body(&body)?;
    let imported = Progress::parse(&request.progress.to_string())
        .map_err(|error| Refusal::bad_request(&error))?;
    change_store_and_notify(&state, |store| {
        Ok(store.update(|progress| progress.merge(imported))?.into())
    })
    .await
}

/// Starts again; the old file is kept, and the notice names it.
pub async fn reset_progress(
    State(state): State<AppState>,
) -> Result<Response, Refusal> {
    change_store_and_notify(&state, |store| {
        let kept = store.reset()?;
        Ok(ProgressResponse {
            progress: Progress::default(),
            notice: kept.map(|file| {
                format!("the old progress is kept as `{}`", file.display())
            }),
        })
    })
    .await
}

/// The same as [`with_store`], and the other pages receive the news.
async fn change_store_and_notify(
    state: &AppState,
    action: impl FnOnce(&Store) -> Result<ProgressResponse> + Send + 'static,
) -> Result<Response, Refusal> {
    let response = with_store(state, action).await?;
    state.progress_change_tx.send_replace(());
    Ok(response)
}

/// Runs the action on a thread that may wait for the lock and the disk.
async fn with_store(
    state: &AppState,
    action: impl FnOnce(&Store) -> Result<ProgressResponse> + Send + 'static,
) -> Result<Response, Refusal> {
    let store = Store::in_root(state.exercise_checks.root());
    let result = spawn_blocking(move || action(&store)).await;
    match result.map_err(anyhow::Error::from).flatten() {
        Ok(response) => Ok(json_response(&response)),
        Err(error) => {
            let message = format!("{error:#}");
            Err(Refusal(StatusCode::INTERNAL_SERVER_ERROR, message))
        }
    }
}
