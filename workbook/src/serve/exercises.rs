//! Checks of exercises for pages; `workbook/PROTOCOL.md` is their
//! documentation.

use super::replies::Replies;
use super::response::{EVENT_BUFFER, Refusal, runner_of};
use super::state::AppState;
use ::exercises::Exercises;
use tokio::sync::mpsc;

/// Checks a text for an exercise and sends the events. The check ends with
/// this future, which owns the receiver.
pub async fn check(
    state: &AppState,
    exercise: &str,
    source: String,
    replies: &Replies,
) -> Result<(), Refusal> {
    runner_of(state)?;
    let checks = state.checks.clone();
    let exercises = Exercises::load(checks.root())
        .map_err(|error| Refusal::bad_request(&error))?;
    let exercise = exercises
        .find(exercise)
        .map_err(|error| Refusal::bad_request(&error.into()))?
        .clone();
    let (sender, events) = mpsc::channel(EVENT_BUFFER);
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
