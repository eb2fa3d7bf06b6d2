//! How long something took, as a histogram that Prometheus reads.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// The upper bounds of the buckets, in milliseconds.
const BOUNDS_MS: [u32; 11] =
    [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/// Counts times by the first bucket that has room for them.
#[derive(Debug, Default)]
pub struct Histogram {
    bucket_counts: [AtomicU64; BOUNDS_MS.len()],
    longer_count: AtomicU64,
    sum_us: AtomicU64,
}

impl Histogram {
    pub fn record(&self, time: Duration) {
        let bucket = BOUNDS_MS
            .iter()
            .position(|ms| time <= Duration::from_millis((*ms).into()));
        let count = bucket
            .map_or(&self.longer_count, |index| &self.bucket_counts[index]);
        count.fetch_add(1, Relaxed);
        self.sum_us.fetch_add(time.as_micros() as u64, Relaxed);
    }

    /// Writes each bucket with all that the buckets before it have counted,
    /// because that's what Prometheus expects.
    pub fn write_text(&self, text: &mut String, name: &str, help: &str) {
        let _ = write!(
            text,
            "# HELP weather_{name} {help}\n# TYPE weather_{name} histogram\n"
        );
        let mut total = 0;
        for (ms, count) in BOUNDS_MS.iter().zip(&self.bucket_counts) {
            total += count.load(Relaxed);
            let seconds = f64::from(*ms) / 1000.0;
            let _ = writeln!(
                text,
                "weather_{name}_bucket{{le=\"{seconds}\"}} {total}"
            );
        }
        total += self.longer_count.load(Relaxed);
        let sum = self.sum_us.load(Relaxed) as f64 / 1_000_000.0;
        let _ = write!(
            text,
            "weather_{name}_bucket{{le=\"+Inf\"}} {total}\n\
             weather_{name}_sum {sum}\nweather_{name}_count {total}\n"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bucket_counts_all_times_up_to_its_bound() {
        let histogram = Histogram::default();
        for ms in [0, 5, 6, 1000, 60_000] {
            histogram.record(Duration::from_millis(ms));
        }
        let mut text = String::new();
        histogram.write_text(&mut text, "test_seconds", "Test.");
        for line in [
            "# TYPE weather_test_seconds histogram",
            "weather_test_seconds_bucket{le=\"0.005\"} 2",
            "weather_test_seconds_bucket{le=\"0.01\"} 3",
            "weather_test_seconds_bucket{le=\"0.5\"} 3",
            "weather_test_seconds_bucket{le=\"1\"} 4",
            "weather_test_seconds_bucket{le=\"10\"} 4",
            "weather_test_seconds_bucket{le=\"+Inf\"} 5",
            "weather_test_seconds_sum 61.011",
            "weather_test_seconds_count 5",
        ] {
            assert!(text.lines().any(|l| l == line), "no `{line}` in\n{text}");
        }
    }
}
