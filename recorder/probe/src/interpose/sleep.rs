//! `std::thread::sleep`: the thread does nothing else meanwhile.

use super::next::{NextSymbol, fail_with_enosys};
use super::waiting::record_blocking_call;
use libc::{clockid_t, timespec};
use recorder_events::Call;
use std::ffi::c_int;

type Nanosleep = unsafe extern "C" fn(*const timespec, *mut timespec) -> c_int;
type ClockNanosleep = unsafe extern "C" fn(
    clockid_t,
    c_int,
    *const timespec,
    *mut timespec,
) -> c_int;

// SAFETY: the types are those of the C library.
static NEXT_NANOSLEEP: NextSymbol<Nanosleep> =
    unsafe { NextSymbol::new(c"nanosleep") };
// SAFETY: as above.
static NEXT_CLOCK_NANOSLEEP: NextSymbol<ClockNanosleep> =
    unsafe { NextSymbol::new(c"clock_nanosleep") };

pub fn resolve_functions() {
    NEXT_NANOSLEEP.get();
    NEXT_CLOCK_NANOSLEEP.get();
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn nanosleep(
    duration: *const timespec,
    remaining: *mut timespec,
) -> c_int {
    let Some(real) = NEXT_NANOSLEEP.get() else {
        return fail_with_enosys();
    };
    // SAFETY: the caller's own arguments.
    record_blocking_call(
        Call::Sleep,
        || true,
        || unsafe { real(duration, remaining) },
    )
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn clock_nanosleep(
    clock: clockid_t,
    flags: c_int,
    duration: *const timespec,
    remaining: *mut timespec,
) -> c_int {
    let Some(real) = NEXT_CLOCK_NANOSLEEP.get() else {
        // This one returns its error instead of setting it.
        return libc::ENOSYS;
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(clock, flags, duration, remaining) };
    record_blocking_call(Call::Sleep, || true, call)
}
