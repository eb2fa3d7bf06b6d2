//! What runs may use, and how many there may be.

use catalogue::OwnLimits;
use std::thread::available_parallelism;
use std::time::Duration;
use supervise::ResourceLimits;

/// The limits of all runs, unless a listing has its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// For rustc and the linker.
    pub compiler: ResourceLimits,
    pub program: ResourceLimits,
    /// Half of it is for the head of the output, half for its tail.
    pub output_kb: usize,
    /// Runs at the same time; others queue.
    pub max_concurrent_runs: usize,
    /// Compiled programs that are kept on disk.
    pub max_cached_programs: usize,
    pub background: BackgroundLimits,
}

/// How much is built that the open page does not need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackgroundLimits {
    /// The time that all of it may take.
    pub max_time: Duration,
    /// With less free space, nothing more is built.
    pub min_free_disk_mb: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            compiler: ResourceLimits {
                time: Duration::from_secs(30),
                memory_mb: 2048,
                processes: 64,
                threads: 500,
                disk_mb: 1024,
            },
            program: ResourceLimits {
                time: Duration::from_secs(60),
                memory_mb: 1024,
                processes: 64,
                threads: 2000,
                disk_mb: 1024,
            },
            output_kb: 1024,
            max_concurrent_runs: available_parallelism().map_or(1, usize::from),
            max_cached_programs: 64,
            background: BackgroundLimits {
                max_time: Duration::from_secs(15 * 60),
                min_free_disk_mb: 2048,
            },
        }
    }
}

impl Limits {
    /// These limits, changed by those that the listing sets itself.
    pub fn with_overrides(&self, overrides: &OwnLimits) -> Limits {
        let defaults = &self.program;
        Limits {
            program: ResourceLimits {
                time: overrides
                    .wall_s
                    .map_or(defaults.time, Duration::from_secs),
                memory_mb: overrides.memory_mb.unwrap_or(defaults.memory_mb),
                processes: overrides.processes.unwrap_or(defaults.processes),
                threads: overrides.threads.unwrap_or(defaults.threads),
                disk_mb: defaults.disk_mb,
            },
            output_kb: overrides.output_kb.unwrap_or(self.output_kb),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listings_own_limits_replace_those_of_all_runs() {
        let overrides = OwnLimits {
            threads: Some(11_000),
            wall_s: Some(9),
            ..OwnLimits::default()
        };
        let limits = Limits::default().with_overrides(&overrides);
        assert_eq!(limits.program.threads, 11_000);
        assert_eq!(limits.program.time, Duration::from_secs(9));
        assert_eq!(limits.program.memory_mb, 1024);
    }
}
