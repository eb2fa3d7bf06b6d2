//! A hotel's server lets its guests nap for as long as they like. A guest who
//! asks for -1 minutes gets no answer, and "soon" gets one in plain text.

use std::error::Error;
use std::time::Duration;

use axum::extract::{Query, rejection::QueryRejection};
use axum::{Json, Router, http::StatusCode, routing::get};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

#[derive(Deserialize)]
pub struct Nap {
    minutes: f64,
}

type BadRequest = (StatusCode, Json<Value>);

pub fn app() -> Router {
    Router::new().route("/nap", get(nap))
}

// The extractor checks only that it's a number, so the handler has to check
// its value. As a `Result`, each error ends up in the same JSON response.
async fn nap(
    query: Result<Query<Nap>, QueryRejection>,
) -> Result<String, BadRequest> {
    let Query(Nap { minutes }) = query.map_err(bad_request)?;
    let length =
        Duration::try_from_secs_f64(minutes * 60.0).map_err(bad_request)?;
    sleep(length).await;
    Ok(format!("Good morning after {minutes} minutes"))
}

fn bad_request(error: impl Error) -> BadRequest {
    let why = json!({ "error": error.to_string() });
    (StatusCode::BAD_REQUEST, Json(why))
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use serde_json::Value;
    use tokio::time::Instant;
    use tower::ServiceExt;

    async fn ask(path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = tokio::spawn(app().oneshot(request))
            .await
            .unwrap_or_else(|_| panic!("the handler panicked for {path}"))
            .unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn a_nap_takes_as_long_as_the_guest_likes() {
        let start = Instant::now();
        let (status, body) = ask("/nap?minutes=20").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(body, "Good morning after 20 minutes");
        assert_eq!(start.elapsed().as_secs(), 20 * 60);
    }

    #[tokio::test(start_paused = true)]
    async fn each_bad_number_gets_a_json_error() {
        for minutes in ["-1", "NaN", "1e300", "soon", ""] {
            let (status, body) = ask(&format!("/nap?minutes={minutes}")).await;
            assert_eq!(
                status,
                StatusCode::BAD_REQUEST,
                "`{minutes}` is no length for a nap, but the server says {body}"
            );
            let why: Value = serde_json::from_str(&body).unwrap_or_else(|_| {
                panic!("for `{minutes}`, this isn't JSON: {body}")
            });
            assert!(
                why["error"].as_str().is_some_and(|why| !why.is_empty()),
                "`error` should say what's wrong with `{minutes}`: {body}"
            );
        }
    }
}
