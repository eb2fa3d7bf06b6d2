//! Text for a terminal: styles, the progress bar, messages on standard error.
//!
//! Commands write with `writeln!` to [`anstream::stdout`]. It removes the
//! styles where a pipe, a file or `NO_COLOR` asks for plain text, and it
//! returns an error where `println!` would panic: when the reader of a pipe
//! has gone, as in `cargo run -- list | head`.

use anstyle::{AnsiColor, Style};
use progress::LoadedProgress;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

pub const SUCCESS_STYLE: Style = AnsiColor::Green.on_default();
pub const FAILURE_STYLE: Style = AnsiColor::Red.on_default();
pub const DIM_STYLE: Style = Style::new().dimmed();
pub const BOLD_STYLE: Style = Style::new().bold();

/// Clears the screen with its history.
pub const CLEAR_SCREEN: &str = "\x1b[2J\x1b[3J\x1b[H";

/// Wraps the text in the codes of the style.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Draws `[#####-----] 2/4`.
pub fn render_progress_bar(done: usize, total: usize) -> String {
    const BAR_WIDTH: usize = 24;
    let filled = (BAR_WIDTH * done)
        .checked_div(total)
        .unwrap_or(0)
        .min(BAR_WIDTH);
    let full = styled(SUCCESS_STYLE, &"#".repeat(filled));
    let empty = styled(DIM_STYLE, &"-".repeat(BAR_WIDTH - filled));
    format!("[{full}{empty}] {done}/{total}")
}

/// Prints a note on standard error; a closed standard error is no reason to
/// stop.
pub fn print_note(note: impl Display) {
    let _ = writeln!(anstream::stderr(), "{note}");
}

/// Tells the reader that a damaged progress file was set aside, if one was.
pub fn print_progress_notice(loaded: &LoadedProgress) {
    if let Some(notice) = loaded.notice() {
        print_note(format_args!("note: {notice}"));
    }
}

/// Prints the error with its causes on standard error.
pub fn print_error(error: &anyhow::Error) {
    let label = styled(FAILURE_STYLE.bold(), "error:");
    print_note(format_args!("{label} {error:#}"));
}

/// Whether the error means that the reader of our output has gone.
///
/// An error in writing to another program has a context, so it isn't
/// mistaken for one of our own output.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    match error.downcast_ref::<io::Error>() {
        Some(cause) => {
            cause.kind() == ErrorKind::BrokenPipe && error.chain().count() == 1
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    fn render_plain_progress_bar(done: usize, total: usize) -> String {
        anstream::adapter::strip_str(&render_progress_bar(done, total))
            .to_string()
    }

    #[test]
    fn the_bar_is_full_when_all_is_done_and_never_longer() {
        let full = "#".repeat(24);
        assert_eq!(render_plain_progress_bar(4, 4), format!("[{full}] 4/4"));
        assert_eq!(render_plain_progress_bar(5, 4), format!("[{full}] 5/4"));
        assert_eq!(
            render_plain_progress_bar(0, 0),
            format!("[{}] 0/0", "-".repeat(24))
        );
        assert!(render_plain_progress_bar(1, 4).starts_with("[######-"));
    }

    #[test]
    fn only_an_error_of_our_own_output_is_a_broken_pipe() {
        let gone = || io::Error::from(ErrorKind::BrokenPipe);
        assert!(is_broken_pipe(&gone().into()));
        let of_cargo = Err::<(), _>(gone()).context("cargo").unwrap_err();
        assert!(!is_broken_pipe(&of_cargo));
        assert!(!is_broken_pipe(&io::Error::other("full").into()));
    }
}
