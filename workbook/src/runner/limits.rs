//! What a run may use, and the sentences that say so.

use crate::catalogue::OwnLimits;
use serde::Deserialize;
use std::thread::available_parallelism;
use std::time::Duration;

/// The limits of all runs, unless a listing has its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Compiling, in seconds.
    pub compile_s: u64,
    /// Running, in seconds.
    pub wall_s: u64,
    /// Half of it is the head of the output, half its tail.
    pub output_kb: usize,
    /// Resident memory of all processes of a run.
    pub memory_mb: u64,
    pub processes: usize,
    /// Threads of all processes of a run.
    pub threads: usize,
    /// Runs at the same time; others queue.
    pub concurrent: usize,
    /// Compiled programs that are kept on disk.
    pub kept_programs: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            compile_s: 30,
            wall_s: 60,
            output_kb: 1024,
            memory_mb: 1024,
            processes: 64,
            threads: 2000,
            concurrent: available_parallelism().map_or(1, usize::from),
            kept_programs: 64,
        }
    }
}

impl Limits {
    /// The names by which `book.toml` sets them.
    pub const NAMES: [&'static str; 8] = [
        "compile_s",
        "wall_s",
        "output_kb",
        "memory_mb",
        "processes",
        "threads",
        "concurrent",
        "kept_programs",
    ];

    /// These limits, with those that the listing sets itself.
    pub fn with(&self, own: &OwnLimits) -> Limits {
        Limits {
            wall_s: own.wall_s.unwrap_or(self.wall_s),
            output_kb: own.output_kb.unwrap_or(self.output_kb),
            memory_mb: own.memory_mb.unwrap_or(self.memory_mb),
            processes: own.processes.unwrap_or(self.processes),
            threads: own.threads.unwrap_or(self.threads),
            ..self.clone()
        }
    }

    pub fn compile(&self) -> Duration {
        Duration::from_secs(self.compile_s)
    }

    pub fn wall(&self) -> Duration {
        Duration::from_secs(self.wall_s)
    }
}

/// The limit that a program has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    Wall,
    Memory { mb: u64 },
    Processes { count: usize },
    Threads { count: usize },
}

impl Reached {
    /// The first half of a sentence: what was reached, and what is allowed.
    pub fn says(self, limits: &Limits) -> String {
        match self {
            Reached::Wall => {
                format!(
                    "the limit for a run in the page is {} s",
                    limits.wall_s
                )
            }
            Reached::Memory { mb } => format!(
                "it used {mb} MB of memory, and the limit in the page is {} MB",
                limits.memory_mb
            ),
            Reached::Processes { count } => format!(
                "it had {count} processes, and the limit in the page is {}",
                limits.processes
            ),
            Reached::Threads { count } => format!(
                "it had {count} threads, and the limit in the page is {}",
                limits.threads
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_sets_its_own_limits_beside_those_of_all() {
        let own = OwnLimits {
            threads: Some(11_000),
            ..OwnLimits::default()
        };
        let limits = Limits::default().with(&own);
        assert_eq!(limits.threads, 11_000);
        assert_eq!(limits.wall_s, 60);
    }

    #[test]
    fn the_sentence_names_the_limit() {
        let limits = Limits::default();
        let says = Reached::Threads { count: 2001 }.says(&limits);
        assert_eq!(
            says,
            "it had 2001 threads, and the limit in the page is 2000"
        );
    }
}
