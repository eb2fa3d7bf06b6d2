//! `tokio::time`, with what a timer is for, and how long it waits.

use probe::watch::making;

pub use real_tokio::time::*;

/// As tokio's.
#[track_caller]
pub fn sleep(duration: Duration) -> Sleep {
    let _timer = making("sleep", Some(duration));
    real_tokio::time::sleep(duration)
}

/// As tokio's.
#[track_caller]
pub fn sleep_until(deadline: Instant) -> Sleep {
    let _timer = making("sleep", until(deadline));
    real_tokio::time::sleep_until(deadline)
}

/// As tokio's.
#[track_caller]
pub fn timeout<F: IntoFuture>(
    duration: Duration,
    future: F,
) -> Timeout<F::IntoFuture> {
    let future = future.into_future();
    let _timer = making("timeout", Some(duration));
    real_tokio::time::timeout(duration, future)
}

/// As tokio's.
#[track_caller]
pub fn timeout_at<F: IntoFuture>(
    deadline: Instant,
    future: F,
) -> Timeout<F::IntoFuture> {
    let future = future.into_future();
    let _timer = making("timeout", until(deadline));
    real_tokio::time::timeout_at(deadline, future)
}

/// As tokio's.
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    let _timer = making("interval", Some(period));
    real_tokio::time::interval(period)
}

/// As tokio's.
#[track_caller]
pub fn interval_at(start: Instant, period: Duration) -> Interval {
    let _timer = making("interval", Some(period));
    real_tokio::time::interval_at(start, period)
}

fn until(deadline: Instant) -> Option<Duration> {
    let now = probe::watch::current_task().map(|_| Instant::now());
    now.map(|now| deadline.saturating_duration_since(now))
}
