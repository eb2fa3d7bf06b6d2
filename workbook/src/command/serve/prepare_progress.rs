//! Shows in the terminal how far the runner's preparation is.

use crate::terminal::{print_note, render_progress_bar};
use anstream::stdout;
use runner::RunnerState;
use std::io::{self, IsTerminal, Write};
use tokio::sync::watch::Receiver;

const CLEAR_LINE: &str = "\r\x1b[K";

/// Redraws one line until the listings are ready, or until they can't be.
pub async fn show_preparation(mut states: Receiver<RunnerState>) {
    let is_terminal = io::stdout().is_terminal();
    loop {
        let state = states.borrow_and_update().clone();
        match state {
            RunnerState::Preparing {
                done,
                total,
                current,
            } if is_terminal => {
                let bar = render_progress_bar(done, total);
                print_and_flush(&format!(
                    "{CLEAR_LINE}Preparing the listings {bar}, now {current}"
                ));
            }
            RunnerState::Preparing { .. } => {}
            RunnerState::Ready => {
                let start = if is_terminal { CLEAR_LINE } else { "" };
                print_and_flush(&format!(
                    "{start}The listings are ready to run.\n"
                ));
                return;
            }
            RunnerState::Failed { why } => {
                print_note(format_args!(
                    "\nlistings cannot be run in the page: {why}"
                ));
                return;
            }
        }
        if states.changed().await.is_err() {
            return;
        }
    }
}

/// The workbook doesn't need its standard output, which may be closed.
fn print_and_flush(text: &str) {
    let mut out = stdout();
    let _ = write!(out, "{text}").and_then(|()| out.flush());
}
