//! The signals that end the workbook.

use anyhow::{Context, Result};
use std::io;
use std::process;
use std::time::Duration;
use tokio::time::timeout;

/// How long the runner may take to end its programs.
const MAX_CLEANUP_TIME: Duration = Duration::from_millis(2500);

/// Ctrl-C; on Unix also SIGTERM, and SIGHUP from a terminal that is closed.
pub struct ShutdownSignals {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 3],
    #[cfg(windows)]
    ctrl_c: tokio::signal::windows::CtrlC,
}

impl ShutdownSignals {
    /// Catches the signals from now on. Needs a tokio runtime.
    pub fn catch() -> Result<ShutdownSignals> {
        ShutdownSignals::install()
            .context("the signals that end the workbook can't be caught")
    }

    fn install() -> io::Result<ShutdownSignals> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(ShutdownSignals {
                signals: [
                    signal(SignalKind::interrupt())?,
                    signal(SignalKind::terminate())?,
                    signal(SignalKind::hangup())?,
                ],
            })
        }
        #[cfg(windows)]
        Ok(ShutdownSignals {
            ctrl_c: tokio::signal::windows::ctrl_c()?,
        })
    }

    /// Waits for the next signal.
    pub async fn wait_for_signal(&mut self) {
        #[cfg(unix)]
        {
            let [interrupt, terminate, hangup] = &mut self.signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
        }
        #[cfg(windows)]
        self.ctrl_c.recv().await;
    }

    /// Waits for the cleanup, but neither longer than [`MAX_CLEANUP_TIME`] nor
    /// beyond another signal. What is left then, the supervisors end when
    /// this process has ended.
    pub async fn run_cleanup(mut self, cleanup: impl Future<Output = ()>) {
        tokio::select! {
            _ = timeout(MAX_CLEANUP_TIME, cleanup) => {}
            () = self.wait_for_signal() => {
                supervise::remove_scratch_folder();
                process::exit(EXIT_CODE_INTERRUPTED);
            }
        }
    }
}

/// 128 and the number of SIGINT, as shells have it.
const EXIT_CODE_INTERRUPTED: i32 = 130;
