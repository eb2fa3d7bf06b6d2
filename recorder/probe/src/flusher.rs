//! A thread that writes what waits in the buffer, so that a program with much
//! to record need not do so itself at each poll.

use crate::reentrancy::run_in_probe;
use crate::switch::is_recording;
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};

/// What is recorded may wait so long.
static FLUSH_DELAY: libc::timespec = libc::timespec {
    tv_sec: 0,
    tv_nsec: 1_000_000,
};

const STACK_BYTES: usize = 128 * 1024;

static HAS_WORK: AtomicBool = AtomicBool::new(false);
static SLEEP_LOCK: Mutex<()> = Mutex::new(());
static WORK_ARRIVED: Condvar = Condvar::new();

/// What the thread calls to write the buffer.
static FLUSH_FUNCTION: OnceLock<fn()> = OnceLock::new();

/// Starts the thread, which calls `flush`. Returns false where the system
/// refuses another one.
pub fn spawn(flush: fn()) -> bool {
    FLUSH_FUNCTION.get_or_init(|| flush);
    spawn_thread()
}

/// Makes the thread, which gets none of the program's signals. It is not
/// recorded, because the probe is at work.
fn spawn_thread() -> bool {
    let mut thread = MaybeUninit::uninit();
    let mut attributes = MaybeUninit::uninit();
    let mut signals = MaybeUninit::uninit();
    let mut before = MaybeUninit::uninit();
    // SAFETY: the attributes and both sets are filled before they are read.
    // The new thread inherits the mask, and this one gets its own back.
    unsafe {
        if libc::pthread_attr_init(attributes.as_mut_ptr()) != 0 {
            return false;
        }
        let (attributes, signals) =
            (attributes.as_mut_ptr(), signals.as_mut_ptr());
        libc::pthread_attr_setstacksize(attributes, STACK_BYTES);
        let detached = libc::PTHREAD_CREATE_DETACHED;
        libc::pthread_attr_setdetachstate(attributes, detached);
        libc::sigfillset(signals);
        libc::pthread_sigmask(libc::SIG_SETMASK, signals, before.as_mut_ptr());
        let none = ptr::null_mut();
        let error = libc::pthread_create(
            thread.as_mut_ptr(),
            attributes,
            run_flush_loop,
            none,
        );
        let none = ptr::null_mut();
        libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), none);
        libc::pthread_attr_destroy(attributes);
        error == 0
    }
}

/// Makes the thread look into the buffer within `FLUSH_DELAY`.
pub fn request_flush() {
    if !HAS_WORK.load(Relaxed) && !HAS_WORK.swap(true, Relaxed) {
        drop(SLEEP_LOCK.lock().unwrap_or_else(PoisonError::into_inner));
        WORK_ARRIVED.notify_one();
    }
}

extern "C" fn run_flush_loop(_: *mut c_void) -> *mut c_void {
    let Some(flush) = FLUSH_FUNCTION.get() else {
        return ptr::null_mut();
    };
    // What this thread does itself is not recorded.
    run_in_probe(|_| {
        while is_recording() {
            wait_for_work();
            sleep_flush_delay();
            HAS_WORK.store(false, Relaxed);
            flush();
        }
    });
    ptr::null_mut()
}

fn wait_for_work() {
    let mut lock = SLEEP_LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    while !HAS_WORK.load(Relaxed) {
        lock = WORK_ARRIVED
            .wait(lock)
            .unwrap_or_else(PoisonError::into_inner);
    }
}

fn sleep_flush_delay() {
    // SAFETY: a time on this stack; what is left of it isn't needed.
    unsafe {
        let none = ptr::null_mut::<libc::timespec>();
        libc::syscall(libc::SYS_nanosleep, &raw const FLUSH_DELAY, none);
    }
}
