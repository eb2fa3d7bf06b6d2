//! Requests and responses as JSON.

use super::state::AppState;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use runner::Runner;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The largest request: a program of 256 KiB.
pub const MAX_REQUEST_BYTES: usize = 256 * 1024;

/// How many events of a request may wait for a slow page.
pub const EVENT_BUFFER_SIZE: usize = 64;

/// A status and a sentence that says why the request is refused.
pub struct Refusal(pub StatusCode, pub String);

impl Refusal {
    pub fn bad_request(error: &anyhow::Error) -> Refusal {
        Refusal(StatusCode::BAD_REQUEST, format!("{error:#}"))
    }

    /// For a request that has not the form that it should have.
    pub fn malformed(error: &serde_json::Error) -> Refusal {
        let message = format!("the request is not what is expected: {error}");
        Refusal(StatusCode::BAD_REQUEST, message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        json_with_status(self.0, &serde_json::json!({ "error": self.1 }))
    }
}

pub fn json_response(value: &impl Serialize) -> Response {
    json_with_status(StatusCode::OK, value)
}

fn json_with_status(status: StatusCode, value: &impl Serialize) -> Response {
    let text = serde_json::to_string(value).unwrap_or_default();
    let head = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, head, text).into_response()
}

pub fn parse_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::malformed(&error))
}

/// Returns the runner, or refuses where the workbook has none.
pub fn require_runner(state: &AppState) -> Result<Runner, Refusal> {
    state.runner.clone().ok_or_else(|| {
        let message = "this workbook was started with `--no-run`".to_owned();
        Refusal(StatusCode::NOT_FOUND, message)
    })
}
