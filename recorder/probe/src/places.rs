//! Lines of source files: where something was made, and where it is awaited.

use crate::address_map::AddressMap;
use crate::context::{self, AwaitPlace};
use crate::record::Flush;
use crate::reentrancy::InProbeGuard;
use crate::switch::is_recording;
use recorder_events::{Event, MAX_TEXT_BYTES};
use std::panic::Location;
use std::sync::OnceLock;

/// The numbers of the places that the reader knows; 0 is a place that says
/// nothing to the program's author.
static PLACE_NUMBERS: AddressMap<u32> = AddressMap::new();
/// The folder of tokio's sources, as the compiler names it.
static TOKIO_FOLDER: OnceLock<&'static str> = OnceLock::new();

/// Learns where tokio is from one of its files below `src/runtime/`.
pub fn init_tokio_folder(source_file: &'static str) {
    if is_recording()
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

impl InProbeGuard {
    /// The number of a place; None if it is not the program's.
    pub fn place_number(
        &self,
        location: &'static Location<'static>,
    ) -> Option<u32> {
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
    pub fn await_place_number(&self) -> Option<u32> {
        let place = context::with(|context| context.await_place.get())?;
        self.place_number(place.location)
    }
}

/// The end of a path says which file it is.
fn last_bytes(path: &str) -> &str {
    let mut start = path.len().saturating_sub(MAX_TEXT_BYTES);
    while !path.is_char_boundary(start) {
        start += 1;
    }
    &path[start..]
}

/// While it lives, what is polled is awaited at a place.
pub struct AwaitPlaceGuard(Option<Option<AwaitPlace>>);

impl Drop for AwaitPlaceGuard {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            context::with(|context| context.await_place.set(before));
        }
    }
}

/// What is polled is awaited here, unless an outer place is known.
#[inline(never)]
pub fn enter_await_place(
    location: &'static Location<'static>,
) -> AwaitPlaceGuard {
    set_await_place(location, false)
}

/// As [`enter_await_place`], for a future that polls futures of the program.
#[inline(never)]
pub fn enter_combinator_place(
    location: &'static Location<'static>,
) -> AwaitPlaceGuard {
    set_await_place(location, true)
}

/// What is polled has places of its own, or none.
#[inline(never)]
pub fn clear_await_place() -> AwaitPlaceGuard {
    if !is_recording() {
        return AwaitPlaceGuard(None);
    }
    AwaitPlaceGuard(Some(context::with(|context| context.await_place.take())))
}

fn set_await_place(
    location: &'static Location<'static>,
    is_combinator: bool,
) -> AwaitPlaceGuard {
    if !is_recording() {
        return AwaitPlaceGuard(None);
    }
    let place = AwaitPlace {
        location,
        is_combinator,
    };
    context::with(|context| match context.await_place.get() {
        Some(outer) if !outer.is_combinator => AwaitPlaceGuard(None),
        // Polled through a `Box` or a `&mut`, it has no place of its own.
        _ if is_internal(location) => AwaitPlaceGuard(None),
        before => {
            context.await_place.set(Some(place));
            AwaitPlaceGuard(Some(before))
        }
    })
}
