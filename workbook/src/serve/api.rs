//! The runner over HTTP; `workbook/PROTOCOL.md` is its documentation.

use super::app::Shared;
use crate::runner::{Event, Job, Runner, State as RunnerState};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

/// Events that may wait for a slow reader.
pub(super) const QUEUE: usize = 64;

/// What `GET /api/hello` answers.
#[derive(Serialize)]
struct Hello {
    version: &'static str,
    /// Whether this browser may run programs; if not, `state` says nothing.
    allowed: bool,
    #[serde(flatten)]
    state: Option<RunnerState>,
}

/// The one compilation ahead of a Run; the next takes its place.
#[derive(Clone, Default)]
pub struct Ahead(Arc<Mutex<Option<(Job, AbortHandle)>>>);

impl Ahead {
    fn start(&self, runner: Runner, job: Job) {
        let compiled = job.clone();
        let compiling = tokio::spawn(async move {
            // What is wrong now will be said when it is run.
            let _ = runner.ahead(compiled).await;
        });
        self.replace(Some((job, compiling.abort_handle())));
    }

    /// Gives way to a run: only what that needs goes on being compiled.
    fn give_way_to(&self, job: &Job) {
        let same = |(ahead, _): &(Job, AbortHandle)| ahead == job;
        if !self.current().as_ref().is_some_and(same) {
            self.replace(None);
        }
    }

    fn replace(&self, new: Option<(Job, AbortHandle)>) {
        let old = std::mem::replace(&mut *self.current(), new);
        if let Some((_, compiling)) = old {
            compiling.abort();
        }
    }

    fn current(&self) -> MutexGuard<'_, Option<(Job, AbortHandle)>> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[derive(Deserialize)]
struct Stop {
    run: u64,
}

#[derive(Serialize)]
struct Stopped {
    stopped: bool,
}

pub async fn hello(
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Response {
    let Some(runner) = shared.runner else {
        return no_runner().into_response();
    };
    let allowed = shared.guard.knows(&headers);
    json(
        StatusCode::OK,
        &Hello {
            version: env!("CARGO_PKG_VERSION"),
            allowed,
            state: allowed.then(|| runner.state()),
        },
    )
}

/// Streams the events of a run, one JSON object a line, as they happen.
///
/// The run ends with the connection: the receiver goes with the body.
pub async fn run(State(shared): State<Shared>, body: Bytes) -> Response {
    let ahead = shared.ahead.clone();
    let (runner, job) = match ask::<Job>(shared, &body) {
        Ok(asked) => asked,
        Err(refusal) => return refusal.into_response(),
    };
    ahead.give_way_to(&job);
    let (sender, receiver) = mpsc::channel(QUEUE);
    tokio::spawn(async move { runner.run(job, sender).await });
    stream_of::<Event>(receiver)
}

/// The events as lines of JSON.
pub(super) fn stream_of<T: Serialize + Send + 'static>(
    receiver: mpsc::Receiver<T>,
) -> Response {
    let lines = stream::unfold(receiver, async |mut receiver| {
        let event = receiver.recv().await?;
        Some((Ok::<_, Infallible>(line(&event)), receiver))
    });
    (
        [
            (CONTENT_TYPE, "application/x-ndjson"),
            (CACHE_CONTROL, "no-store"),
        ],
        Body::from_stream(lines),
    )
        .into_response()
}

/// Type-checks a listing: the compiler's words, or none.
///
/// A page asks when its reader pauses. If the program is right, the pause is
/// used to compile it, so that a Run that follows starts at once.
pub async fn check(State(shared): State<Shared>, body: Bytes) -> Response {
    let ahead = shared.ahead.clone();
    let (runner, job) = match ask::<Job>(shared, &body) {
        Ok(asked) => asked,
        Err(refusal) => return refusal.into_response(),
    };
    match runner.check(job.clone()).await {
        Ok(diagnostics) => {
            if diagnostics.iter().all(|found| found.level != "error") {
                ahead.start(runner, job);
            }
            json(StatusCode::OK, &diagnostics)
        }
        Err(error) => {
            let why = format!("{error:#}");
            Refusal(StatusCode::BAD_REQUEST, why).into_response()
        }
    }
}

/// Asks a run to end; its events go on until it has.
pub async fn stop(State(shared): State<Shared>, body: Bytes) -> Response {
    match ask::<Stop>(shared, &body) {
        Ok((runner, Stop { run })) => json(
            StatusCode::OK,
            &Stopped {
                stopped: runner.stop(run),
            },
        ),
        Err(refusal) => refusal.into_response(),
    }
}

/// The runner and what it is asked, or why it cannot be.
pub(super) fn ask<T: DeserializeOwned>(
    shared: Shared,
    body: &[u8],
) -> Result<(Runner, T), Refusal> {
    let Some(runner) = shared.runner else {
        return Err(no_runner());
    };
    Ok((runner, read(body)?))
}

/// What a body asks.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let why = format!("the body is not what is asked here: {error}");
        Refusal(StatusCode::BAD_REQUEST, why)
    })
}

fn no_runner() -> Refusal {
    let why = "this workbook was started with `--no-run`".to_owned();
    Refusal(StatusCode::NOT_FOUND, why)
}

/// A status and a sentence.
pub(super) struct Refusal(pub StatusCode, pub String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        json(self.0, &serde_json::json!({ "error": self.1 }))
    }
}

fn line(event: &impl Serialize) -> String {
    let mut line = serde_json::to_string(event).unwrap_or_default();
    line.push('\n');
    line
}

pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    let text = serde_json::to_string(value).unwrap_or_default();
    let head = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, head, text).into_response()
}
