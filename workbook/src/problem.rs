//! What is wrong with the book, said so that its author can repair it.

use std::fmt;
use std::path::{Path, PathBuf};

/// One fault: where it is, what is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Relative to the book's root.
    pub file: PathBuf,
    /// Counted from 1; `None` where the whole file is meant.
    pub line: Option<usize>,
    pub what: String,
    /// What to do, as an imperative sentence without its period.
    pub help: String,
}

impl Problem {
    pub fn in_file(
        file: impl AsRef<Path>,
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Problem {
            file: file.as_ref().to_owned(),
            line: None,
            what: what.into(),
            help: help.into(),
        }
    }

    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, "`: {}\n  help: {}", self.what, self.help)
    }
}

impl std::error::Error for Problem {}

/// All that is wrong with the book at once, so that one build tells all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// `Ok` where nothing is wrong.
    pub fn none_or(self) -> Result<(), Problems> {
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

/// More names help nobody.
const MOST_NAMES: usize = 25;

/// `did you mean `two_waits`?`, or the list of what there is.
pub fn suggest<'a>(
    wanted: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = known
        .iter()
        .map(|name| (strsim::jaro_winkler(wanted, name), name))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, name)) if likeness > 0.8 => {
            format!("did you mean `{name}`?")
        }
        Some(_) if known.len() > MOST_NAMES => format!(
            "none of the {} that there are is called so or nearly so; \
             `cargo run -- list` shows listings and exercises",
            known.len()
        ),
        Some(_) => format!("choose one of `{}`", known.join("`, `")),
        None => "there is none to choose from yet".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_gets_the_nearest() {
        let known = ["two_waits", "waiting_line"];
        assert_eq!(suggest("two_wait", known), "did you mean `two_waits`?");
        assert_eq!(
            suggest("zzz", known),
            "choose one of `two_waits`, `waiting_line`"
        );
    }

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
}
