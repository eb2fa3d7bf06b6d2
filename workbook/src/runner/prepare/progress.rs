//! Cargo's standard error: its progress bar, and its words.

/// The words of a failure, from their end.
const MOST_LINES: usize = 40;

/// What cargo does at a time.
#[derive(Debug, PartialEq, Eq)]
pub struct Note {
    pub done: usize,
    pub of: usize,
    pub now: String,
}

/// Reads what comes, in whatever pieces.
#[derive(Debug, Default)]
pub struct Progress {
    unfinished: Vec<u8>,
    words: Vec<String>,
}

impl Progress {
    pub fn read(&mut self, bytes: &[u8]) -> Vec<Note> {
        let mut notes = Vec::new();
        for byte in bytes {
            match byte {
                b'\r' | b'\n' => notes.extend(self.end_of_line()),
                _ => self.unfinished.push(*byte),
            }
        }
        notes
    }

    /// The errors, without what cargo says of its work.
    pub fn words(mut self) -> String {
        self.end_of_line();
        let start = self.words.len().saturating_sub(MOST_LINES);
        self.words[start..].join("\n")
    }

    fn end_of_line(&mut self) -> Option<Note> {
        let line = std::mem::take(&mut self.unfinished);
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if let Some(note) = note(line) {
            return Some(note);
        }
        // Cargo sets the word for what it does to the right.
        let is_work = line.starts_with("  ") && !line.contains(" --> ");
        let is_work =
            is_work && line.trim_start().starts_with(char::is_uppercase);
        if !line.is_empty() && !is_work {
            self.words.push(line.to_owned());
        }
        None
    }
}

/// `Building [=>   ] 3/37: libc(build.rs), syn`, or that cargo waits.
fn note(line: &str) -> Option<Note> {
    let line = line.trim_start();
    if let Some((_, whose)) = line.split_once("waiting for file lock on ") {
        let now = format!("(another cargo works; waiting for {whose})");
        return Some(Note {
            done: 0,
            of: 0,
            now,
        });
    }
    let (_, bar) = line.strip_prefix("Building [")?.split_once("] ")?;
    let (count, crates) = bar.split_once(": ").unwrap_or((bar, ""));
    let (done, of) = count.trim().split_once('/')?;
    let first = crates.split([',', '(']).next().unwrap_or_default();
    Some(Note {
        done: done.parse().ok()?,
        of: of.parse().ok()?,
        now: first.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "    Blocking waiting for file lock on build directory\n\
        \x20  Compiling libc v0.2.191\n\
        \x20   Building [=>   ] 3/37: libc(build.rs), syn        \r\
        error: could not compile `x`\n  |\n3 | let a = 1\n\
        \x20   Building [=====] 37/37        \r";

    #[test]
    fn the_bar_is_read_and_the_words_are_kept() {
        let mut progress = Progress::default();
        let mut notes = Vec::new();
        for part in SAID.as_bytes().chunks(7) {
            notes.extend(progress.read(part));
        }
        let counts: Vec<_> = notes.iter().map(|n| (n.done, n.of)).collect();
        assert_eq!(counts, [(0, 0), (3, 37), (37, 37)]);
        assert!(notes[0].now.contains("build directory"));
        assert_eq!(notes[1].now, "libc");
        assert_eq!(
            progress.words(),
            "error: could not compile `x`\n  |\n3 | let a = 1"
        );
    }
}
