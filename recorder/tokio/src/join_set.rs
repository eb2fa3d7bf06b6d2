//! `tokio::task::JoinSet`, with the ends of its tasks told.

use crate::watched::{Watched, watched_call};
use real_tokio::runtime::Handle;
use real_tokio::task::{self, AbortHandle, LocalSet};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// Tokio's set; only what spawns goes another way.
pub struct JoinSet<T>(task::JoinSet<T>);

impl<T> JoinSet<T> {
    /// As tokio's.
    pub fn new() -> Self {
        Self(task::JoinSet::new())
    }
}

impl<T: 'static> JoinSet<T> {
    /// As tokio's.
    #[track_caller]
    pub fn spawn<F>(&mut self, task: F) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        let _watched = probe::watch::spawning();
        self.0.spawn(Watched::new(task))
    }

    /// As tokio's.
    #[track_caller]
    pub fn spawn_on<F>(&mut self, task: F, handle: &Handle) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send,
    {
        let _watched = probe::watch::spawning();
        self.0.spawn_on(Watched::new(task), handle)
    }

    /// As tokio's.
    #[track_caller]
    pub fn spawn_local<F>(&mut self, task: F) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
    {
        let _watched = probe::watch::spawning();
        self.0.spawn_local(Watched::new(task))
    }

    /// As tokio's.
    #[track_caller]
    pub fn spawn_local_on<F>(&mut self, task: F, set: &LocalSet) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
    {
        let _watched = probe::watch::spawning();
        self.0.spawn_local_on(Watched::new(task), set)
    }

    /// As tokio's.
    #[track_caller]
    pub fn spawn_blocking<F>(&mut self, work: F) -> AbortHandle
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send,
    {
        let _watched = probe::watch::spawning();
        self.0.spawn_blocking(watched_call(work))
    }

    /// As tokio's.
    #[track_caller]
    pub fn spawn_blocking_on<F>(
        &mut self,
        work: F,
        handle: &Handle,
    ) -> AbortHandle
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send,
    {
        let _watched = probe::watch::spawning();
        self.0.spawn_blocking_on(watched_call(work), handle)
    }

    /// As tokio's.
    pub async fn join_all(self) -> Vec<T> {
        self.0.join_all().await
    }
}

impl<T> Deref for JoinSet<T> {
    type Target = task::JoinSet<T>;

    fn deref(&self) -> &task::JoinSet<T> {
        &self.0
    }
}

impl<T> DerefMut for JoinSet<T> {
    fn deref_mut(&mut self) -> &mut task::JoinSet<T> {
        &mut self.0
    }
}

impl<T> Default for JoinSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for JoinSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T, F> FromIterator<F> for JoinSet<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    fn from_iter<I: IntoIterator<Item = F>>(tasks: I) -> Self {
        let mut set = Self::new();
        set.extend(tasks);
        set
    }
}

impl<T, F> Extend<F> for JoinSet<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    fn extend<I: IntoIterator<Item = F>>(&mut self, tasks: I) {
        tasks.into_iter().for_each(|task| {
            self.spawn(task);
        });
    }
}
