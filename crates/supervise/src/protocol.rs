//! What the workbook and a supervisor say to each other.
//!
//! On Unix, the supervisor's standard input is a socket. The workbook sends
//! commands of one byte. The supervisor sends one report, when every process
//! is gone. The end of its input means that the workbook is gone, however it
//! ended, and kills the program.

use crate::limits::LimitExceeded;
use std::fmt;
use std::time::Duration;

/// Asks all processes to end (SIGTERM), and kills them after a grace time.
pub(crate) const TERMINATE: u8 = b't';
/// Kills them at once.
pub(crate) const KILL: u8 = b'k';

/// How long a program may take to end after SIGTERM.
pub const TERMINATE_GRACE: Duration = Duration::from_secs(2);

/// Why a program was made to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndCause {
    /// The workbook has asked for it.
    Requested,
    Limit(LimitExceeded),
    /// The program has killed or stopped its supervisor.
    SupervisorAttacked,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Report {
    /// As `wait` returns it.
    pub wait_status: i32,
    /// `None` where the program ended by itself.
    pub end_cause: Option<EndCause>,
    /// Whether SIGKILL was sent.
    pub was_killed: bool,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.wait_status, u8::from(self.was_killed))?;
        match self.end_cause {
            None => write!(f, "none"),
            Some(EndCause::Requested) => write!(f, "requested"),
            Some(EndCause::SupervisorAttacked) => write!(f, "attacked"),
            Some(EndCause::Limit(limit)) => match limit {
                LimitExceeded::Time { limit } => {
                    write!(f, "time {}", limit.as_millis())
                }
                LimitExceeded::Memory { limit_mb } => {
                    write!(f, "memory {limit_mb}")
                }
                LimitExceeded::Processes { limit } => {
                    write!(f, "processes {limit}")
                }
                LimitExceeded::Threads { limit } => {
                    write!(f, "threads {limit}")
                }
                LimitExceeded::Disk { limit_mb } => {
                    write!(f, "disk {limit_mb}")
                }
                LimitExceeded::Messages { limit_mb } => {
                    write!(f, "messages {limit_mb}")
                }
            },
        }
    }
}

impl Report {
    /// Parses what `Display` writes.
    pub fn parse(text: &str) -> Option<Report> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let (head, cause) = fields.split_at_checked(2)?;
        Some(Report {
            wait_status: head[0].parse().ok()?,
            was_killed: head[1] == "1",
            end_cause: parse_cause(cause)?,
        })
    }
}

fn parse_cause(fields: &[&str]) -> Option<Option<EndCause>> {
    let limit = match fields {
        ["none"] => return Some(None),
        ["requested"] => return Some(Some(EndCause::Requested)),
        ["attacked"] => return Some(Some(EndCause::SupervisorAttacked)),
        ["time", ms] => LimitExceeded::Time {
            limit: Duration::from_millis(ms.parse().ok()?),
        },
        ["memory", limit] => LimitExceeded::Memory {
            limit_mb: limit.parse().ok()?,
        },
        ["processes", limit] => LimitExceeded::Processes {
            limit: limit.parse().ok()?,
        },
        ["threads", limit] => LimitExceeded::Threads {
            limit: limit.parse().ok()?,
        },
        ["disk", limit] => LimitExceeded::Disk {
            limit_mb: limit.parse().ok()?,
        },
        ["messages", limit] => LimitExceeded::Messages {
            limit_mb: limit.parse().ok()?,
        },
        _ => return None,
    };
    Some(Some(EndCause::Limit(limit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_is_read_back_from_its_text() {
        let limits = [
            LimitExceeded::Time {
                limit: Duration::from_millis(1500),
            },
            LimitExceeded::Memory { limit_mb: 5 },
            LimitExceeded::Processes { limit: 8 },
            LimitExceeded::Threads { limit: 8 },
            LimitExceeded::Disk { limit_mb: 3 },
            LimitExceeded::Messages { limit_mb: 8 },
        ];
        let causes = limits.map(|limit| Some(EndCause::Limit(limit)));
        let others = [
            None,
            Some(EndCause::Requested),
            Some(EndCause::SupervisorAttacked),
        ];
        for cause in causes.into_iter().chain(others) {
            let report = Report {
                wait_status: 139,
                end_cause: cause,
                was_killed: true,
            };
            assert_eq!(Report::parse(&report.to_string()), Some(report));
        }
        for text in ["", "1", "1 0", "x 0 none", "1 0 nonsense"] {
            assert_eq!(Report::parse(text), None, "{text:?}");
        }
    }
}
