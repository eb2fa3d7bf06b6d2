//! The beginning: before `main`, and without any change if no recording is
//! requested.

use crate::record::{self, Flush};
use crate::sink::Sink;
use crate::{context, fork, interpose, machine_clock, panic, threads};
use recorder_events::Event;
use std::env;
use std::ffi::CString;
use std::os::unix::ffi::OsStringExt;

/// Names the pipe or file.
const PIPE_PATH_ENV_VAR: &str = "WORKBOOK_TIMELINE";

/// The system calls each function in this section before `main`.
#[used]
#[unsafe(link_section = ".init_array")]
static BEFORE_MAIN: extern "C" fn() = before_main;

extern "C" fn before_main() {
    workbook_probe_begin();
}

/// The linker is told that this is needed, so that the probe becomes part of
/// programs that never name it.
#[unsafe(no_mangle)]
extern "C" fn workbook_probe_begin() {
    let Some(path) = env::var_os(PIPE_PATH_ENV_VAR) else {
        return;
    };
    // SAFETY: no other thread runs before `main`. The programs that this one
    // starts must not write into its recording.
    unsafe { env::remove_var(PIPE_PATH_ENV_VAR) };
    let path = CString::new(path.into_vec()).ok();
    if let Some(sink) = path.and_then(|path| Sink::open(&path)) {
        begin_recording(sink);
    }
}

fn begin_recording(sink: Sink) {
    interpose::resolve_all_functions();
    threads::register_thread_end_hook();
    machine_clock::start();
    context::set_thread_number(context::assign_thread_number());
    panic::install_hook();
    fork::stop_recording_in_forks();
    // SAFETY: `at_exit` may be called at any time.
    unsafe { libc::atexit(at_exit) };
    record::start(sink);
    record::record(Event::ThreadBegin { parent: None }, Flush::Buffered);
    record::record(Event::ThreadName { name: "main" }, Flush::Buffered);
}

extern "C" fn at_exit() {
    record::record(Event::End {}, Flush::Final);
}
