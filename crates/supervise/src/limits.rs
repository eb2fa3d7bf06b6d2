//! What a supervised program may use, and the sentences that say so.

use crate::processes::Usage;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// The limits for a program and for everything that it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceLimits {
    pub time: Duration,
    /// Memory of all processes together: resident, and shared memory that
    /// they have created or hold open.
    pub memory_mb: u64,
    pub processes: usize,
    /// Threads of all processes together.
    pub threads: usize,
    /// The size of the working directory, and of deleted files that are still
    /// open.
    pub disk_mb: u64,
}

impl ResourceLimits {
    /// The limit that `usage` exceeds, if any.
    pub fn exceeded_by(&self, usage: Usage) -> Option<LimitExceeded> {
        if usage.memory_kb > self.memory_kb() {
            Some(self.memory_exceeded())
        } else if usage.process_count > self.processes {
            let limit = self.processes;
            Some(LimitExceeded::Processes { limit })
        } else if usage.thread_count > self.threads {
            let limit = self.threads;
            Some(LimitExceeded::Threads { limit })
        } else if usage.disk_kb > self.disk_kb() {
            Some(self.disk_exceeded())
        } else {
            None
        }
    }

    pub fn memory_kb(&self) -> u64 {
        self.memory_mb.saturating_mul(1024)
    }

    pub fn disk_kb(&self) -> u64 {
        self.disk_mb.saturating_mul(1024)
    }

    pub fn memory_exceeded(&self) -> LimitExceeded {
        LimitExceeded::Memory {
            limit_mb: self.memory_mb,
        }
    }

    pub fn time_exceeded(&self) -> LimitExceeded {
        LimitExceeded::Time { limit: self.time }
    }

    pub fn disk_exceeded(&self) -> LimitExceeded {
        LimitExceeded::Disk {
            limit_mb: self.disk_mb,
        }
    }
}

/// The limit that a program has exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitExceeded {
    Time {
        limit: Duration,
    },
    Memory {
        limit_mb: u64,
    },
    Processes {
        limit: usize,
    },
    Threads {
        limit: usize,
    },
    Disk {
        limit_mb: u64,
    },
    /// What a compiler prints.
    Messages {
        limit_mb: u64,
    },
}

impl LimitExceeded {
    /// The rest of a sentence that begins with the program's name or with
    /// "it".
    pub fn message(self) -> String {
        let exceeded = match self {
            LimitExceeded::Time { limit } => {
                format!("ran for {} s", limit.as_secs_f64())
            }
            LimitExceeded::Memory { limit_mb } => {
                format!("used more than {limit_mb} MB of memory")
            }
            LimitExceeded::Processes { limit } => {
                format!("had more than {limit} processes")
            }
            LimitExceeded::Threads { limit } => {
                format!("had more than {limit} threads")
            }
            LimitExceeded::Disk { limit_mb } => {
                format!("wrote more than {limit_mb} MB to disk")
            }
            LimitExceeded::Messages { limit_mb } => {
                format!("printed more than {limit_mb} MB")
            }
        };
        format!("{exceeded}, which is the limit")
    }
}

/// `60000/1024/64/2000/512`: milliseconds, MB, processes, threads, MB of disk.
/// The form in which the limits are passed to the supervisor.
impl fmt::Display for ResourceLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}/{}",
            self.time.as_millis(),
            self.memory_mb,
            self.processes,
            self.threads,
            self.disk_mb
        )
    }
}

impl FromStr for ResourceLimits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Result<Vec<u64>, _> =
            text.split('/').map(str::parse).collect();
        let numbers = numbers.map_err(|error| format!("{text}: {error}"))?;
        let [time_ms, memory_mb, processes, threads, disk_mb] = numbers[..]
        else {
            return Err(format!("{text}: five numbers are needed"));
        };
        Ok(ResourceLimits {
            time: Duration::from_millis(time_ms),
            memory_mb,
            processes: usize::try_from(processes).unwrap_or(usize::MAX),
            threads: usize::try_from(threads).unwrap_or(usize::MAX),
            disk_mb,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: ResourceLimits = ResourceLimits {
        time: Duration::from_secs(60),
        memory_mb: 1024,
        processes: 64,
        threads: 2000,
        disk_mb: 512,
    };

    #[test]
    fn usage_within_the_limits_exceeds_none() {
        let usage = Usage {
            memory_kb: 1024 * 1024,
            process_count: 64,
            thread_count: 2000,
            disk_kb: 512 * 1024,
            ..Usage::default()
        };
        assert_eq!(LIMITS.exceeded_by(usage), None);
    }

    #[test]
    fn one_kb_more_exceeds_a_limit() {
        let memory = Usage {
            memory_kb: 1024 * 1024 + 1,
            ..Usage::default()
        };
        let exceeded = Some(LIMITS.memory_exceeded());
        assert_eq!(LIMITS.exceeded_by(memory), exceeded);
        let disk = Usage {
            disk_kb: 512 * 1024 + 1,
            ..Usage::default()
        };
        assert_eq!(LIMITS.exceeded_by(disk), Some(LIMITS.disk_exceeded()));
    }

    #[test]
    fn the_message_of_an_exceeded_limit_names_the_limit() {
        let usage = Usage {
            thread_count: 2001,
            ..Usage::default()
        };
        assert_eq!(
            LIMITS.exceeded_by(usage).unwrap().message(),
            "had more than 2000 threads, which is the limit"
        );
        assert_eq!(
            LIMITS.time_exceeded().message(),
            "ran for 60 s, which is the limit"
        );
    }

    #[test]
    fn limits_are_read_back_from_their_text() {
        assert_eq!(LIMITS.to_string().parse(), Ok(LIMITS));
        assert!("1/2/3".parse::<ResourceLimits>().is_err());
        assert!("1/2/3/4/x".parse::<ResourceLimits>().is_err());
    }
}
