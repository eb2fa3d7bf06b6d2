//! `tokio::sync`, with the places where bounded channels were made: tokio
//! tells only of the semaphore inside.

pub use real_tokio::sync::*;

/// `tokio::sync::mpsc`.
pub mod mpsc {
    pub use real_tokio::sync::mpsc::*;

    /// As tokio's.
    #[track_caller]
    pub fn channel<T>(buffer: usize) -> (Sender<T>, Receiver<T>) {
        let _semaphore = probe::watch::making("channel", None);
        real_tokio::sync::mpsc::channel(buffer)
    }
}
