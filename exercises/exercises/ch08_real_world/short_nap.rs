//! A hotel's server lets its guests nap for as long as they like. A guest who
//! asks for -1 minutes gets no answer, and "soon" gets one in plain text.

use std::time::Duration;

use axum::extract::Query;
use axum::{Router, routing::get};
use serde::Deserialize;
use tokio::time::sleep;

#[derive(Deserialize)]
pub struct Nap {
    minutes: f64,
}

pub fn app() -> Router {
    Router::new().route("/nap", get(nap))
}

// TODO: Respond with 400 and a JSON object such as {"error": "…"} to each
// query that isn't the length of a nap.
async fn nap(Query(Nap { minutes }): Query<Nap>) -> String {
    let length = Duration::from_secs_f64(minutes * 60.0);
    sleep(length).await;
    format!("Good morning after {minutes} minutes")
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
