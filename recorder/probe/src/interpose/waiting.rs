//! A thread that waits in the system, where it cannot poll any task.

use super::next::preserve_errno;
use crate::record::{Flush, record};
use crate::switch::is_recording;
use recorder_events::{Call, Event};
use std::ffi::{c_int, c_short, c_void};
use std::ptr;

/// Records that the thread waits while `call` runs, if `must_wait` says so.
pub fn record_blocking_call<T>(
    call_kind: Call,
    must_wait: impl FnOnce() -> bool,
    call: impl FnOnce() -> T,
) -> T {
    if !is_recording() || !preserve_errno(must_wait) {
        return call();
    }
    let block = Event::Block { call: call_kind };
    preserve_errno(|| record(block, Flush::Buffered));
    let result = call();
    preserve_errno(|| record(Event::Unblock {}, Flush::Buffered));
    result
}

/// Whether a call on `descriptor` would have to wait.
pub fn would_block(descriptor: c_int, events: c_short) -> bool {
    let mut entry = libc::pollfd {
        fd: descriptor,
        events,
        revents: 0,
    };
    is_blocking(descriptor) && is_none_ready(&raw mut entry, 1)
}

/// Whether calls on `descriptor` wait at all.
pub fn is_blocking(descriptor: c_int) -> bool {
    // SAFETY: this only reads the flags, or fails.
    let flags = unsafe { libc::fcntl(descriptor, libc::F_GETFL) };
    flags >= 0 && flags & libc::O_NONBLOCK == 0
}

/// Whether none of the entries is ready now. It must not be asked by `poll`,
/// which is the probe's own.
pub fn is_none_ready(
    entries: *mut libc::pollfd,
    descriptor_count: libc::nfds_t,
) -> bool {
    let now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let none = ptr::null::<c_void>();
    // SAFETY: the caller's entries are good for a poll, so for this one too;
    // the kernel checks them.
    let ready = unsafe {
        libc::syscall(
            libc::SYS_ppoll,
            entries,
            descriptor_count,
            &raw const now,
            none,
            0,
        )
    };
    ready == 0
}
