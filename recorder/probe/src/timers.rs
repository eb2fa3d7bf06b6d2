//! Timers. What a `Sleep` is for, and where it was made, is looked up by its
//! deadline, since it has no room for more. Where timers of one deadline
//! differ, neither is told.

use crate::address_map::AddressMap;
use crate::busy::work;
use crate::context::{self, ObjectOrigin};
use crate::machine_clock;
use crate::record::Flush;
use crate::scope::at_end;
use crate::switch::is_on;
use crate::waits;
use recorder_events::{Event, ObjectKind, Operation};
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasherDefault;
use std::panic::Location;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

/// So many deadlines are known, the latest that were made.
const MAX_DEADLINES: usize = 4096;

static DEADLINES: Mutex<Option<Deadlines>> = Mutex::new(None);
/// The numbers of the timers that run.
static TIMER_NUMBERS: AddressMap<u32> = AddressMap::new();

#[derive(Default)]
struct Deadlines {
    origins: HashMap<
        Instant,
        TimerOrigin,
        BuildHasherDefault<std::hash::DefaultHasher>,
    >,
    oldest_first: VecDeque<Instant>,
}

#[derive(Clone, Copy, PartialEq)]
struct TimerOrigin {
    kind: ObjectKind,
    /// None where two timers of one deadline were made at different places.
    location: Option<&'static Location<'static>>,
    micros: Option<u64>,
}

/// A `Sleep` was made.
pub fn timer_made(
    deadline: Instant,
    time: impl FnOnce() -> Duration,
    location: &'static Location<'static>,
) {
    work(|_| {
        let origin = context::with(|context| context.origin.get());
        let origin = match origin {
            Some(ObjectOrigin {
                kind,
                location,
                size,
            }) => TimerOrigin {
                kind,
                location: Some(location),
                micros: size,
            },
            None => TimerOrigin {
                kind: ObjectKind::Sleep,
                location: Some(location),
                micros: Some(machine_clock::micros(time())),
            },
        };
        with_deadlines(|deadlines| deadlines.insert(deadline, origin));
    });
}

impl Deadlines {
    fn insert(&mut self, deadline: Instant, origin: TimerOrigin) {
        if let Some(known) = self.origins.get_mut(&deadline) {
            if known.location != origin.location {
                known.location = None;
            }
            if known.micros != origin.micros {
                known.micros = None;
            }
            if known.kind != origin.kind {
                known.kind = ObjectKind::Sleep;
            }
            return;
        }
        if self.oldest_first.len() == MAX_DEADLINES
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.origins.remove(&oldest);
        }
        self.oldest_first.push_back(deadline);
        self.origins.insert(deadline, origin);
    }
}

fn with_deadlines<R>(work: impl FnOnce(&mut Deadlines) -> R) -> R {
    let mut deadlines =
        DEADLINES.lock().unwrap_or_else(PoisonError::into_inner);
    work(deadlines.get_or_insert_default())
}

/// The timer that starts next has this deadline, as long as the result lives.
#[inline(never)]
pub fn starting_timer(deadline: Instant) -> impl Drop {
    if is_on() {
        context::with(|context| context.deadline.set(Some(deadline)));
    }
    at_end(|| context::with(|context| context.deadline.set(None)))
}

/// Timers that are used now are those of the interval at an address.
#[inline(never)]
pub fn enter_interval(address: usize) -> impl Drop {
    let before =
        context::with(|context| context.interval_address.replace(address));
    at_end(move || {
        context::with(|context| context.interval_address.set(before));
    })
}

/// A timer begins to run.
pub fn timer_started(address: usize) {
    work(|busy| {
        let (deadline, interval) = context::with(|context| {
            (context.deadline.get(), context.interval_address.get())
        });
        let number = if interval > 0 {
            busy.object_at(ObjectKind::Interval, interval)
        } else {
            let origin = deadline.and_then(|deadline| {
                with_deadlines(|d| d.origins.get(&deadline).copied())
            });
            match origin {
                Some(TimerOrigin {
                    kind,
                    location,
                    micros,
                }) => busy.new_object(kind, location, micros),
                None => busy.new_object(ObjectKind::Sleep, None, None),
            }
        };
        TIMER_NUMBERS.lock().insert(address, number);
    });
}

/// A timer is dropped.
pub fn timer_dropped(address: usize) {
    if is_on() {
        waits::wait_dropped(address);
        work(|_| TIMER_NUMBERS.lock().remove(&address));
    }
}

/// Polls a timer.
pub fn poll_timer<T>(
    address: usize,
    poll: impl FnOnce() -> Poll<T>,
) -> Poll<T> {
    waits::poll(Operation::Elapse, address, || timer_number(address), poll)
}

#[inline(never)]
fn timer_number(address: usize) -> u64 {
    let number = work(|_| TIMER_NUMBERS.lock().get(&address).copied());
    number.flatten().unwrap_or(0).into()
}

/// The timer with the deadline `old_deadline` is to take so long from now on.
pub fn resetting_timer(
    old_deadline: Instant,
    new_deadline: Instant,
    time: impl FnOnce() -> Duration,
) {
    if !is_on() {
        return;
    }
    let micros = machine_clock::micros(time());
    context::with(|context| context.reset_timer_us.set(micros));
    work(|_| {
        with_deadlines(|deadlines| {
            if let Some(origin) = deadlines.origins.get(&old_deadline).copied()
            {
                let micros = Some(micros);
                deadlines
                    .insert(new_deadline, TimerOrigin { micros, ..origin });
            }
        });
    });
}

/// The timer has another deadline.
pub fn timer_reset(address: usize) {
    work(|busy| {
        let object = TIMER_NUMBERS.lock().get(&address).copied();
        if let Some(object) = object {
            let micros = context::with(|context| context.reset_timer_us.take());
            let place = busy.await_place();
            let event = Event::TimerReset {
                object,
                micros,
                place,
            };
            busy.record(event, Flush::Buffered);
        }
    });
}

/// The time of a timer is up.
pub fn timer_fired(address: usize) {
    work(|busy| {
        let object = TIMER_NUMBERS.lock().get(&address).copied();
        if let Some(object) = object {
            busy.record(Event::TimerFired { object }, Flush::Buffered);
        }
    });
}
