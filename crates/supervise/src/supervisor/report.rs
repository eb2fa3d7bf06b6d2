//! What a supervisor sends to the workbook at the end.

use crate::protocol::Report;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

pub(super) fn send_report(report: &Report) {
    if let Ok(socket) = io::stdin().as_fd().try_clone_to_owned() {
        // Fails where the workbook is gone.
        let _ = write!(UnixStream::from(socket), "{report}");
    }
}

pub(super) fn terminating_signal(wait_status: i32) -> i32 {
    wait_status & 0x7f
}

/// The exit code of a shell for a program that ended like this.
pub(super) fn shell_exit_code(wait_status: i32) -> ExitCode {
    let code = match terminating_signal(wait_status) {
        0 => wait_status >> 8,
        signal => 128 + signal,
    };
    ExitCode::from(u8::try_from(code & 0xff).unwrap_or(u8::MAX))
}
