//! What chapter 8 says about its crates.

use sqlx::any::AnyPoolOptions;
use std::thread::available_parallelism;
use std::time::Duration;

#[test]
fn a_pool_waits_for_30_seconds_unless_it_is_told_otherwise() {
    let limit = AnyPoolOptions::new().get_acquire_timeout();
    assert_eq!(limit, Duration::from_secs(30));
}

#[test]
fn rayon_has_a_thread_for_each_core() {
    let cores = available_parallelism().unwrap().get();
    assert_eq!(rayon::current_num_threads(), cores);
}
