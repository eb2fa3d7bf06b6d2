//! Threads as they are made, named and joined.

use super::next::{Next, fail_with_enosys, keeping_errno};
use super::waiting::waiting;
use crate::busy::is_busy;
use crate::{context, switch, threads};
use libc::{pthread_attr_t, pthread_t};
use recorder_events::Call;
use std::ffi::{CStr, c_char, c_int, c_void};

type Start = extern "C" fn(*mut c_void) -> *mut c_void;
type Create = unsafe extern "C" fn(
    *mut pthread_t,
    *const pthread_attr_t,
    Start,
    *mut c_void,
) -> c_int;
type Join = unsafe extern "C" fn(pthread_t, *mut *mut c_void) -> c_int;
type SetName = unsafe extern "C" fn(pthread_t, *const c_char) -> c_int;

// SAFETY: the types are those of the C library.
static PTHREAD_CREATE: Next<Create> = unsafe { Next::new(c"pthread_create") };
// SAFETY: as above.
static PTHREAD_JOIN: Next<Join> = unsafe { Next::new(c"pthread_join") };
// SAFETY: as above.
static PTHREAD_TRYJOIN: Next<Join> =
    unsafe { Next::new(c"pthread_tryjoin_np") };
// SAFETY: as above.
static PTHREAD_SETNAME: Next<SetName> =
    unsafe { Next::new(c"pthread_setname_np") };

pub fn resolve_functions() {
    PTHREAD_CREATE.get();
    PTHREAD_JOIN.get();
    PTHREAD_TRYJOIN.get();
    PTHREAD_SETNAME.get();
}

/// What a new thread must know before it does its own work.
struct Beginning {
    number: u32,
    parent: Option<u32>,
    start: Start,
    argument: *mut c_void,
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_create(
    thread: *mut pthread_t,
    attributes: *const pthread_attr_t,
    start_function: Start,
    argument: *mut c_void,
) -> c_int {
    let Some(real) = PTHREAD_CREATE.get() else {
        return libc::EAGAIN;
    };
    // A thread of the probe's own is made while it is busy.
    if !switch::is_on() || is_busy() {
        // SAFETY: the caller's own arguments.
        return unsafe { real(thread, attributes, start_function, argument) };
    }
    let (number, parent) = (context::next_thread(), context::thread());
    let beginning = Beginning {
        number,
        parent,
        start: start_function,
        argument,
    };
    let beginning = Box::into_raw(Box::new(beginning)).cast();
    // SAFETY: the caller's own arguments, but that `begin` starts the thread
    // and gets what it needs to go on.
    let error = unsafe { real(thread, attributes, begin, beginning) };
    if error != 0 {
        // SAFETY: no thread was made, so no other thread has it.
        drop(unsafe { Box::from_raw(beginning.cast::<Beginning>()) });
    }
    error
}

/// The first that a thread does.
extern "C" fn begin(beginning: *mut c_void) -> *mut c_void {
    // SAFETY: made by `pthread_create` above, for this thread alone.
    let beginning = unsafe { Box::from_raw(beginning.cast::<Beginning>()) };
    let Beginning {
        number,
        parent,
        start,
        argument,
    } = *beginning;
    threads::record_begin(number, parent);
    start(argument)
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_join(
    thread: pthread_t,
    result: *mut *mut c_void,
) -> c_int {
    let Some(real) = PTHREAD_JOIN.get() else {
        return libc::EINVAL;
    };
    if switch::is_on()
        && let Some(try_join) = PTHREAD_TRYJOIN.get()
    {
        // SAFETY: the caller's own arguments. If the thread still runs, it
        // was not joined, and the caller may still join it.
        let error = unsafe { try_join(thread, result) };
        if error != libc::EBUSY {
            return error;
        }
    }
    // SAFETY: the caller's own arguments.
    waiting(Call::Join, || true, || unsafe { real(thread, result) })
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_setname_np(
    thread: pthread_t,
    name: *const c_char,
) -> c_int {
    let Some(real) = PTHREAD_SETNAME.get() else {
        return fail_with_enosys();
    };
    // SAFETY: the caller gives a C string, or null.
    unsafe {
        let is_own = libc::pthread_equal(thread, libc::pthread_self()) != 0;
        if is_own && !name.is_null() && switch::is_on() {
            let name = CStr::from_ptr(name);
            keeping_errno(|| threads::record_name(name));
        }
        real(thread, name)
    }
}
