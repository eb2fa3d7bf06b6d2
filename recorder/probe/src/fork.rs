//! A fork that does not become another program must not write: its lines
//! would stand among its parent's.

use crate::switch;

/// Turns the recorder off in each process that this one forks.
pub fn watch_forks() {
    // SAFETY: `in_child` stores one atomic, which is allowed after a fork.
    unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
}

unsafe extern "C" fn in_child() {
    switch::turn_off();
}
