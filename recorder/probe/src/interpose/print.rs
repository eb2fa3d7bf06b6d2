//! Printed lines: writes to the standard output and the standard error.

use super::next::{NextSymbol, fail_with_enosys, preserve_errno};
use crate::record::{Flush, record};
use crate::switch::is_recording;
use recorder_events::{Direction, Event};
use std::ffi::{c_int, c_void};
use std::slice;

type Write = unsafe extern "C" fn(c_int, *const c_void, usize) -> isize;
type Writev = unsafe extern "C" fn(c_int, *const libc::iovec, c_int) -> isize;

// SAFETY: the types are those of the C library.
static NEXT_WRITE: NextSymbol<Write> = unsafe { NextSymbol::new(c"write") };
// SAFETY: as above.
static NEXT_WRITEV: NextSymbol<Writev> = unsafe { NextSymbol::new(c"writev") };

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
    if is_recorded_stream(descriptor) {
        // SAFETY: the caller gives so many bytes to be read.
        let newlines = unsafe { count_newlines(bytes, byte_count) };
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
    if is_recorded_stream(descriptor) && !parts.is_null() {
        let length = usize::try_from(part_count).unwrap_or(0);
        // SAFETY: the caller gives so many parts, each with bytes to be read.
        let newlines = unsafe {
            let parts = slice::from_raw_parts(parts, length).iter();
            parts
                .map(|part| count_newlines(part.iov_base, part.iov_len))
                .sum()
        };
        record_print(descriptor, newlines);
    }
    // SAFETY: the caller's own arguments.
    unsafe { real(descriptor, parts, part_count) }
}

fn is_recorded_stream(descriptor: c_int) -> bool {
    matches!(descriptor, libc::STDOUT_FILENO | libc::STDERR_FILENO)
        && is_recording()
}

/// # Safety
///
/// Unless null, `bytes` has `byte_count` bytes.
unsafe fn count_newlines(bytes: *const c_void, byte_count: usize) -> u64 {
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
    preserve_errno(|| record(print, Flush::Immediate));
}
