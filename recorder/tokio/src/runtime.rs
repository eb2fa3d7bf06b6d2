//! `tokio::runtime`, with the ends of a runtime's tasks told, and the wakes of
//! the future that it runs itself.

use crate::root::Root;
use crate::watched::{Watched, watched_call};
use real_tokio::runtime;
use real_tokio::task::JoinHandle;
use std::io;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

pub use real_tokio::runtime::*;

/// Tokio's runtime; only what spawns and what blocks goes another way.
#[derive(Debug)]
pub struct Runtime(runtime::Runtime);

impl Runtime {
    /// As tokio's.
    pub fn new() -> io::Result<Self> {
        runtime::Runtime::new().map(Self)
    }

    /// As tokio's.
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        let _watched = probe::watch::spawning();
        self.0.block_on(Watched::new(Root::new(future)))
    }

    /// As tokio's.
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let _watched = probe::watch::spawning();
        self.0.spawn(Watched::new(future))
    }

    /// As tokio's.
    #[track_caller]
    pub fn spawn_blocking<F, R>(&self, work: F) -> JoinHandle<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        let _watched = probe::watch::spawning();
        self.0.spawn_blocking(watched_call(work))
    }

    /// As tokio's.
    pub fn shutdown_timeout(self, duration: Duration) {
        self.0.shutdown_timeout(duration);
    }

    /// As tokio's.
    pub fn shutdown_background(self) {
        self.0.shutdown_background();
    }
}

impl Deref for Runtime {
    type Target = runtime::Runtime;

    fn deref(&self) -> &runtime::Runtime {
        &self.0
    }
}

/// Tokio's builder; it builds the runtime above.
#[derive(Debug)]
pub struct Builder(runtime::Builder);

impl Builder {
    /// As tokio's.
    pub fn new_current_thread() -> Self {
        Self(runtime::Builder::new_current_thread())
    }

    /// As tokio's.
    pub fn new_multi_thread() -> Self {
        Self(runtime::Builder::new_multi_thread())
    }

    /// As tokio's.
    pub fn build(&mut self) -> io::Result<Runtime> {
        self.0.build().map(Runtime)
    }
}

/// What sets something: it must return this builder, not tokio's.
macro_rules! setters {
    ($($name:ident($($argument:ident: $kind:ty)?);)*) => {
        impl Builder {
            $(
                /// As tokio's.
                #[track_caller]
                pub fn $name(&mut self $(, $argument: $kind)?) -> &mut Self {
                    self.0.$name($($argument)?);
                    self
                }
            )*
        }
    };
}

setters! {
    enable_all();
    enable_io();
    enable_time();
    event_interval(ticks: u32);
    global_queue_interval(ticks: u32);
    max_blocking_threads(count: usize);
    max_io_events_per_tick(count: usize);
    on_thread_park(call: impl Fn() + Send + Sync + 'static);
    on_thread_start(call: impl Fn() + Send + Sync + 'static);
    on_thread_stop(call: impl Fn() + Send + Sync + 'static);
    on_thread_unpark(call: impl Fn() + Send + Sync + 'static);
    start_paused(paused: bool);
    thread_keep_alive(duration: Duration);
    thread_name(name: impl Into<String>);
    thread_name_fn(name: impl Fn() -> String + Send + Sync + 'static);
    thread_stack_size(bytes: usize);
    worker_threads(count: usize);
}

impl Deref for Builder {
    type Target = runtime::Builder;

    fn deref(&self) -> &runtime::Builder {
        &self.0
    }
}

impl DerefMut for Builder {
    fn deref_mut(&mut self) -> &mut runtime::Builder {
        &mut self.0
    }
}
