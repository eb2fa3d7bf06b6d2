//! Timers, locks and channels: what tasks wait for.

use super::busy::Busy;
use super::fields::Fields;
use super::here;
use super::ids::{Kind, SpanId};
use super::record::{self, Speed, tell};
use super::watch;
use std::cell::Cell;
use std::sync::{Mutex, MutexGuard};
use tracing::{Made, Value};

/// How often each span is held, by number; numbers begin at 1.
static TABLE: Mutex<Table> = Mutex::new(Table {
    resources: Vec::new(),
    waits: Vec::new(),
});

struct Table {
    resources: Vec<u32>,
    waits: Vec<Wait>,
}

/// One use of a resource that may have to wait.
struct Wait {
    held: u32,
    resource: u32,
    /// Its last poll did not get what it wanted.
    pending: bool,
}

thread_local! {
    /// The poll that tokio told last, and that may not be the final word.
    static LAST_POLL: Cell<Option<Poll>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Poll {
    wait: u32,
    name: &'static str,
    ready: bool,
}

/// A resource was made, by the runtime itself or by a task.
pub fn made(fields: &Fields<'_>) -> Option<SpanId> {
    let made = watch::made();
    let learners = made.map(|made| {
        let place = made.place;
        (place.file(), u64::from(place.line()))
    });
    let place = fields.place().or(learners);
    let of_runtime = here::task().is_none()
        && place.is_some_and(|(file, _)| file.starts_with("tokio-"));
    if of_runtime {
        return None;
    }
    let resource = add(|table| {
        table.resources.push(1);
        table.resources.len()
    })?;
    tell("res", Speed::Soon, |line| {
        let kind = fields.text("concrete_type").unwrap_or_default();
        line.number("res", resource)
            .text("type", &kind)
            .place(place);
        line.maybe("parent", here::resource());
        line.maybe("by", here::task());
        line.flag("internal", fields.is_true("is_internal"));
        if let Some(made) = made {
            line.text("as", made.what);
            made.time.map(|time| line.millis("ms", time));
        }
    });
    Some(SpanId::new(Kind::Resource, resource))
}

/// A resource is about to be used.
pub fn wait_made(made: &Made<'_>) -> Option<SpanId> {
    let resource = parent(made, Kind::Resource, here::resource)?;
    let wait = add(|table| {
        let wait = Wait {
            held: 1,
            resource,
            pending: false,
        };
        table.waits.push(wait);
        table.waits.len()
    })?;
    Some(SpanId::new(Kind::Wait, wait))
}

/// The polls of a use have a span of their own, but no life of their own.
pub fn wait_poll_made(made: &Made<'_>) -> Option<SpanId> {
    let wait = parent(made, Kind::Wait, here::wait)?;
    Some(SpanId::new(Kind::WaitPoll, wait))
}

/// The number of the span to which a new one belongs, which must be of this
/// kind: the one that tokio names, or the one that the thread is in.
fn parent(
    made: &Made<'_>,
    kind: Kind,
    here: fn() -> Option<u32>,
) -> Option<u32> {
    let Some(named) = made.parent else {
        return here();
    };
    let span = SpanId::from(named?.into_u64());
    (span.kind() == kind).then(|| span.number())
}

/// A use was polled. Often tokio tells this twice, first for its own budget:
/// the last word before the poll's span is left is the true one.
pub fn polled(fields: &Fields<'_>) {
    let Some(wait) = here::wait() else {
        return;
    };
    if LAST_POLL.get().is_some_and(|last| last.wait != wait) {
        tell_last_poll();
    }
    LAST_POLL.set(Some(Poll {
        wait,
        name: poll_name(&fields.text("op_name").unwrap_or_default()),
        ready: fields.is_true("is_ready"),
    }));
}

/// A span is left: the poll that was told in it is final.
pub fn left(span: SpanId) {
    let last = LAST_POLL.get().map(|last| last.wait);
    if span.kind() == Kind::WaitPoll && last == Some(span.number()) {
        tell_last_poll();
    }
}

fn tell_last_poll() {
    let Some(Poll { wait, name, ready }) = LAST_POLL.take() else {
        return;
    };
    let found = with_table(|table| {
        let row = row(&mut table.waits, wait)?;
        row.pending = !ready;
        Some(row.resource)
    });
    if let Some(resource) = found.flatten() {
        tell("op", Speed::Soon, |line| {
            line.number("res", resource).number("wait", wait);
            line.text("name", name).flag("ready", ready);
            line.maybe("task", here::task());
        });
    }
}

/// Kept without a destructor, so only tokio's own names are passed on.
fn poll_name(name: &str) -> &'static str {
    const NAMES: [&str; 6] = [
        "poll",
        "poll_elapsed",
        "poll_acquire",
        "poll_tick",
        "poll_recv",
        "poll_closed",
    ];
    let known = NAMES.into_iter().find(|known| *known == name);
    known.unwrap_or("other")
}

/// What a oneshot says of itself; its wait and its wake say it too.
const LEFT_OUT: [&str; 4] =
    ["tx_dropped", "rx_dropped", "value_sent", "value_received"];

/// A level has changed: permits, a lock, a timer's length.
pub fn changed(fields: &Fields<'_>) {
    let (Some(resource), Some((field, value))) =
        (here::resource(), fields.first())
    else {
        return;
    };
    if LEFT_OUT.contains(&field) {
        return;
    }
    tell("state", Speed::Soon, |line| {
        line.number("res", resource).text("field", field);
        match value {
            Value::Number(number) => line.number("value", number),
            Value::Flag(flag) => line.flag("value", flag),
            _ => line.maybe_text("value", None),
        };
        let unit = fields.text(&format!("{field}.unit"));
        let op = fields.text(&format!("{field}.op"));
        let op = op.as_deref().filter(|op| *op != "override");
        line.maybe_text("unit", unit.as_deref());
        line.text("op", op.unwrap_or("set"));
        line.maybe("task", here::task());
    });
}

/// A span is held once more.
pub fn cloned(span: SpanId) {
    with_table(|table| {
        if let Some(held) = table.held(span) {
            *held += 1;
        }
    });
}

/// A span is held once less.
pub fn dropped(span: SpanId) {
    let last = with_table(|table| {
        let held = table.held(span)?;
        *held = held.saturating_sub(1);
        Some(*held == 0)
    });
    let last = last.flatten().unwrap_or(false);
    if last && span.kind() == Kind::Resource {
        tell("res_end", Speed::Soon, |line| {
            line.number("res", span.number());
            line.maybe("by", here::task());
        });
    } else if last {
        wait_dropped(span.number());
    }
}

/// A use that never got what it wanted is told; another has ended before.
fn wait_dropped(wait: u32) {
    let given_up = with_table(|table| {
        let wait = row(&mut table.waits, wait)?;
        wait.pending.then_some(wait.resource)
    });
    if let Some(resource) = given_up.flatten() {
        tell("wait_end", Speed::Soon, |line| {
            line.number("res", resource).number("wait", wait);
            line.maybe("task", here::task());
        });
    }
}

impl Table {
    fn held(&mut self, span: SpanId) -> Option<&mut u32> {
        match span.kind() {
            Kind::Resource => row(&mut self.resources, span.number()),
            Kind::Wait => {
                row(&mut self.waits, span.number()).map(|wait| &mut wait.held)
            }
            _ => None,
        }
    }
}

fn row<T>(rows: &mut [T], number: u32) -> Option<&mut T> {
    rows.get_mut(usize::try_from(number).ok()?.checked_sub(1)?)
}

fn add(push: impl FnOnce(&mut Table) -> usize) -> Option<u32> {
    with_table(push).and_then(|number| u32::try_from(number).ok())
}

/// Nothing once nothing is told any more: in a forked child the lock may be
/// held by a thread that is not there.
fn with_table<T>(work: impl FnOnce(&mut Table) -> T) -> Option<T> {
    if !record::is_on() {
        return None;
    }
    let _busy = Busy::begin()?;
    Some(work(&mut lock()))
}

fn lock() -> MutexGuard<'static, Table> {
    TABLE.lock().unwrap_or_else(|broken| broken.into_inner())
}
