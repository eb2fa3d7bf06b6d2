//! Threads as they are made, named and joined.

use super::next::{Next, keeping_errno, missing};
use super::waiting::waiting;
use crate::recorder::{here, record, threads};
use libc::{pthread_attr_t, pthread_t};
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
static CREATE: Next<Create> = unsafe { Next::new(c"pthread_create") };
// SAFETY: as above.
static JOIN: Next<Join> = unsafe { Next::new(c"pthread_join") };
// SAFETY: as above.
static TRY_JOIN: Next<Join> = unsafe { Next::new(c"pthread_tryjoin_np") };
// SAFETY: as above.
static SET_NAME: Next<SetName> = unsafe { Next::new(c"pthread_setname_np") };

pub fn find() {
    CREATE.get();
    JOIN.get();
    TRY_JOIN.get();
    SET_NAME.get();
}

/// What a new thread must know before it does its own work.
struct Beginning {
    number: u32,
    by: Option<u32>,
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
    start: Start,
    argument: *mut c_void,
) -> c_int {
    let Some(real) = CREATE.get() else {
        return libc::EAGAIN;
    };
    if !record::is_on() {
        // SAFETY: the caller's own arguments.
        return unsafe { real(thread, attributes, start, argument) };
    }
    let (number, by) = (threads::next_number(), here::number());
    let beginning = Beginning {
        number,
        by,
        start,
        argument,
    };
    let beginning = Box::into_raw(Box::new(beginning)).cast();
    // SAFETY: the caller's own arguments, but that `begin` starts the thread
    // and gets what it needs to go on.
    let error = unsafe { real(thread, attributes, begin, beginning) };
    if error != 0 {
        // SAFETY: no thread was made, so nobody else has it.
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
        by,
        start,
        argument,
    } = *beginning;
    threads::begun(number, by);
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
    let Some(real) = JOIN.get() else {
        return libc::EINVAL;
    };
    if record::is_on()
        && let Some(try_join) = TRY_JOIN.get()
    {
        // SAFETY: the caller's own arguments. If the thread still runs, it
        // was not joined, and the caller may still join it.
        let error = unsafe { try_join(thread, result) };
        if error != libc::EBUSY {
            return error;
        }
    }
    // SAFETY: the caller's own arguments.
    waiting("join", || true, || unsafe { real(thread, result) })
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_setname_np(
    thread: pthread_t,
    name: *const c_char,
) -> c_int {
    let Some(real) = SET_NAME.get() else {
        return missing();
    };
    // SAFETY: the caller gives a C string, or null.
    unsafe {
        let own = libc::pthread_equal(thread, libc::pthread_self()) != 0;
        if own && !name.is_null() && record::is_on() {
            let name = CStr::from_ptr(name);
            keeping_errno(|| threads::named(name));
        }
        real(thread, name)
    }
}
