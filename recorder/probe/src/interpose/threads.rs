//! Threads as they are made, named and joined.

use super::next::{NextSymbol, fail_with_enosys, preserve_errno};
use super::waiting::record_blocking_call;
use crate::reentrancy::is_in_probe;
use crate::{context, switch, threads};
use libc::{pthread_attr_t, pthread_t};
use recorder_events::Call;
use std::ffi::{CStr, c_char, c_int, c_void};

type StartRoutine = extern "C" fn(*mut c_void) -> *mut c_void;
type PthreadCreate = unsafe extern "C" fn(
    *mut pthread_t,
    *const pthread_attr_t,
    StartRoutine,
    *mut c_void,
) -> c_int;
type PthreadJoin = unsafe extern "C" fn(pthread_t, *mut *mut c_void) -> c_int;
type PthreadSetname = unsafe extern "C" fn(pthread_t, *const c_char) -> c_int;

// SAFETY: the types are those of the C library.
static NEXT_PTHREAD_CREATE: NextSymbol<PthreadCreate> =
    unsafe { NextSymbol::new(c"pthread_create") };
// SAFETY: as above.
static NEXT_PTHREAD_JOIN: NextSymbol<PthreadJoin> =
    unsafe { NextSymbol::new(c"pthread_join") };
// SAFETY: as above.
static NEXT_PTHREAD_TRYJOIN: NextSymbol<PthreadJoin> =
    unsafe { NextSymbol::new(c"pthread_tryjoin_np") };
// SAFETY: as above.
static NEXT_PTHREAD_SETNAME: NextSymbol<PthreadSetname> =
    unsafe { NextSymbol::new(c"pthread_setname_np") };

pub fn resolve_functions() {
    NEXT_PTHREAD_CREATE.get();
    NEXT_PTHREAD_JOIN.get();
    NEXT_PTHREAD_TRYJOIN.get();
    NEXT_PTHREAD_SETNAME.get();
}

/// What a new thread must know before it does its own work.
struct ThreadStart {
    thread_number: u32,
    parent_number: Option<u32>,
    start: StartRoutine,
    argument: *mut c_void,
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_create(
    thread: *mut pthread_t,
    attributes: *const pthread_attr_t,
    start_function: StartRoutine,
    argument: *mut c_void,
) -> c_int {
    let Some(real) = NEXT_PTHREAD_CREATE.get() else {
        return libc::EAGAIN;
    };
    // A thread of the probe's own is made while this thread is in the probe.
    if !switch::is_recording() || is_in_probe() {
        // SAFETY: the caller's own arguments.
        return unsafe { real(thread, attributes, start_function, argument) };
    }
    let (thread_number, parent_number) =
        (context::assign_thread_number(), context::thread_number());
    let thread_start = ThreadStart {
        thread_number,
        parent_number,
        start: start_function,
        argument,
    };
    let thread_start = Box::into_raw(Box::new(thread_start)).cast();
    // SAFETY: the caller's own arguments, but that `start_recorded_thread`
    // starts the thread and gets what it needs to go on.
    let error = unsafe {
        real(thread, attributes, start_recorded_thread, thread_start)
    };
    if error != 0 {
        // SAFETY: no thread was made, so no other thread has it.
        drop(unsafe { Box::from_raw(thread_start.cast::<ThreadStart>()) });
    }
    error
}

/// The first that a thread does.
extern "C" fn start_recorded_thread(thread_start: *mut c_void) -> *mut c_void {
    // SAFETY: made by `pthread_create` above, for this thread alone.
    let thread_start =
        unsafe { Box::from_raw(thread_start.cast::<ThreadStart>()) };
    let ThreadStart {
        thread_number,
        parent_number,
        start,
        argument,
    } = *thread_start;
    threads::record_begin(thread_number, parent_number);
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
    let Some(real) = NEXT_PTHREAD_JOIN.get() else {
        return libc::EINVAL;
    };
    if switch::is_recording()
        && let Some(try_join) = NEXT_PTHREAD_TRYJOIN.get()
    {
        // SAFETY: the caller's own arguments. If the thread still runs, it
        // was not joined, and the caller may still join it.
        let error = unsafe { try_join(thread, result) };
        if error != libc::EBUSY {
            return error;
        }
    }
    // SAFETY: the caller's own arguments.
    record_blocking_call(
        Call::Join,
        || true,
        || unsafe { real(thread, result) },
    )
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn pthread_setname_np(
    thread: pthread_t,
    name: *const c_char,
) -> c_int {
    let Some(real) = NEXT_PTHREAD_SETNAME.get() else {
        return fail_with_enosys();
    };
    // SAFETY: the caller gives a C string, or null.
    unsafe {
        let is_own = libc::pthread_equal(thread, libc::pthread_self()) != 0;
        if is_own && !name.is_null() && switch::is_recording() {
            let name = CStr::from_ptr(name);
            preserve_errno(|| threads::record_name(name));
        }
        real(thread, name)
    }
}
