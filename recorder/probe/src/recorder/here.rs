//! What this thread is doing: its number, and the spans that it has entered.

use super::ids::{Kind, SpanId};
use std::cell::{Cell, RefCell};

/// Deeper than tokio nests them; what lies above is not told.
const DEPTH: usize = 64;

// None of these has a destructor, so all are there until the thread is gone.
thread_local! {
    static NUMBER: Cell<Option<u32>> = const { Cell::new(None) };
    static ENTERED: RefCell<Entered> = const { RefCell::new(Entered::new()) };
    static ENDED: Cell<Option<u32>> = const { Cell::new(None) };
    static FOUND: Cell<Option<u32>> = const { Cell::new(None) };
}

struct Entered {
    spans: [SpanId; DEPTH],
    depth: usize,
}

impl Entered {
    const fn new() -> Self {
        let spans = [SpanId::NOTHING; DEPTH];
        Self { spans, depth: 0 }
    }

    fn spans(&self) -> &[SpanId] {
        &self.spans[..self.depth.min(DEPTH)]
    }
}

/// This thread's number, once it has one.
pub fn number() -> Option<u32> {
    NUMBER.get()
}

pub fn set_number(number: u32) {
    NUMBER.set(Some(number));
}

pub fn enter(span: SpanId) {
    ENTERED.with(|entered| {
        let Ok(mut entered) = entered.try_borrow_mut() else {
            return;
        };
        let depth = entered.depth;
        if let Some(place) = entered.spans.get_mut(depth) {
            *place = span;
        }
        entered.depth += 1;
    });
}

/// Leaves `span`, which need not be the one entered last.
pub fn exit(span: SpanId) {
    ENTERED.with(|entered| {
        let Ok(mut entered) = entered.try_borrow_mut() else {
            return;
        };
        if entered.depth > DEPTH {
            entered.depth -= 1;
            return;
        }
        let found = entered.spans().iter().rposition(|id| *id == span);
        if let Some(place) = found {
            let depth = entered.depth;
            entered.spans.copy_within(place + 1..depth, place);
            entered.depth -= 1;
        }
    });
}

/// The task that is being polled here.
pub fn task() -> Option<u32> {
    innermost(|kind| matches!(kind, Kind::Task | Kind::Blocking))
}

/// The resource that is being used here.
pub fn resource() -> Option<u32> {
    innermost(|kind| kind == Kind::Resource)
}

/// The wait that is being polled here.
pub fn wait() -> Option<u32> {
    innermost(|kind| matches!(kind, Kind::Wait | Kind::WaitPoll))
}

fn innermost(wanted: impl Fn(Kind) -> bool) -> Option<u32> {
    ENTERED.with(|entered| {
        let entered = entered.try_borrow().ok()?;
        let mut spans = entered.spans().iter().rev();
        spans.find(|id| wanted(id.kind())).map(|id| id.number())
    })
}

/// The task that ended here just now: it may wake the one that waits for it.
pub fn just_ended() -> Option<u32> {
    ENDED.get()
}

pub fn set_just_ended(task: Option<u32>) {
    ENDED.set(task);
}

/// How many events the runtime's loop has just found here, before it polls.
pub fn just_found() -> Option<u32> {
    FOUND.get()
}

pub fn set_just_found(events: Option<u32>) {
    FOUND.set(events);
}
