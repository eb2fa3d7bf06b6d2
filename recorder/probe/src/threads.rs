//! Threads: their numbers, names, beginnings and ends.

use crate::context;
use crate::record::{Flush, record};
use recorder_events::Event;
use std::ffi::{CStr, c_void};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

static THREAD_END_KEY: AtomicU32 = AtomicU32::new(0);
static HAS_THREAD_END_KEY: AtomicBool = AtomicBool::new(false);

/// Asks the system to report when a thread ends.
pub fn register_thread_end_hook() {
    let mut key = 0;
    // SAFETY: `record_end` takes any value.
    if unsafe { libc::pthread_key_create(&raw mut key, Some(record_end)) } == 0
    {
        THREAD_END_KEY.store(key, Relaxed);
        HAS_THREAD_END_KEY.store(true, Relaxed);
    }
}

/// This thread begins; `parent` made it.
pub fn record_begin(thread_number: u32, parent: Option<u32>) {
    context::set_thread_number(thread_number);
    if HAS_THREAD_END_KEY.load(Relaxed) {
        // SAFETY: the key is there; the value only has to differ from null.
        unsafe {
            let some = ptr::without_provenance(1);
            libc::pthread_setspecific(THREAD_END_KEY.load(Relaxed), some);
        }
    }
    record(Event::ThreadBegin { parent }, Flush::Buffered);
}

/// The last that a thread does, after its own destructors.
unsafe extern "C" fn record_end(_: *mut c_void) {
    record(Event::ThreadEnd {}, Flush::Buffered);
}

/// This thread has got a name.
pub fn record_name(name: &CStr) {
    let name = name.to_string_lossy();
    record(Event::ThreadName { name: &name }, Flush::Buffered);
}
