//! The runtime's loop: it looks for events, and waits for the next one.

use super::next::{Next, keeping_errno, missing};
use crate::recorder::here;
use crate::recorder::record::{Speed, is_on, tell};
use libc::epoll_event;
use std::ffi::c_int;

type EpollWait =
    unsafe extern "C" fn(c_int, *mut epoll_event, c_int, c_int) -> c_int;

// SAFETY: the type is that of the C library.
static EPOLL_WAIT: Next<EpollWait> = unsafe { Next::new(c"epoll_wait") };

pub fn find() {
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
        return missing();
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(epoll, events, most, timeout) };
    if !is_on() {
        return call();
    }
    let parks = timeout != 0;
    if parks {
        keeping_errno(|| tell("park", Speed::Now, |_| {}));
    }
    let found = call();
    keeping_errno(|| looked(found, parks));
    found
}

/// What wakes a task from here on, until one is polled, is the runtime.
fn looked(found: c_int, parked: bool) {
    let events = u32::try_from(found).unwrap_or(0);
    here::set_just_ended(None);
    here::set_just_found(Some(events));
    if parked {
        tell("unpark", Speed::Soon, |line| {
            line.number("n", events);
        });
    }
}
