//! Exercises and progress over HTTP; `workbook/PROTOCOL.md` is their
//! documentation.

use super::api::{QUEUE, Refusal, ask, json, read, stream_of};
use super::app::Shared;
use crate::exercises::{Checker, Event, Exercise, Exercises, Verdict};
use crate::progress::{Deed, Loaded, Progress, Store};
use crate::runner::Limits;
use anyhow::Result;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc};
use tokio::task::spawn_blocking;

/// Names and hashes of ours are shorter.
const LONGEST_NAME: usize = 100;

/// Checks exercises for all pages; cheap to clone.
#[derive(Debug, Clone)]
pub struct Checks {
    root: PathBuf,
    limits: Limits,
    checker: Arc<Mutex<Option<Checker>>>,
}

impl Checks {
    pub fn new(root: PathBuf, limits: Limits) -> Checks {
        Checks {
            root,
            limits,
            checker: Arc::default(),
        }
    }

    /// Builds the crates, so that the first check need not.
    pub async fn prepare(&self) {
        let has_exercises =
            Exercises::load(&self.root).is_ok_and(|it| !it.all.is_empty());
        if has_exercises {
            // What is wrong now will be said when something is checked.
            let _ = self.checker(|_| {}).await;
        }
    }

    async fn checker(&self, building: impl FnMut(&str)) -> Result<Checker> {
        let mut kept = self.checker.lock().await;
        if let Some(checker) = &*kept {
            return Ok(checker.clone());
        }
        let limits = self.limits.clone();
        let made = Checker::prepare(&self.root, limits, building).await?;
        *kept = Some(made.clone());
        Ok(made)
    }

    fn is_ready(&self) -> bool {
        self.checker.try_lock().is_ok_and(|kept| kept.is_some())
    }

    async fn check(
        &self,
        exercises: &Exercises,
        exercise: &Exercise,
        source: &str,
        events: mpsc::Sender<Event>,
    ) {
        if !self.is_ready() {
            let _ = events.send(preparing("")).await;
        }
        // A slow reader misses a name.
        let building = |name: &str| drop(events.try_send(preparing(name)));
        match self.checker(building).await {
            Ok(checker) => {
                checker.check(exercises, exercise, source, events).await;
            }
            Err(error) => {
                let verdict = Event::Verdict {
                    verdict: Verdict::Broken,
                    passed: 0,
                    tests: 0,
                    says: format!("It could not be checked: {error:#}."),
                };
                let _ = events.send(verdict).await;
            }
        }
    }
}

fn preparing(now: &str) -> Event {
    let now = now.to_owned();
    Event::Preparing { now }
}

#[derive(Deserialize)]
struct Asked {
    exercise: String,
    source: String,
}

/// Streams the events of a check, one JSON object a line, as they happen.
///
/// The check ends with the connection: the receiver goes with the body.
pub async fn check(State(shared): State<Shared>, body: Bytes) -> Response {
    let checks = shared.checks.clone();
    let (exercises, exercise, source) = match asked(shared, &body) {
        Ok(asked) => asked,
        Err(refusal) => return refusal.into_response(),
    };
    let (sender, receiver) = mpsc::channel(QUEUE);
    let gone = sender.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = gone.closed() => {}
            () = checks.check(&exercises, &exercise, &source, sender) => {}
        }
    });
    stream_of(receiver)
}

fn asked(
    shared: Shared,
    body: &[u8],
) -> Result<(Exercises, Exercise, String), Refusal> {
    let root = shared.checks.root.clone();
    let (_, Asked { exercise, source }) = ask(shared, body)?;
    let wrong = |error: anyhow::Error| {
        Refusal(StatusCode::BAD_REQUEST, format!("{error:#}"))
    };
    let exercises = Exercises::load(&root).map_err(wrong)?;
    let found = exercises.find(&exercise).map_err(wrong)?.clone();
    Ok((exercises, found, source))
}

/// What `/api/progress` answers, whatever was asked of it.
#[derive(Serialize)]
struct Answer {
    progress: Progress,
    /// A sentence for the reader, if there is anything to know.
    notice: Option<String>,
}

impl From<Loaded> for Answer {
    fn from(loaded: Loaded) -> Answer {
        Answer {
            notice: loaded.notice(),
            progress: loaded.progress,
        }
    }
}

/// Only for a browser that may run programs: others need not know.
pub async fn progress(
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Response {
    if !shared.guard.knows(&headers) {
        let why = "this browser has no leave to read the progress; open the \
                   address that the workbook printed when it started";
        let why = why.to_owned();
        return Refusal(StatusCode::FORBIDDEN, why).into_response();
    }
    answer(shared, |store| Ok(store.load()?.into())).await
}

#[derive(Deserialize)]
struct Done {
    deed: Deed,
    name: String,
    hash: String,
}

/// Notes one deed beside what others have noted meanwhile.
pub async fn note(State(shared): State<Shared>, body: Bytes) -> Response {
    let done: Done = match read(&body) {
        Ok(done) => done,
        Err(refusal) => return refusal.into_response(),
    };
    let is_sound =
        |text: &str| (1..=LONGEST_NAME).contains(&text.chars().count());
    if !is_sound(&done.name) || !is_sound(&done.hash) {
        let why = "a name and a hash have 1 to 100 letters".to_owned();
        return Refusal(StatusCode::BAD_REQUEST, why).into_response();
    }
    answer(shared, move |store| {
        let Done { deed, name, hash } = &done;
        let loaded = store.update(|it| it.note(*deed, name, hash))?;
        Ok(loaded.into())
    })
    .await
}

#[derive(Deserialize)]
struct Theirs {
    progress: serde_json::Value,
}

/// Takes over what a file holds.
pub async fn import(State(shared): State<Shared>, body: Bytes) -> Response {
    let theirs = read::<Theirs>(&body).and_then(|theirs| {
        Progress::parse(&theirs.progress.to_string()).map_err(|error| {
            Refusal(StatusCode::BAD_REQUEST, format!("{error:#}"))
        })
    });
    match theirs {
        Ok(theirs) => {
            answer(shared, |store| {
                Ok(store.update(|it| it.merge(theirs))?.into())
            })
            .await
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// Begins anew; the old file is kept, and the answer names it.
pub async fn reset(State(shared): State<Shared>) -> Response {
    answer(shared, |store| {
        let kept = store.reset()?;
        Ok(Answer {
            progress: Progress::default(),
            notice: kept.map(|kept| {
                format!("the old progress is kept as `{}`", kept.display())
            }),
        })
    })
    .await
}

/// Where nothing else waits for the lock and the disk.
async fn answer(
    shared: Shared,
    act: impl FnOnce(&Store) -> Result<Answer> + Send + 'static,
) -> Response {
    let store = Store::of(&shared.checks.root);
    let answered = spawn_blocking(move || act(&store)).await;
    match answered.map_err(anyhow::Error::from).and_then(|it| it) {
        Ok(answer) => json(StatusCode::OK, &answer),
        Err(error) => {
            let why = format!("{error:#}");
            Refusal(StatusCode::INTERNAL_SERVER_ERROR, why).into_response()
        }
    }
}
