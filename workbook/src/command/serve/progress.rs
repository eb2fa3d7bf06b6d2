//! The runner's progress in the terminal: one line, redrawn in place.

use crate::runner::State;
use std::io::{self, IsTerminal, Write};
use tokio::sync::watch::Receiver;

const BAR: usize = 20;

/// Follows the runner until its listings are ready or cannot be.
pub async fn show(mut states: Receiver<State>) {
    let redraws = io::stdout().is_terminal();
    loop {
        let state = states.borrow_and_update().clone();
        match &state {
            State::Preparing { .. } if !redraws => {}
            State::Preparing { done, of, now } => {
                print!("\r\x1b[K{}", line(*done, *of, now));
                let _ = io::stdout().flush();
            }
            State::Ready => {
                let start = if redraws { "\r\x1b[K" } else { "" };
                println!("{start}The listings are ready to run.");
                return;
            }
            State::Failed { why } => {
                eprintln!("\nlistings cannot be run in the page: {why}");
                return;
            }
        }
        if states.changed().await.is_err() {
            return;
        }
    }
}

/// `Preparing the listings [=====     ] 12 of 48, now tokio`.
fn line(done: usize, of: usize, now: &str) -> String {
    let full = (BAR * done).checked_div(of).unwrap_or(0).min(BAR);
    let (full, rest) = ("=".repeat(full), " ".repeat(BAR - full));
    format!("Preparing the listings [{full}{rest}] {done} of {of}, now {now}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_full_when_all_is_done_and_never_longer() {
        assert!(line(0, 0, "x").contains("[                    ]"));
        assert!(line(5, 10, "x").contains("[==========          ] 5 of 10"));
        assert!(line(12, 10, "x").contains("[====================]"));
    }
}
