//! Panics, recorded by a hook before the hook that was there.

use crate::record::{Flush, record};
use recorder_events::Event;
use std::panic::{set_hook, take_hook};

/// A program that sets a hook of its own and does not call the one before it
/// is not seen any more; the end of a task still says that it has panicked.
pub fn install_hook() {
    let before = take_hook();
    set_hook(Box::new(move |panic| {
        let place = panic.location();
        let line = place.map_or(0, |place| place.line());
        let file = place.map_or("", |place| place.file());
        record(Event::Panic { line, file }, Flush::Immediate);
        before(panic);
    }));
}
