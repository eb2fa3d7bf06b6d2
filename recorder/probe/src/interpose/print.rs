//! Printed lines: writes to the standard output and the standard error.

use super::next::{Next, fail_with_enosys, keeping_errno};
use crate::record::{Flush, record};
use crate::switch::is_on;
use recorder_events::{Direction, Event};
use std::ffi::{c_int, c_void};
use std::slice;

type Write = unsafe extern "C" fn(c_int, *const c_void, usize) -> isize;
type Writev = unsafe extern "C" fn(c_int, *const libc::iovec, c_int) -> isize;

// SAFETY: the types are those of the C library.
static NEXT_WRITE: Next<Write> = unsafe { Next::new(c"write") };
// SAFETY: as above.
static NEXT_WRITEV: Next<Writev> = unsafe { Next::new(c"writev") };

pub fn resolve_functions() {
    NEXT_WRITE.get();
    NEXT_WRITEV.get();
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn write(
    descriptor: c_int,
    bytes: *const c_void,
    byte_count: usize,
) -> isize {
    let Some(real) = NEXT_WRITE.get() else {
        return fail_with_enosys() as isize;
    };
    if is_recorded(descriptor) {
        // SAFETY: the caller gives so many bytes to be read.
        let newlines = unsafe { newlines(bytes, byte_count) };
        record_print(descriptor, newlines);
    }
    // SAFETY: the caller's own arguments.
    unsafe { real(descriptor, bytes, byte_count) }
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn writev(
    descriptor: c_int,
    parts: *const libc::iovec,
    part_count: c_int,
) -> isize {
    let Some(real) = NEXT_WRITEV.get() else {
        return fail_with_enosys() as isize;
    };
    if is_recorded(descriptor) && !parts.is_null() {
        let length = usize::try_from(part_count).unwrap_or(0);
        // SAFETY: the caller gives so many parts, each with bytes to be read.
        let newlines = unsafe {
            let parts = slice::from_raw_parts(parts, length).iter();
            parts
                .map(|part| newlines(part.iov_base, part.iov_len))
                .sum()
        };
        record_print(descriptor, newlines);
    }
    // SAFETY: the caller's own arguments.
    unsafe { real(descriptor, parts, part_count) }
}

fn is_recorded(descriptor: c_int) -> bool {
    matches!(descriptor, libc::STDOUT_FILENO | libc::STDERR_FILENO) && is_on()
}

/// # Safety
///
/// Unless null, `bytes` has `byte_count` bytes.
unsafe fn newlines(bytes: *const c_void, byte_count: usize) -> u64 {
    if bytes.is_null() {
        return 0;
    }
    // SAFETY: the caller vouches for it.
    let bytes =
        unsafe { slice::from_raw_parts(bytes.cast::<u8>(), byte_count) };
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn record_print(descriptor: c_int, newline_count: u64) {
    // Each part of an error's line is written on its own: its end is enough.
    if descriptor == libc::STDERR_FILENO && newline_count == 0 {
        return;
    }
    let to = if descriptor == libc::STDERR_FILENO {
        Direction::Stderr
    } else {
        Direction::Stdout
    };
    let print = Event::Print {
        to,
        newlines: newline_count,
    };
    keeping_errno(|| record(print, Flush::Immediate));
}
