//! Programs that attack their limits or their supervisor. They keep the
//! machine busy, so they don't run beside the other tests of the runner.
#![cfg(target_os = "linux")]

#[allow(dead_code, reason = "the runner's tests use all of it")]
#[path = "../runner/driver.rs"]
mod driver;
#[path = "../runner/hostile.rs"]
mod hostile;
