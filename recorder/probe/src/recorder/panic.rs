//! Panics, told by a hook before the hook that was there.

use super::here;
use super::record::{self, Speed};
use std::panic::{set_hook, take_hook};

/// A program that sets a hook of its own and does not call the one before it
/// is not heard any more; the shim still tells which task has panicked.
pub fn watch() {
    let before = take_hook();
    set_hook(Box::new(move |panic| {
        let place = panic.location();
        record::tell("panic", Speed::Now, |line| {
            let place = place.map(|at| (at.file(), u64::from(at.line())));
            line.place(place).maybe("task", here::task());
        });
        before(panic);
    }));
}
