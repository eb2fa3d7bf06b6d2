//! Cargo's standard error: its progress bar, and its error messages.

/// How much of the error messages is kept, from their end.
const MAX_LAST_ERROR_LINES: usize = 40;

/// What cargo does at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildProgress {
    pub done: usize,
    pub total: usize,
    /// The crate that is being compiled, or why cargo waits.
    pub current: String,
}

/// Reads cargo's standard error in pieces of any length, and passes the
/// progress to `report`.
#[derive(Debug)]
pub struct CargoStderr<F> {
    on_progress: F,
    unfinished_line: Vec<u8>,
    errors: Vec<String>,
}

impl<F: FnMut(BuildProgress)> CargoStderr<F> {
    pub fn new(report: F) -> Self {
        CargoStderr {
            on_progress: report,
            unfinished_line: Vec::new(),
            errors: Vec::new(),
        }
    }

    pub fn read_bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\r' | b'\n' => self.finish_line(),
                _ => self.unfinished_line.push(*byte),
            }
        }
    }

    /// The error messages, without cargo's status lines.
    pub fn into_errors(mut self) -> String {
        self.finish_line();
        let start = self.errors.len().saturating_sub(MAX_LAST_ERROR_LINES);
        self.errors[start..].join("\n")
    }

    fn finish_line(&mut self) {
        let line = std::mem::take(&mut self.unfinished_line);
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if let Some(progress) = parse_progress(line) {
            (self.on_progress)(progress);
        } else if !line.is_empty() && !is_status(line) {
            self.errors.push(line.to_owned());
        }
    }
}

/// A line such as `   Compiling libc v0.2.191`: cargo aligns the verb to the
/// right.
fn is_status(line: &str) -> bool {
    line.starts_with("  ")
        && !line.contains(" --> ")
        && line.trim_start().starts_with(char::is_uppercase)
}

/// Reads `Building [=>   ] 3/37: libc(build.rs), syn`, or that cargo waits.
fn parse_progress(line: &str) -> Option<BuildProgress> {
    let line = line.trim_start();
    if let Some((_, lock)) = line.split_once("waiting for file lock on ") {
        return Some(BuildProgress {
            done: 0,
            total: 0,
            current: format!("(waiting for another cargo: {lock})"),
        });
    }
    let (_, bar) = line.strip_prefix("Building [")?.split_once("] ")?;
    let (count, crates) = bar.split_once(": ").unwrap_or((bar, ""));
    let (done, total) = count.trim().split_once('/')?;
    let first = crates.split([',', '(']).next().unwrap_or_default();
    Some(BuildProgress {
        done: done.parse().ok()?,
        total: total.parse().ok()?,
        current: first.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARGO_STDERR: &str = "    Blocking waiting for file lock on build \
        directory\n\
        \x20  Compiling libc v0.2.191\n\
        \x20   Building [=>   ] 3/37: libc(build.rs), syn        \r\
        error: could not compile `x`\n  |\n3 | let a = 1\n\
        \x20   Building [=====] 37/37        \r";

    #[test]
    fn the_progress_bar_is_separated_from_the_errors() {
        let mut reports = Vec::new();
        let mut stderr = CargoStderr::new(|progress| reports.push(progress));
        for part in CARGO_STDERR.as_bytes().chunks(7) {
            stderr.read_bytes(part);
        }
        assert_eq!(
            stderr.into_errors(),
            "error: could not compile `x`\n  |\n3 | let a = 1"
        );
        let counts: Vec<_> =
            reports.iter().map(|p| (p.done, p.total)).collect();
        assert_eq!(counts, [(0, 0), (3, 37), (37, 37)]);
        assert!(reports[0].current.contains("build directory"));
        assert_eq!(reports[1].current, "libc");
    }
}
