//! Timers. What a `Sleep` is for, and where it was made, is looked up by its
//! deadline, since it has no room for more. Where timers of one deadline
//! differ, neither is told.

use crate::address_map::AddressMap;
use crate::context::{self, ObjectOrigin};
use crate::machine_clock;
use crate::record::Flush;
use crate::reentrancy::run_in_probe;
use crate::scope::defer;
use crate::switch::is_recording;
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
    deadlines_oldest_first: VecDeque<Instant>,
}

#[derive(Clone, Copy, PartialEq)]
struct TimerOrigin {
    kind: ObjectKind,
    /// None where two timers of one deadline were made at different places.
    location: Option<&'static Location<'static>>,
    duration_us: Option<u64>,
}

/// A `Sleep` was made.
pub fn store_timer_origin(
    deadline: Instant,
    time: impl FnOnce() -> Duration,
    location: &'static Location<'static>,
) {
    run_in_probe(|_| {
        let origin = context::with(|context| context.next_object_origin.get());
        let origin = match origin {
            Some(ObjectOrigin {
                kind,
                location,
                size,
            }) => TimerOrigin {
                kind,
                location: Some(location),
                duration_us: size,
            },
            None => TimerOrigin {
                kind: ObjectKind::Sleep,
                location: Some(location),
                duration_us: Some(machine_clock::micros(time())),
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
            if known.duration_us != origin.duration_us {
                known.duration_us = None;
            }
            if known.kind != origin.kind {
                known.kind = ObjectKind::Sleep;
            }
            return;
        }
        if self.deadlines_oldest_first.len() == MAX_DEADLINES
            && let Some(oldest) = self.deadlines_oldest_first.pop_front()
        {
            self.origins.remove(&oldest);
        }
        self.deadlines_oldest_first.push_back(deadline);
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
pub fn enter_timer_start(deadline: Instant) -> impl Drop {
    if is_recording() {
        context::with(|context| {
            context.starting_timer_deadline.set(Some(deadline))
        });
    }
    defer(|| context::with(|context| context.starting_timer_deadline.set(None)))
}

/// Timers that are used now are those of the interval at an address.
#[inline(never)]
pub fn enter_interval(address: usize) -> impl Drop {
    let before =
        context::with(|context| context.interval_address.replace(address));
    defer(move || {
        context::with(|context| context.interval_address.set(before));
    })
}

/// A timer begins to run.
pub fn register_timer(address: usize) {
    run_in_probe(|in_probe| {
        let (deadline, interval) = context::with(|context| {
            (
                context.starting_timer_deadline.get(),
                context.interval_address.get(),
            )
        });
        let number = if interval > 0 {
            in_probe.object_number_at(ObjectKind::Interval, interval)
        } else {
            let origin = deadline.and_then(|deadline| {
                with_deadlines(|d| d.origins.get(&deadline).copied())
            });
            match origin {
                Some(TimerOrigin {
                    kind,
                    location,
                    duration_us,
                }) => in_probe.record_object(kind, location, duration_us),
                None => in_probe.record_object(ObjectKind::Sleep, None, None),
            }
        };
        TIMER_NUMBERS.lock().insert(address, number);
    });
}

/// A timer is dropped.
pub fn forget_timer(address: usize) {
    if is_recording() {
        waits::end_dropped_wait(address);
        run_in_probe(|_| TIMER_NUMBERS.lock().remove(&address));
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
    let number = run_in_probe(|_| TIMER_NUMBERS.lock().get(&address).copied());
    number.flatten().unwrap_or(0).into()
}

/// The timer with the deadline `old_deadline` is to take so long from now on.
pub fn prepare_timer_reset(
    old_deadline: Instant,
    new_deadline: Instant,
    time: impl FnOnce() -> Duration,
) {
    if !is_recording() {
        return;
    }
    let micros = machine_clock::micros(time());
    context::with(|context| context.reset_timer_us.set(micros));
    run_in_probe(|_| {
        with_deadlines(|deadlines| {
            if let Some(origin) = deadlines.origins.get(&old_deadline).copied()
            {
                let duration_us = Some(micros);
                deadlines.insert(
                    new_deadline,
                    TimerOrigin {
                        duration_us,
                        ..origin
                    },
                );
            }
        });
    });
}

/// The timer has another deadline.
pub fn record_timer_reset(address: usize) {
    run_in_probe(|in_probe| {
        let object = TIMER_NUMBERS.lock().get(&address).copied();
        if let Some(object) = object {
            let micros = context::with(|context| context.reset_timer_us.take());
            let place = in_probe.await_place_number();
            let event = Event::TimerReset {
                object,
                micros,
                place,
            };
            in_probe.record(event, Flush::Buffered);
        }
    });
}

/// The time of a timer is up.
pub fn record_timer_fired(address: usize) {
    run_in_probe(|in_probe| {
        let object = TIMER_NUMBERS.lock().get(&address).copied();
        if let Some(object) = object {
            in_probe.record(Event::TimerFired { object }, Flush::Buffered);
        }
    });
}
