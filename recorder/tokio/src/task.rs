//! `tokio::task`, with the ends of tasks told.

use crate::watched::{Watched, watched_call};

pub use crate::join_set::JoinSet;
pub use real_tokio::task::*;

/// As tokio's.
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let _watched = probe::watch::spawning();
    real_tokio::spawn(Watched::new(future))
}

/// As tokio's.
#[track_caller]
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let _watched = probe::watch::spawning();
    real_tokio::task::spawn_local(Watched::new(future))
}

/// As tokio's.
#[track_caller]
pub fn spawn_blocking<F, R>(work: F) -> JoinHandle<R>
where
    F: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    let _watched = probe::watch::spawning();
    real_tokio::task::spawn_blocking(watched_call(work))
}

/// As tokio's.
pub async fn yield_now() {
    probe::watch::yielding();
    real_tokio::task::yield_now().await;
}
