//! The signals that ask a program to stop.

use std::io;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGTERM and Ctrl-C. From the moment when this exists, they don't end the
/// program any more.
#[cfg(unix)]
pub struct ShutdownSignals {
    sigint: Signal,
    sigterm: Signal,
}

#[cfg(unix)]
impl ShutdownSignals {
    pub fn catch() -> io::Result<Self> {
        Ok(ShutdownSignals {
            sigint: signal(SignalKind::interrupt())?,
            sigterm: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for the next one, and returns its name.
    pub async fn recv(&mut self) -> &'static str {
        tokio::select! {
            _ = self.sigint.recv() => "Ctrl-C",
            _ = self.sigterm.recv() => "SIGTERM",
        }
    }
}

/// Ctrl-C. From the moment when this exists, it doesn't end the program any
/// more.
#[cfg(windows)]
pub struct ShutdownSignals {
    ctrl_c: tokio::signal::windows::CtrlC,
}

#[cfg(windows)]
impl ShutdownSignals {
    pub fn catch() -> io::Result<Self> {
        let ctrl_c = tokio::signal::windows::ctrl_c()?;
        Ok(ShutdownSignals { ctrl_c })
    }

    /// Waits for the next one, and returns its name.
    pub async fn recv(&mut self) -> &'static str {
        self.ctrl_c.recv().await;
        "Ctrl-C"
    }
}
