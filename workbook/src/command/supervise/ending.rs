//! How a program ended, and ending in the same way.

use rustix::process::{
    Resource, Rlimit, Signal, WaitStatus, getpid, kill_process, setrlimit,
};
use std::process::ExitCode;

/// An exit code, or the signal that ended the program. Nothing, where the
/// system does not tell.
#[derive(Debug, Clone, Copy)]
pub struct Ending(pub Option<WaitStatus>);

impl Ending {
    /// Ends this process by the same signal, or gives the same code.
    pub fn pass_on(self) -> ExitCode {
        let signal = self.0.and_then(WaitStatus::terminating_signal);
        if let Some(number) = signal {
            die_of(number);
            return exit_code(128 + number);
        }
        exit_code(self.0.and_then(WaitStatus::exit_status).unwrap_or(1))
    }
}

/// Comes back only where the signal is ignored here.
fn die_of(number: i32) {
    // The program has left its core, if any; ours would tell nothing.
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
    if let Some(signal) = Signal::from_named_raw(number) {
        let _ = kill_process(getpid(), signal);
    }
}

fn exit_code(code: i32) -> ExitCode {
    ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))
}
