//! Objects that tasks share or wait for. Those that stay where they are made
//! have room for their number; others are known by their addresses.

use crate::address_map::AddressMap;
use crate::context::{self, ObjectOrigin};
use crate::machine_clock;
use crate::places::is_in_tokio;
use crate::record::Flush;
use crate::reentrancy::{InProbeGuard, run_in_probe};
use crate::switch::is_recording;
use recorder_events::{Code, Event, ObjectKind};
use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

static LAST_OBJECT_NUMBER: AtomicU32 = AtomicU32::new(0);
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
            context::with(|context| context.next_object_origin.set(before));
        }
    }
}

/// What is made now is this to the program, also if it consists of others.
#[inline(never)]
pub fn enter_creation(
    kind: ObjectKind,
    location: &'static Location<'static>,
    size: Option<u64>,
) -> OriginGuard {
    if !is_recording() {
        return OriginGuard(None);
    }
    let origin = ObjectOrigin {
        kind,
        location,
        size,
    };
    let before = context::with(|context| context.next_object_origin.get());
    // A barrier makes a channel: the outer one is what the program knows.
    let origin = before.or(Some(origin));
    context::with(|context| context.next_object_origin.set(origin));
    OriginGuard(Some(before))
}

/// Microseconds, for [`enter_creation`].
#[inline(never)]
pub fn micros_if_recording(duration: Duration) -> Option<u64> {
    is_recording().then(|| machine_clock::micros(duration))
}

/// A new object; its number is 0 if nothing is recorded.
#[inline(never)]
pub fn register_object(
    kind: ObjectKind,
    location: Option<&'static Location<'static>>,
) -> u32 {
    let number = run_in_probe(|in_probe| {
        let origin = context::with(|context| context.next_object_origin.get());
        match origin {
            Some(ObjectOrigin {
                kind,
                location,
                size,
            }) => in_probe.record_object(kind, Some(location), size),
            None => in_probe.record_object(kind, location, None),
        }
    });
    number.unwrap_or(0)
}

/// A new semaphore, with a flag if it is one to the program, too.
pub fn register_semaphore(permit_count: usize) -> u32 {
    let number = register_object(ObjectKind::Semaphore, None);
    let outer = context::with(|context| context.next_object_origin.get());
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
pub fn strip_permits_flag(number: u32) -> u32 {
    number & !RECORDED_PERMITS_FLAG
}

/// So many permits of the semaphore are free.
#[inline(never)]
pub fn record_permits(number: u32, free_permits: usize) {
    if number & RECORDED_PERMITS_FLAG != 0 {
        let (object, free_permits) =
            (strip_permits_flag(number), free_permits as u64);
        let event = Event::Permits {
            object,
            free: free_permits,
        };
        run_in_probe(|in_probe| in_probe.record(event, Flush::Buffered));
    }
}

/// A new object that stays at its address.
pub fn register_object_at(
    kind: ObjectKind,
    address: usize,
    location: &'static Location<'static>,
    size: Option<u64>,
) {
    run_in_probe(|in_probe| {
        let origin = context::with(|context| context.next_object_origin.get());
        let origin = origin.unwrap_or(ObjectOrigin {
            kind,
            location,
            size,
        });
        let number = in_probe.record_object(
            origin.kind,
            Some(origin.location),
            origin.size,
        );
        in_probe.map_address(kind, address, number);
    });
}

/// The number of the object at an address, which is made up if it is new.
pub fn object_number_at(kind: ObjectKind, address: usize) -> u64 {
    let number =
        run_in_probe(|in_probe| in_probe.object_number_at(kind, address));
    number.unwrap_or(0).into()
}

/// The object at an address is gone, so another may come there.
pub fn forget_object_at(kind: ObjectKind, address: usize) {
    run_in_probe(|in_probe| in_probe.unmap_address(kind, address));
}

pub fn assign_object_number() -> u32 {
    LAST_OBJECT_NUMBER.fetch_add(1, Relaxed) + 1
}

impl InProbeGuard {
    pub fn record_object(
        &self,
        kind: ObjectKind,
        location: Option<&'static Location<'static>>,
        size: Option<u64>,
    ) -> u32 {
        let object = assign_object_number();
        // What tokio makes for itself is not shown. The standard library makes
        // nothing for itself: it calls `Mutex::default` for an array, say.
        if location.is_some_and(is_in_tokio) {
            return object;
        }
        let place = location.and_then(|location| self.place_number(location));
        let event = Event::Object {
            object,
            kind,
            place,
            size,
        };
        self.record(event, Flush::Buffered);
        object
    }

    pub fn object_number_at(&self, kind: ObjectKind, address: usize) -> u32 {
        let known = OBJECTS_BY_ADDRESS
            .lock()
            .get(&address_key(kind, address))
            .copied();
        known.unwrap_or_else(|| {
            let number = self.record_object(kind, None, None);
            self.map_address(kind, address, number);
            number
        })
    }

    fn map_address(
        &self,
        kind: ObjectKind,
        address: usize,
        object_number: u32,
    ) {
        OBJECTS_BY_ADDRESS
            .lock()
            .insert(address_key(kind, address), object_number);
    }

    fn unmap_address(&self, kind: ObjectKind, address: usize) {
        OBJECTS_BY_ADDRESS
            .lock()
            .remove(&address_key(kind, address));
    }
}

/// Addresses have zeros above, where a kind has room.
fn address_key(kind: ObjectKind, address: usize) -> usize {
    address ^ usize::from(kind.code()) << (usize::BITS - 8)
}
