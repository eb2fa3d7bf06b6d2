//! Objects that tasks share or wait for. Those that stay where they are made
//! have room for their number; others are known by their addresses.

use crate::address_map::AddressMap;
use crate::busy::{BusyGuard, work};
use crate::context::{self, ObjectOrigin};
use crate::machine_clock;
use crate::places::is_in_tokio;
use crate::record::Flush;
use crate::switch::is_on;
use recorder_events::{Code, Event, ObjectKind};
use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

static LAST_OBJECT: AtomicU32 = AtomicU32::new(0);
/// By kind and address: a `watch` channel begins with a `Notify`, and an
/// object of another kind may have been there before.
static OBJECTS_BY_ADDRESS: AddressMap<u32> = AddressMap::new();

/// In a semaphore's number: its permits are recorded.
const RECORDED_PERMITS_FLAG: u32 = 1 << 31;

/// Says what the object that is made next is, as long as it lives.
pub struct OriginGuard(Option<Option<ObjectOrigin>>);

impl Drop for OriginGuard {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            context::with(|context| context.origin.set(before));
        }
    }
}

/// What is made now is this to the program, also if it consists of others.
#[inline(never)]
pub fn enter_making(
    kind: ObjectKind,
    location: &'static Location<'static>,
    size: Option<u64>,
) -> OriginGuard {
    if !is_on() {
        return OriginGuard(None);
    }
    let origin = ObjectOrigin {
        kind,
        location,
        size,
    };
    let before = context::with(|context| context.origin.get());
    // A barrier makes a channel: the outer one is what the program knows.
    let origin = before.or(Some(origin));
    context::with(|context| context.origin.set(origin));
    OriginGuard(Some(before))
}

/// Microseconds, for [`enter_making`].
#[inline(never)]
pub fn micros(duration: Duration) -> Option<u64> {
    is_on().then(|| machine_clock::micros(duration))
}

/// A new object; its number is 0 if nothing is recorded.
#[inline(never)]
pub fn object_made(
    kind: ObjectKind,
    location: Option<&'static Location<'static>>,
) -> u32 {
    let number = work(|busy| {
        let origin = context::with(|context| context.origin.get());
        match origin {
            Some(ObjectOrigin {
                kind,
                location,
                size,
            }) => busy.new_object(kind, Some(location), size),
            None => busy.new_object(kind, location, None),
        }
    });
    number.unwrap_or(0)
}

/// A new semaphore, with a flag if it is one to the program, too.
pub fn semaphore_made(permit_count: usize) -> u32 {
    let number = object_made(ObjectKind::Semaphore, None);
    let outer = context::with(|context| context.origin.get());
    match outer {
        Some(outer) if outer.kind == ObjectKind::Semaphore && number > 0 => {
            self::record_permits(number | RECORDED_PERMITS_FLAG, permit_count);
            number | RECORDED_PERMITS_FLAG
        }
        _ => number,
    }
}

/// The number without its flag.
#[inline(never)]
pub fn without_flag(number: u32) -> u32 {
    number & !RECORDED_PERMITS_FLAG
}

/// So many permits of the semaphore are free.
#[inline(never)]
pub fn record_permits(number: u32, free_permits: usize) {
    if number & RECORDED_PERMITS_FLAG != 0 {
        let (object, free_permits) =
            (without_flag(number), free_permits as u64);
        let event = Event::Permits {
            object,
            free: free_permits,
        };
        work(|busy| busy.record(event, Flush::Buffered));
    }
}

/// A new object that stays at its address.
pub fn object_made_at(
    kind: ObjectKind,
    address: usize,
    location: &'static Location<'static>,
    size: Option<u64>,
) {
    work(|busy| {
        let origin = context::with(|context| context.origin.get());
        let origin = origin.unwrap_or(ObjectOrigin {
            kind,
            location,
            size,
        });
        let number =
            busy.new_object(origin.kind, Some(origin.location), origin.size);
        busy.remember(kind, address, number);
    });
}

/// The number of the object at an address, which is made up if it is new.
pub fn object_at(kind: ObjectKind, address: usize) -> u64 {
    let number = work(|busy| busy.object_at(kind, address));
    number.unwrap_or(0).into()
}

/// The object at an address is gone, so another may come there.
pub fn object_dropped(kind: ObjectKind, address: usize) {
    work(|busy| busy.forget(kind, address));
}

pub fn next_number() -> u32 {
    LAST_OBJECT.fetch_add(1, Relaxed) + 1
}

impl BusyGuard {
    pub fn new_object(
        &self,
        kind: ObjectKind,
        location: Option<&'static Location<'static>>,
        size: Option<u64>,
    ) -> u32 {
        let object = next_number();
        // What tokio makes for itself is not shown. The standard library makes
        // nothing for itself: it calls `Mutex::default` for an array, say.
        if location.is_some_and(is_in_tokio) {
            return object;
        }
        let place = location.and_then(|location| self.place(location));
        let event = Event::Object {
            object,
            kind,
            place,
            size,
        };
        self.record(event, Flush::Buffered);
        object
    }

    pub fn object_at(&self, kind: ObjectKind, address: usize) -> u32 {
        let known = OBJECTS_BY_ADDRESS.lock().get(&key(kind, address)).copied();
        known.unwrap_or_else(|| {
            let number = self.new_object(kind, None, None);
            self.remember(kind, address, number);
            number
        })
    }

    fn remember(&self, kind: ObjectKind, address: usize, object_number: u32) {
        OBJECTS_BY_ADDRESS
            .lock()
            .insert(key(kind, address), object_number);
    }

    fn forget(&self, kind: ObjectKind, address: usize) {
        OBJECTS_BY_ADDRESS.lock().remove(&key(kind, address));
    }
}

/// Addresses have zeros above, where a kind has room.
fn key(kind: ObjectKind, address: usize) -> usize {
    address ^ usize::from(kind.code()) << (usize::BITS - 8)
}
