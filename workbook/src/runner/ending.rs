//! How a run ended, in a sentence.

use super::event::{Event, How};
use super::limits::{Limits, Reached};
use std::process::ExitStatus;
use std::time::Duration;

/// Why a program was made to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    Stopped,
    Limit(Reached),
}

/// How a program ended.
#[derive(Debug)]
pub struct Ending {
    pub status: ExitStatus,
    /// `None` where it ended by itself.
    pub cause: Option<Cause>,
    /// SIGTERM was not enough, or not tried.
    pub killed: bool,
    pub time: Duration,
    /// Bytes of output that the reader does not get.
    pub withheld: u64,
}

/// After a panic in main, Rust's programs exit with this code.
const PANICKED: i32 = 101;

impl Ending {
    /// `command` runs the same listing in a terminal, without these limits.
    pub fn event(&self, limits: &Limits, command: &str) -> Event {
        let (code, signal) = (self.status.code(), signal(self.status));
        let how = match (self.cause, signal) {
            (Some(Cause::Stopped), _) => How::Stopped,
            (Some(Cause::Limit(_)), _) => How::Limit,
            (None, Some(_)) => How::Signal,
            (None, None) => How::Exit,
        };
        let withheld = self.withheld(limits);
        Event::Ended {
            how,
            code,
            signal,
            ms: self.time.as_secs_f64() * 1000.0,
            says: self.says(limits, command) + &withheld,
        }
    }

    fn says(&self, limits: &Limits, command: &str) -> String {
        let after = format!("after {:.2} s", self.time.as_secs_f64());
        match (self.cause, signal(self.status), self.status.code()) {
            (Some(Cause::Limit(reached)), ..) => format!(
                "Stopped {after}: {}. In a terminal it has none: `{command}`.",
                reached.says(limits)
            ),
            (Some(Cause::Stopped), ..) if self.killed => {
                format!("Killed {after}: it did not end when asked to.")
            }
            (Some(Cause::Stopped), None, Some(code)) => {
                format!("Stopped {after}; it ended with exit code {code}.")
            }
            (Some(Cause::Stopped), ..) => format!("Stopped {after}."),
            (None, Some(signal), _) => {
                format!("Crashed {after} by signal {}.", named(signal))
            }
            (None, None, Some(0)) => format!("Ended {after}."),
            (None, None, Some(PANICKED)) => {
                format!("Ended {after} with exit code 101, as a panic does.")
            }
            (None, None, code) => {
                let code = code.unwrap_or_default();
                format!("Ended {after} with exit code {code}.")
            }
        }
    }

    fn withheld(&self, limits: &Limits) -> String {
        if self.withheld == 0 {
            return String::new();
        }
        format!(
            " It printed more than {} KB: {} KB in the middle are left out.",
            limits.output_kb,
            self.withheld.div_ceil(1024)
        )
    }
}

/// A run that ended before its program started.
pub fn not_run(how: How, time: Duration, says: String) -> Event {
    Event::Ended {
        how,
        code: None,
        signal: None,
        ms: time.as_secs_f64() * 1000.0,
        says,
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

/// `6 (SIGABRT)`, for those by which programs crash.
fn named(signal: i32) -> String {
    let name = match signal {
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
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

    fn says(raw: i32, cause: Option<Cause>, killed: bool) -> String {
        let ending = Ending {
            status: ExitStatus::from_raw(raw),
            cause,
            killed,
            time: Duration::from_millis(1500),
            withheld: 0,
        };
        ending.says(&Limits::default(), "cargo run --example a")
    }

    #[test]
    fn each_end_has_its_sentence() {
        let wall = Some(Cause::Limit(Reached::Wall));
        let stopped = Some(Cause::Stopped);
        assert_eq!(says(0, None, false), "Ended after 1.50 s.");
        assert_eq!(
            says(7 << 8, None, false),
            "Ended after 1.50 s with exit code 7."
        );
        assert_eq!(
            says(6, None, false),
            "Crashed after 1.50 s by signal 6 (SIGABRT)."
        );
        assert_eq!(says(15, stopped, false), "Stopped after 1.50 s.");
        assert_eq!(
            says(9, stopped, true),
            "Killed after 1.50 s: it did not end when asked to."
        );
        assert_eq!(
            says(9, wall, true),
            "Stopped after 1.50 s: the limit for a run in the page is 60 s. \
             In a terminal it has none: `cargo run --example a`."
        );
    }
}
