//! Lines of source files: where something was made, and where it is awaited.

use crate::address_map::AddressMap;
use crate::busy::BusyGuard;
use crate::context::{self, AwaitPlace};
use crate::record::Flush;
use crate::switch::is_on;
use recorder_events::{Event, LONGEST_TEXT};
use std::panic::Location;
use std::sync::OnceLock;

/// The numbers of the places that the reader knows; 0 is a place that says
/// nothing to the program's author.
static PLACE_NUMBERS: AddressMap<u32> = AddressMap::new();
/// The folder of tokio's sources, as the compiler names it.
static TOKIO_FOLDER: OnceLock<&'static str> = OnceLock::new();

/// Learns where tokio is from one of its files below `src/runtime/`.
pub fn runtime_file(source_file: &'static str) {
    if is_on()
        && let Some(end) = source_file.rfind("runtime/")
    {
        TOKIO_FOLDER.get_or_init(|| &source_file[..end]);
    }
}

/// Whether the place is in the standard library, in tokio or in the probe.
fn is_internal(location: &Location<'_>) -> bool {
    let file = location.file();
    is_awaited_file(file)
        || file.starts_with("/rustc/")
        || file.contains("/lib/rustlib/src/")
        || is_in_tokio(location)
}

/// Whether it is the file `awaited.rs` beside this one. It is the caller of a
/// future's `poll` if the program polls it as a `dyn Future`. The program's
/// crate may name the folder by a longer path than the probe's own does.
fn is_awaited_file(file: &str) -> bool {
    let folder_here = file!().strip_suffix("places.rs");
    file.strip_suffix("awaited.rs")
        .zip(folder_here)
        .is_some_and(|(folder, here)| folder.ends_with(here))
}

pub fn is_in_tokio(location: &Location<'_>) -> bool {
    let file = location.file();
    TOKIO_FOLDER
        .get()
        .is_some_and(|folder| file.starts_with(folder))
}

impl BusyGuard {
    /// The number of a place; None if it is not the program's.
    pub fn place(&self, location: &'static Location<'static>) -> Option<u32> {
        let mut numbers = PLACE_NUMBERS.lock();
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX) + 1;
        let address = std::ptr::from_ref(location).addr();
        let number = *numbers.entry(address).or_insert_with(|| {
            if is_internal(location) {
                return 0;
            }
            let place = next;
            let (line, column) = (location.line(), location.column());
            let file = last_bytes(location.file());
            let event = Event::Place {
                place,
                line,
                column,
                file,
            };
            self.record(event, Flush::Buffered);
            place
        });
        (number > 0).then_some(number)
    }

    /// The number of the place where the current code is awaited.
    pub fn await_place(&self) -> Option<u32> {
        let place = context::with(|context| context.place.get())?;
        self.place(place.location)
    }
}

/// The end of a path says which file it is.
fn last_bytes(path: &str) -> &str {
    let mut start = path.len().saturating_sub(LONGEST_TEXT);
    while !path.is_char_boundary(start) {
        start += 1;
    }
    &path[start..]
}

/// While it lives, what is polled is awaited at a place.
pub struct PlaceGuard(Option<Option<AwaitPlace>>);

impl Drop for PlaceGuard {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            context::with(|context| context.place.set(before));
        }
    }
}

/// What is polled is awaited here, unless an outer place is known.
#[inline(never)]
pub fn awaited_at(location: &'static Location<'static>) -> PlaceGuard {
    set_place(location, false)
}

/// As [`awaited_at`], for a future that polls futures of the program.
#[inline(never)]
pub fn combined_at(location: &'static Location<'static>) -> PlaceGuard {
    set_place(location, true)
}

/// What is polled has places of its own, or none.
#[inline(never)]
pub fn without_await_place() -> PlaceGuard {
    if !is_on() {
        return PlaceGuard(None);
    }
    PlaceGuard(Some(context::with(|context| context.place.take())))
}

fn set_place(
    location: &'static Location<'static>,
    is_combinator: bool,
) -> PlaceGuard {
    if !is_on() {
        return PlaceGuard(None);
    }
    let place = AwaitPlace {
        location,
        is_combinator,
    };
    context::with(|context| match context.place.get() {
        Some(outer) if !outer.is_combinator => PlaceGuard(None),
        // Polled through a `Box` or a `&mut`, it has no place of its own.
        _ if is_internal(location) => PlaceGuard(None),
        before => {
            context.place.set(Some(place));
            PlaceGuard(Some(before))
        }
    })
}
