//! Waiting for another thread: the standard library's locks, channels,
//! barriers and `park` all come to the system's call `futex`.
//!
//! Most such waits are over at once. So the call first waits a fifth of a
//! millisecond, and only what takes longer is recorded.

use super::next::{NextSymbol, fail_with_enosys, preserve_errno};
use super::waiting::record_blocking_call;
use crate::context;
use crate::record::{Flush, record};
use crate::switch::is_recording;
use libc::{clockid_t, timespec};
use recorder_events::{Call, Event};
use std::ffi::{c_int, c_long};
use std::ptr;

type Argument = usize;
type Syscall = unsafe extern "C" fn(
    c_long,
    Argument,
    Argument,
    Argument,
    Argument,
    Argument,
    Argument,
) -> c_long;

// SAFETY: the C library's takes any number of arguments and hands six on. On
// these machines they come to it as to a function that always takes six.
static NEXT_SYSCALL: NextSymbol<Syscall> =
    unsafe { NextSymbol::new(c"syscall") };

const NANOS_PER_SECOND: i64 = 1_000_000_000;
const UNRECORDED_WAIT_NANOS: i64 = 200_000;

pub fn resolve_functions() {
    NEXT_SYSCALL.get();
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn syscall(
    number: c_long,
    address: Argument,
    operation: Argument,
    expected: Argument,
    timeout: Argument,
    other: Argument,
    bits: Argument,
) -> c_long {
    let Some(real) = NEXT_SYSCALL.get() else {
        return fail_with_enosys().into();
    };
    let call = |timeout| {
        // SAFETY: the caller's own arguments, but perhaps for the time.
        unsafe {
            real(number, address, operation, expected, timeout, other, bits)
        }
    };
    if number != libc::SYS_futex || !is_recording() {
        return call(timeout);
    }
    // SAFETY: the caller gives a time, or null.
    let Some(wait) =
        (unsafe { FutexWait::parse_arguments(operation, timeout) })
    else {
        return call(timeout);
    };
    let (short_timeout, remaining_timeout) =
        (wait.short_timeout(), wait.remaining_timeout());
    let result = call((&raw const short_timeout).addr());
    if result == 0 || !has_timed_out() {
        return result;
    }
    let remaining_timeout = remaining_timeout
        .as_ref()
        .map_or(ptr::null(), ptr::from_ref);
    let what = if wait.timeout.is_some() {
        Call::Timed
    } else {
        Call::Thread
    };
    record_long_wait(what, || call(remaining_timeout.addr()))
}

/// A wait that may be longer than what isn't recorded.
struct FutexWait {
    /// Its end, or with no clock its length; None if there is none.
    timeout: Option<timespec>,
    clock: Option<clockid_t>,
}

impl FutexWait {
    /// # Safety
    ///
    /// In a waiting operation `timeout` is the address of a time, or null.
    unsafe fn parse_arguments(
        operation: Argument,
        timeout: Argument,
    ) -> Option<Self> {
        let operation = c_int::try_from(operation).ok()?;
        let real = operation & libc::FUTEX_CLOCK_REALTIME != 0;
        let clock = match operation & libc::FUTEX_CMD_MASK {
            libc::FUTEX_WAIT => None,
            libc::FUTEX_WAIT_BITSET if real => Some(libc::CLOCK_REALTIME),
            libc::FUTEX_WAIT_BITSET => Some(libc::CLOCK_MONOTONIC),
            _ => return None,
        };
        let timeout = ptr::with_exposed_provenance::<timespec>(timeout);
        // SAFETY: the caller vouches for it.
        let timeout = unsafe { timeout.as_ref() }.copied();
        let wait = Self { timeout, clock };
        let is_long = timeout.is_none_or(|t| is_after(t, wait.short_timeout()));
        is_long.then_some(wait)
    }

    /// The end of the part that isn't recorded, by the same clock.
    fn short_timeout(&self) -> timespec {
        let mut time = timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        if let Some(clock) = self.clock {
            // SAFETY: it fills the time, and leaves it zero if it fails.
            unsafe { libc::clock_gettime(clock, &raw mut time) };
        }
        add_nanos(time, UNRECORDED_WAIT_NANOS)
    }

    /// What is left after that: an end stays as it is, a length is shorter.
    fn remaining_timeout(&self) -> Option<timespec> {
        let timeout = self.timeout?;
        Some(match self.clock {
            Some(_) => timeout,
            None => add_nanos(timeout, -UNRECORDED_WAIT_NANOS),
        })
    }
}

/// A task that waits here blocks its thread. Without one, a thread of a
/// runtime has nothing to do: it is parked, as in the runtime's loop.
fn record_long_wait(call_kind: Call, call: impl FnOnce() -> c_long) -> c_long {
    if !context::is_idle_runtime_thread() {
        return record_blocking_call(call_kind, || true, call);
    }
    preserve_errno(|| record(Event::Park {}, Flush::Buffered));
    let result = call();
    let unpark = Event::Unpark { events: None };
    preserve_errno(|| record(unpark, Flush::Buffered));
    result
}

fn has_timed_out() -> bool {
    // SAFETY: it points to this thread's own number.
    unsafe { *libc::__errno_location() == libc::ETIMEDOUT }
}

fn is_after(a: timespec, b: timespec) -> bool {
    (a.tv_sec, a.tv_nsec) > (b.tv_sec, b.tv_nsec)
}

fn add_nanos(time: timespec, nanos: i64) -> timespec {
    let total = time.tv_nsec + nanos;
    timespec {
        tv_sec: time
            .tv_sec
            .saturating_add(total.div_euclid(NANOS_PER_SECOND)),
        tv_nsec: total.rem_euclid(NANOS_PER_SECOND),
    }
}
