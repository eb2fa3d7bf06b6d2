//! What is wrong in the book's sources, worded so that an author can repair
//! it.
//!
//! In comes what the parsers of chapters, listings and their data files
//! reject: a [`SourceError`] has the message, the help and perhaps the line.
//! The code that knows the file makes a [`Problem`] of it. Out comes the text
//! that a build prints: all [`Problems`] of the book at once.

mod suggestion;

pub use suggestion::suggest;

use std::fmt;
use std::path::{Path, PathBuf};

/// What is wrong with a text, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// Counted from 1; `None` if the whole text is meant, or if the caller
    /// knows the line.
    pub line: Option<usize>,
    pub message: String,
    /// What to do, as an imperative sentence without its period.
    pub help: String,
}

impl SourceError {
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        SourceError {
            line: None,
            message: message.into(),
            help: help.into(),
        }
    }

    /// There is no `kind` of that `name`; suggests one of the known names.
    pub fn not_found<'a>(
        kind: &str,
        name: &str,
        known_names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let message = format!("there is no {kind} `{name}`");
        SourceError::new(message, suggest(name, known_names))
    }

    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// Adds where in the book the text is: `there is no anchor `a`` becomes
    /// `there is no anchor `a` in listing `b``.
    pub fn within(mut self, place: impl fmt::Display) -> Self {
        self.message = format!("{} {place}", self.message);
        self
    }

    pub fn in_file(self, file: impl AsRef<Path>) -> Problem {
        Problem {
            file: file.as_ref().to_owned(),
            error: self,
        }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}; {}", self.message, self.help)
    }
}

impl std::error::Error for SourceError {}

/// A mistake in one of the book's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Relative to the book's root.
    pub file: PathBuf,
    pub error: SourceError,
}

impl Problem {
    pub fn in_file(
        file: impl AsRef<Path>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        SourceError::new(message, help).in_file(file)
    }

    pub fn at_line(mut self, line: usize) -> Self {
        self.error.line = Some(line);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SourceError {
            line,
            message,
            help,
        } = &self.error;
        write!(f, "`{}", self.file.display())?;
        if let Some(line) = line {
            write!(f, ":{line}")?;
        }
        write!(f, "`: {message}\n  help: {help}")
    }
}

impl std::error::Error for Problem {}

/// All mistakes of the book, so that one build reports all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Returns an error if there is at least one problem.
    pub fn into_result(self) -> Result<(), Problems> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Problems(vec![problem])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_file_line_and_help() {
        let problem =
            Problem::in_file("src/a.md", "no such listing `x`", "write `y`")
                .at_line(3);
        assert_eq!(
            problem.to_string(),
            "`src/a.md:3`: no such listing `x`\n  help: write `y`"
        );
    }

    #[test]
    fn an_unknown_name_gets_a_suggestion() {
        let error = SourceError::not_found("anchor", "nev", ["new"]);
        assert_eq!(
            error.within("in listing `a`").to_string(),
            "there is no anchor `nev` in listing `a`; did you mean `new`?"
        );
    }

    #[test]
    fn the_file_is_added_by_the_caller_that_knows_it() {
        let error = SourceError::new("has no title", "write one").at_line(1);
        assert_eq!(
            error.in_file("a.rs").to_string(),
            "`a.rs:1`: has no title\n  help: write one"
        );
    }
}
