//! Formats what a reader has written; `workbook/PROTOCOL.md` is the
//! documentation.

use super::response::{Refusal, json_response, parse_body, require_runner};
use super::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct FormatRequest {
    source: String,
}

#[derive(Serialize)]
struct FormatResponse {
    formatted: String,
}

/// Formats a program, or refuses with the reason why rustfmt can't.
pub async fn format(
    State(state): State<AppState>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let runner = require_runner(&state)?;
    let FormatRequest { source } = parse_body(&body)?;
    let formatted = runner
        .format(&source)
        .await
        .map_err(|error| Refusal::bad_request(&error))?;
    Ok(json_response(&FormatResponse { formatted }))
}
