//! Tasks: their spawns, polls, wakes and ends.

use super::fields::Fields;
use super::here;
use super::ids::{Kind, SpanId};
use super::record::{Speed, tell};
use super::{threads, watch};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

static LAST: AtomicU32 = AtomicU32::new(0);

/// A task was made. A task's span is never cloned, so nothing is counted.
pub fn spawned(fields: &Fields<'_>) -> Option<SpanId> {
    let kind = fields.text("kind").unwrap_or("task".into());
    let place = fields.place();
    if place.is_some_and(|(file, _)| file.ends_with("multi_thread/worker.rs")) {
        return Some(SpanId::new(Kind::Worker, 1));
    }
    let task = LAST.fetch_add(1, Relaxed) + 1;
    let watched = watch::is_spawning();
    tell("spawn", Speed::Soon, |line| {
        let name = fields.text("task.name").filter(|name| !name.is_empty());
        line.number("task", task).text("kind", &kind);
        line.maybe_text("name", name.as_deref()).place(place);
        line.maybe("by", here::task()).flag("watched", watched);
    });
    let blocking = kind == "blocking";
    let kind = if blocking { Kind::Blocking } else { Kind::Task };
    Some(SpanId::new(kind, task))
}

/// A poll begins, or the drop of the future.
pub fn entered(span: SpanId) {
    here::enter(span);
    match span.kind() {
        Kind::Worker => threads::is_worker(),
        Kind::Task | Kind::Blocking => {
            here::set_just_ended(None);
            here::set_just_found(None);
            // The poll may never end.
            tell("enter", Speed::Now, |line| {
                line.number("task", span.number());
            });
        }
        _ => {}
    }
}

/// That poll, or the drop, is over.
pub fn exited(span: SpanId) {
    if matches!(span.kind(), Kind::Task | Kind::Blocking) {
        tell("exit", Speed::Soon, |line| {
            line.number("task", span.number());
        });
    }
    here::exit(span);
}

/// A task's span is closed.
pub fn closed(span: SpanId) {
    tell("close", Speed::Soon, |line| {
        line.number("task", span.number());
    });
    here::set_just_ended(Some(span.number()));
}

/// Something was done with a task's waker.
pub fn waker(fields: &Fields<'_>) {
    let told = fields.text("op").unwrap_or_default();
    let op = told.strip_prefix("waker.").unwrap_or(&told);
    let span = SpanId::from(fields.number("task.id").unwrap_or_default());
    if span.kind() != Kind::Task {
        return;
    }
    match op {
        "wake" | "wake_by_ref" => woken(span.number(), op),
        // Within the poll of a named wait, that wait says it.
        "clone" | "drop" if here::wait().is_none() => {
            tell("waker", Speed::Soon, |line| {
                line.number("task", span.number()).text("op", op);
                line.maybe("by", here::task());
            });
        }
        _ => {}
    }
}

/// A waker of `task` was used.
pub fn woken(task: u32, op: &str) {
    tell("wake", Speed::Soon, |line| {
        let by = here::task();
        line.number("task", task).text("op", op).maybe("by", by);
        if by.is_some() {
            return;
        }
        if let Some(ended) = here::just_ended() {
            line.number("ended", ended);
        } else if let Some(found) = here::just_found() {
            line.number("found", found);
        }
    });
}
