//! Words for a terminal: with colours where they are wanted, and plain where
//! a pipe, a file or `NO_COLOR` takes them.

use std::env;
use std::io::{IsTerminal, stdout};

/// Whether to paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    is_on: bool,
}

impl Paint {
    pub const OFF: Paint = Paint { is_on: false };

    /// For what goes to standard output.
    pub fn for_stdout() -> Paint {
        let set = |name| env::var_os(name).is_some_and(|v| !v.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        // Older consoles of Windows print the codes themselves.
        let understands = !cfg!(windows) || set("WT_SESSION") || set("TERM");
        Paint {
            is_on: stdout().is_terminal()
                && !set("NO_COLOR")
                && !is_dumb
                && understands,
        }
    }

    pub fn is_on(self) -> bool {
        self.is_on
    }

    pub fn good(self, text: &str) -> String {
        self.with("32", text)
    }

    pub fn bad(self, text: &str) -> String {
        self.with("31", text)
    }

    pub fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// Clears the screen; nothing where there is none.
    pub fn clear(self) -> &'static str {
        match self.is_on {
            true => "\x1b[2J\x1b[3J\x1b[H",
            false => "",
        }
    }

    fn with(self, code: &str, text: &str) -> String {
        match self.is_on {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }

    /// `[#####-----] 2/4`.
    pub fn bar(self, done: usize, of: usize) -> String {
        const WIDTH: usize = 40;
        let filled = (WIDTH * done).checked_div(of).unwrap_or(0);
        let (full, empty) = ("#".repeat(filled), "-".repeat(WIDTH - filled));
        format!("[{}{}] {done}/{of}", self.good(&full), self.dim(&empty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_gets_plain_words() {
        assert_eq!(Paint::OFF.bad("no"), "no");
        assert_eq!(Paint::OFF.clear(), "");
        assert_eq!(Paint { is_on: true }.bad("no"), "\x1b[31mno\x1b[0m");
    }

    #[test]
    fn the_bar_is_full_when_all_is_done() {
        let bar = |done, of| Paint::OFF.bar(done, of);
        assert_eq!(bar(4, 4), format!("[{}] 4/4", "#".repeat(40)));
        assert_eq!(bar(0, 0), format!("[{}] 0/0", "-".repeat(40)));
        assert!(bar(1, 4).starts_with("[##########-"));
    }
}
