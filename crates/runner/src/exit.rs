//! How a run ended, in a sentence.

use crate::event::{EndKind, RunEvent};
use crate::limits::Limits;
use std::process::ExitStatus;
use std::time::Duration;
use supervise::{EndCause, ProgramExit};

/// How a program ended.
#[derive(Debug)]
pub struct ProgramEnd {
    pub exit: ProgramExit,
    pub time: Duration,
    /// Bytes of output that the reader does not get.
    pub withheld_bytes: u64,
}

/// The exit code of a Rust program whose main function panics.
const PANIC_EXIT_CODE: i32 = 101;

impl ProgramEnd {
    /// `advice` follows the message where a limit was exceeded.
    pub fn to_event(&self, limits: &Limits, advice: &str) -> RunEvent {
        let status = self.exit.status;
        let (code, signal) = (status.code(), signal_number(status));
        let kind = match (self.exit.end_cause, signal) {
            (Some(EndCause::Requested), _) => EndKind::Stopped,
            (Some(EndCause::Limit(_)), _) => EndKind::Limit,
            (Some(EndCause::SupervisorAttacked), _) => EndKind::Failed,
            (None, Some(_)) => EndKind::Signal,
            (None, None) => EndKind::Exit,
        };
        RunEvent::Ended {
            kind,
            code,
            signal,
            ms: self.time.as_secs_f64() * 1000.0,
            message: self.message(advice) + &self.withheld_message(limits),
        }
    }

    fn message(&self, advice: &str) -> String {
        let after = format!("after {:.2} s", self.time.as_secs_f64());
        let status = self.exit.status;
        match (self.exit.end_cause, signal_number(status), status.code()) {
            (Some(EndCause::SupervisorAttacked), ..) => format!(
                "Killed {after}: it has killed or stopped the process that \
                 watches it."
            ),
            (Some(EndCause::Limit(limit)), ..) => {
                format!("Stopped {after}: it {}. {advice}", limit.message())
            }
            (Some(EndCause::Requested), ..) if self.exit.was_killed => {
                format!("Killed {after}: it did not end when asked to.")
            }
            (Some(EndCause::Requested), None, Some(code)) => {
                format!("Stopped {after}; it ended with exit code {code}.")
            }
            (Some(EndCause::Requested), ..) => format!("Stopped {after}."),
            (None, Some(signal), _) => {
                format!(
                    "Crashed {after} by signal {}.",
                    describe_signal(signal)
                )
            }
            (None, None, Some(0)) => format!("Ended {after}."),
            (None, None, Some(PANIC_EXIT_CODE)) => {
                format!("Ended {after} with exit code 101, as a panic does.")
            }
            (None, None, code) => {
                let code = code.unwrap_or_default();
                format!("Ended {after} with exit code {code}.")
            }
        }
    }

    fn withheld_message(&self, limits: &Limits) -> String {
        if self.withheld_bytes == 0 {
            return String::new();
        }
        format!(
            " It printed more than {} KB: {} KB in the middle are left out.",
            limits.output_kb,
            self.withheld_bytes.div_ceil(1024)
        )
    }
}

/// The end of a run whose program never started.
pub fn early_end_event(
    kind: EndKind,
    time: Duration,
    message: String,
) -> RunEvent {
    RunEvent::Ended {
        kind,
        code: None,
        signal: None,
        ms: time.as_secs_f64() * 1000.0,
        message,
    }
}

#[cfg(unix)]
fn signal_number(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_number(_: ExitStatus) -> Option<i32> {
    None
}

/// The signal's number, with its name where programs crash by it:
/// `6 (SIGABRT)`.
fn describe_signal(signal: i32) -> String {
    let name = match signal {
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        // The numbers of Linux; other systems differ in this one.
        7 if cfg!(target_os = "linux") => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        _ => return signal.to_string(),
    };
    format!("{signal} ({name})")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;
    use supervise::LimitExceeded;

    fn message(
        wait_status: i32,
        end_cause: Option<EndCause>,
        killed: bool,
    ) -> String {
        let end = ProgramEnd {
            exit: ProgramExit {
                status: ExitStatus::from_raw(wait_status),
                end_cause,
                was_killed: killed,
                is_reported: true,
            },
            time: Duration::from_millis(1500),
            withheld_bytes: 0,
        };
        end.message("Run it elsewhere.")
    }

    #[test]
    fn each_program_end_has_its_message() {
        let limit = Duration::from_secs(60);
        let too_long = Some(EndCause::Limit(LimitExceeded::Time { limit }));
        let stopped = Some(EndCause::Requested);
        assert_eq!(message(0, None, false), "Ended after 1.50 s.");
        assert_eq!(
            message(7 << 8, None, false),
            "Ended after 1.50 s with exit code 7."
        );
        assert_eq!(
            message(6, None, false),
            "Crashed after 1.50 s by signal 6 (SIGABRT)."
        );
        assert_eq!(message(15, stopped, false), "Stopped after 1.50 s.");
        assert_eq!(
            message(9, stopped, true),
            "Killed after 1.50 s: it did not end when asked to."
        );
        assert_eq!(
            message(9, too_long, true),
            "Stopped after 1.50 s: it ran for 60 s, which is the limit. \
             Run it elsewhere."
        );
    }
}
