//! A fork that does not become another program must not write: its lines
//! would stand among its parent's.

use crate::switch;

/// Turns the recorder off in each process that this one forks.
pub fn stop_recording_in_forks() {
    // SAFETY: `stop_recording_in_child` stores one atomic, which is allowed
    // after a fork.
    unsafe { libc::pthread_atfork(None, None, Some(stop_recording_in_child)) };
}

unsafe extern "C" fn stop_recording_in_child() {
    switch::stop_recording();
}
