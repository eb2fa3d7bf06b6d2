//! The errors of the HTTP interface: a status, and the reason as JSON.

use crate::history::TOO_SLOW;
use crate::logs::shorten;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tracing::warn;
use weather_common::{BUSY, Error, Refusal, SHUTTING_DOWN};

#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    reason: String,
}

impl ApiError {
    pub fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        ApiError { status, reason }
    }

    pub fn busy() -> Self {
        let reason = format!("{BUSY}: too many requests at once");
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, reason)
    }

    /// The page exists, but not for the method of the request.
    pub fn other_methods() -> Self {
        let reason = "this page has other methods";
        ApiError::new(StatusCode::METHOD_NOT_ALLOWED, reason)
    }

    pub fn shutting_down() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        ApiError::new(status, SHUTTING_DOWN)
    }

    /// The upstream has failed or takes too long, or there's no place left to
    /// wait for it.
    pub fn no_weather(error: &Error) -> Self {
        let reason = error.to_string();
        let status = if reason.starts_with(BUSY) || reason == SHUTTING_DOWN {
            StatusCode::SERVICE_UNAVAILABLE
        } else if reason.ends_with("it took too long") {
            StatusCode::GATEWAY_TIMEOUT
        } else {
            StatusCode::BAD_GATEWAY
        };
        ApiError { status, reason }
    }

    /// The history can't be read or written. Logs the cause. The client learns
    /// it only if it's one of the service's own, because the database's
    /// messages name roles and tables.
    pub fn no_history(error: &Error) -> Self {
        let cause = error.to_string();
        warn!(cause = shorten(&cause), "The history is not available");
        let is_public = cause.starts_with(BUSY)
            || matches!(&*cause, SHUTTING_DOWN | TOO_SLOW);
        let reason = if is_public {
            format!("the history is not available: {cause}")
        } else {
            "the history is not available".to_owned()
        };
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, reason)
    }
}

/// Logs why a call to the upstream has failed, and returns what the client may
/// know about it.
pub fn hide_upstream_error(error: &Error) -> Error {
    let cause = error.to_string();
    warn!(cause = shorten(&cause), "The upstream has failed");
    if cause.contains(BUSY) {
        format!("{BUSY}: the upstream has too much to do").into()
    } else {
        "the upstream sent no weather".into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let error = self.reason;
        let mut response =
            (self.status, Json(Refusal { error })).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            let one_second = HeaderValue::from_static("1");
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, one_second);
        }
        response
    }
}

impl From<JsonRejection> for ApiError {
    fn from(error: JsonRejection) -> Self {
        ApiError::new(error.status(), error.body_text())
    }
}

impl From<PathRejection> for ApiError {
    fn from(error: PathRejection) -> Self {
        ApiError::new(error.status(), error.body_text())
    }
}

impl From<QueryRejection> for ApiError {
    fn from(error: QueryRejection) -> Self {
        ApiError::new(error.status(), error.body_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use std::time::Duration;
    use weather_common::in_time;

    #[tokio::test]
    async fn the_status_of_an_error_depends_on_its_cause() {
        let too_slow =
            in_time("weather", Duration::ZERO, pending::<Result<(), _>>());
        let too_slow = too_slow.await.unwrap_err();
        for (error, status) in [
            (too_slow, 504),
            (format!("{BUSY}: the queue is full").into(), 503),
            (SHUTTING_DOWN.into(), 503),
            ("the upstream sent no weather".into(), 502),
        ] {
            let answer = ApiError::no_weather(&error).into_response();
            assert_eq!(answer.status().as_u16(), status, "{error}");
        }
    }
}
