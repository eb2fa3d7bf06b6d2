//! Saves what was solved in a page; `workbook/PROTOCOL.md` is the
//! documentation.

use super::response::{Refusal, json_response, parse_body};
use super::state::AppState;
use ::exercises::{Exercises, SaveOutcome};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The code of an exercise that the page has checked.
#[derive(Deserialize)]
struct SaveRequest {
    exercise: String,
    /// The whole text, with the tests.
    source: String,
}

#[derive(Serialize)]
struct SaveResponse {
    /// The file, relative to the book's root.
    saved: String,
}

/// Writes the text into the learner's file if that is as shipped and the text
/// has the exercise's tests.
pub async fn save(
    State(state): State<AppState>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let request: SaveRequest = parse_body(&body)?;
    save_text(state.exercise_checks.root(), &request)
}

fn save_text(root: &Path, request: &SaveRequest) -> Result<Response, Refusal> {
    let exercises =
        Exercises::load(root).map_err(|error| Refusal::bad_request(&error))?;
    let exercise = exercises
        .find(&request.exercise)
        .map_err(|error| Refusal::bad_request(&error.into()))?;
    let path = exercise.path().to_string_lossy().replace('\\', "/");
    let saved = exercises.save(exercise, &request.source).map_err(|error| {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Refusal(status, format!("{error:#}"))
    })?;
    match saved {
        SaveOutcome::Written => {
            Ok(json_response(&SaveResponse { saved: path }))
        }
        SaveOutcome::FileIsEdited => {
            let message = format!(
                "`{path}` has edits of yours, so it was left as it is; copy \
                 the code there yourself"
            );
            Err(Refusal(StatusCode::CONFLICT, message))
        }
        SaveOutcome::OtherTests => {
            let message = format!(
                "the tests of `{path}` have changed; reload the page, and \
                 check your code again"
            );
            Err(Refusal(StatusCode::BAD_REQUEST, message))
        }
    }
}
