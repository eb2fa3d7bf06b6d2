//! The runtime's loop: it looks for events, and waits for the next one.

use super::next::{NextSymbol, fail_with_enosys, preserve_errno};
use crate::record::{Flush, record};
use crate::switch::is_recording;
use libc::epoll_event;
use recorder_events::Event;
use std::ffi::c_int;

type EpollWait =
    unsafe extern "C" fn(c_int, *mut epoll_event, c_int, c_int) -> c_int;

// SAFETY: the type is that of the C library.
static NEXT_EPOLL_WAIT: NextSymbol<EpollWait> =
    unsafe { NextSymbol::new(c"epoll_wait") };

pub fn resolve_functions() {
    NEXT_EPOLL_WAIT.get();
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn epoll_wait(
    epoll: c_int,
    events: *mut epoll_event,
    max_events: c_int,
    timeout_ms: c_int,
) -> c_int {
    let Some(real) = NEXT_EPOLL_WAIT.get() else {
        return fail_with_enosys();
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(epoll, events, max_events, timeout_ms) };
    if !is_recording() {
        return call();
    }
    let parks = timeout_ms != 0;
    if parks {
        preserve_errno(|| record(Event::Park {}, Flush::Buffered));
    }
    let event_count = call();
    if parks {
        preserve_errno(|| record_unpark(event_count));
    }
    event_count
}

fn record_unpark(event_count: c_int) {
    let events = Some(u32::try_from(event_count).unwrap_or(0));
    record(Event::Unpark { events }, Flush::Buffered);
}
