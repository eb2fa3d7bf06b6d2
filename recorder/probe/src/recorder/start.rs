//! The beginning: before `main`, and with nothing changed if nobody asks.

use super::record::{self, Speed};
use super::sink::Sink;
use super::{clock, fork, here, interpose, listener, panic, threads};
use std::env;
use std::ffi::CString;
use std::os::unix::ffi::OsStringExt;

/// Names the pipe or file.
const VARIABLE: &str = "WORKBOOK_TIMELINE";

/// The system calls each function in this section before `main`.
#[used]
#[unsafe(link_section = ".init_array")]
static BEFORE_MAIN: extern "C" fn() = before_main;

extern "C" fn before_main() {
    let Some(path) = env::var_os(VARIABLE) else {
        return;
    };
    // SAFETY: no other thread runs before `main`. The programs that this one
    // starts must not write into its recording.
    unsafe { env::remove_var(VARIABLE) };
    let path = CString::new(path.into_vec()).ok();
    if let Some(sink) = path.and_then(|path| Sink::open(&path)) {
        begin(sink);
    }
}

fn begin(sink: Sink) {
    interpose::find_all();
    threads::watch_ends();
    clock::start();
    here::set_number(threads::next_number());
    if !listener::install() {
        return;
    }
    panic::watch();
    fork::watch();
    // SAFETY: `at_exit` may be called at any time.
    unsafe { libc::atexit(at_exit) };
    record::start(sink);
    record::tell("thread", Speed::Soon, |line| {
        threads::describe(line, Some("main"), None);
    });
}

extern "C" fn at_exit() {
    record::tell("end", Speed::Last, |_| {});
}
