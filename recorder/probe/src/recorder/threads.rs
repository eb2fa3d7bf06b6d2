//! Threads: their numbers, names, beginnings and ends.

use super::here;
use super::line::Line;
use super::record::{Speed, tell};
use std::cell::Cell;
use std::ffi::{CStr, c_void};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

static NEXT: AtomicU32 = AtomicU32::new(0);
static KEY: AtomicU32 = AtomicU32::new(0);
static HAS_KEY: AtomicBool = AtomicBool::new(false);

thread_local! {
    static WORKER: Cell<bool> = const { Cell::new(false) };
}

pub fn next_number() -> u32 {
    NEXT.fetch_add(1, Relaxed)
}

/// Asks the system to tell when a thread ends.
pub fn watch_ends() {
    let mut key = 0;
    // SAFETY: `ended` takes any value.
    if unsafe { libc::pthread_key_create(&raw mut key, Some(ended)) } == 0 {
        KEY.store(key, Relaxed);
        HAS_KEY.store(true, Relaxed);
    }
}

/// This thread begins; `by` made it.
pub fn begun(number: u32, by: Option<u32>) {
    here::set_number(number);
    if HAS_KEY.load(Relaxed) {
        // SAFETY: the key is there; the value only has to differ from null.
        unsafe {
            let some = ptr::without_provenance(1);
            libc::pthread_setspecific(KEY.load(Relaxed), some);
        }
    }
    tell("thread", Speed::Soon, |line| {
        describe(line, None, by);
    });
}

/// The last that a thread does, after its own destructors.
unsafe extern "C" fn ended(_: *mut c_void) {
    tell("thread_end", Speed::Soon, |_| {});
}

/// A thread as it begins.
pub fn describe(line: &mut Line<'_>, name: Option<&str>, by: Option<u32>) {
    line.maybe_text("name", name).maybe("by", by);
    line.flag("worker", false);
}

/// This thread has got a name.
pub fn named(name: &CStr) {
    let name = name.to_string_lossy();
    tell("thread", Speed::Soon, |line| {
        line.text("name", &name);
    });
}

/// This thread turns out to be one of the runtime's workers.
pub fn is_worker() {
    if WORKER.replace(true) {
        return;
    }
    tell("thread", Speed::Soon, |line| {
        line.flag("worker", true);
    });
}
