//! The runtime's loop: it looks for events, and waits for the next one.

use super::next::{Next, fail_with_enosys, keeping_errno};
use crate::record::{Flush, record};
use crate::switch::is_on;
use libc::epoll_event;
use recorder_events::Event;
use std::ffi::c_int;

type EpollWait =
    unsafe extern "C" fn(c_int, *mut epoll_event, c_int, c_int) -> c_int;

// SAFETY: the type is that of the C library.
static EPOLL_WAIT: Next<EpollWait> = unsafe { Next::new(c"epoll_wait") };

pub fn resolve_functions() {
    EPOLL_WAIT.get();
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn epoll_wait(
    epoll: c_int,
    events: *mut epoll_event,
    most: c_int,
    timeout: c_int,
) -> c_int {
    let Some(real) = EPOLL_WAIT.get() else {
        return fail_with_enosys();
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(epoll, events, most, timeout) };
    if !is_on() {
        return call();
    }
    let parks = timeout != 0;
    if parks {
        keeping_errno(|| record(Event::Park {}, Flush::Buffered));
    }
    let found = call();
    if parks {
        keeping_errno(|| unparked(found));
    }
    found
}

fn unparked(event_count: c_int) {
    let events = Some(u32::try_from(event_count).unwrap_or(0));
    record(Event::Unpark { events }, Flush::Buffered);
}
