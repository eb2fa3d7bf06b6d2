//! Signals that must not end a supervisor.

use std::io;
use tokio::signal::unix::{SignalKind, signal};

/// Makes this process survive the signals by which a terminal or another
/// program asks processes to end. They have their usual effect in programs
/// that it starts, since `exec` restores the default for handled signals.
pub fn ignore_termination_signals() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let _inside = runtime.enter();
    let mut kinds = vec![
        SignalKind::terminate(),
        SignalKind::hangup(),
        SignalKind::interrupt(),
        SignalKind::quit(),
        SignalKind::user_defined1(),
        SignalKind::user_defined2(),
        SignalKind::alarm(),
    ];
    if cfg!(target_os = "linux") {
        // SIGTSTP, SIGTTIN and SIGTTOU.
        kinds.extend([20, 21, 22].map(SignalKind::from_raw));
    }
    for kind in kinds {
        // The handler stays installed when its stream is dropped.
        drop(signal(kind)?);
    }
    Ok(())
}
