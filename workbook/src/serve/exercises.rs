//! Checks of exercises and recordings of their tests for pages;
//! `workbook/PROTOCOL.md` is their documentation.

use super::messages::RecordTestRequest;
use super::replies::Replies;
use super::response::{EVENT_BUFFER_SIZE, Refusal, require_runner};
use super::state::AppState;
use ::exercises::{Exercise, Exercises, TestToRecord};
use tokio::sync::mpsc;

/// Checks a text for an exercise and sends the events. The check ends with
/// this future, which owns the receiver.
pub async fn check(
    state: &AppState,
    exercise: &str,
    source: String,
    replies: &Replies,
) -> Result<(), Refusal> {
    let (exercises, exercise) = find_exercise(state, exercise)?;
    let checks = state.exercise_checks.clone();
    let (sender, events) = mpsc::channel(EVENT_BUFFER_SIZE);
    let page = sender.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = page.closed() => {}
            () = checks.check(&exercises, &exercise, &source, sender) => {}
        }
    });
    replies.send_all(events).await;
    Ok(())
}

/// Records a test and sends the events. The recording ends with this future,
/// which owns the receiver.
pub async fn record_test(
    state: &AppState,
    request: RecordTestRequest,
    replies: &Replies,
) -> Result<(), Refusal> {
    let (exercises, exercise) = find_exercise(state, &request.exercise)?;
    let checks = state.exercise_checks.clone();
    let (sender, events) = mpsc::channel(EVENT_BUFFER_SIZE);
    let page = sender.clone();
    tokio::spawn(async move {
        let test = TestToRecord {
            exercise: &exercise,
            source: &request.source,
            test: &request.test,
        };
        tokio::select! {
            () = page.closed() => {}
            () = checks.record_test(&exercises, test, sender) => {}
        }
    });
    replies.send_all(events).await;
    Ok(())
}

/// Finds the exercise, or refuses. Without a runner, nothing may run.
fn find_exercise(
    state: &AppState,
    name: &str,
) -> Result<(Exercises, Exercise), Refusal> {
    require_runner(state)?;
    let exercises = Exercises::load(state.exercise_checks.root())
        .map_err(|error| Refusal::bad_request(&error))?;
    let exercise = exercises
        .find(name)
        .map_err(|error| Refusal::bad_request(&error.into()))?
        .clone();
    Ok((exercises, exercise))
}
