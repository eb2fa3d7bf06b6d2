//! What `book.toml` sets for the workbook itself: the limits of all runs.
//!
//! ```toml
//! [preprocessor.workbook.limits]
//! wall_s = 120
//! ```

use crate::problem::{Problem, suggest};
use crate::runner::Limits;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fs;
use std::path::Path;

const FILE: &str = "book.toml";
const TABLE: &str = "[preprocessor.workbook.limits]";

/// More than any machine has, and no sum of it overflows.
const MOST: i64 = 1_000_000;

/// The limits of all runs: those that `book.toml` sets, beside the defaults.
pub fn limits(root: &Path) -> Result<Limits> {
    let text = fs::read_to_string(root.join(FILE))
        .with_context(|| format!("`{FILE}`"))?;
    let book: toml::Table =
        text.parse().with_context(|| format!("`{FILE}`"))?;
    let set = ["preprocessor", "workbook", "limits"]
        .iter()
        .try_fold(&toml::Value::Table(book), |value, key| value.get(key))
        .cloned();
    match set {
        None => Ok(Limits::default()),
        Some(set) => {
            read(set).map_err(|(key, problem)| match line_of(&text, &key) {
                Some(line) => problem.at_line(line).into(),
                None => problem.into(),
            })
        }
    }
}

/// The limits, or the key that is wrong and what to do about it.
fn read(set: toml::Value) -> Result<Limits, (String, Problem)> {
    let Some(table) = set.as_table() else {
        let what = "`preprocessor.workbook.limits` is no table";
        let help = format!("write the limits below `{TABLE}`");
        let problem = Problem::in_file(FILE, what, help);
        return Err(("limits".to_owned(), problem));
    };
    for (key, value) in table {
        if !Limits::NAMES.contains(&key.as_str()) {
            let what = format!("there is no limit `{key}`");
            let help = suggest(key, Limits::NAMES);
            return Err((key.clone(), Problem::in_file(FILE, what, help)));
        }
        let number = value.as_integer();
        if !number.is_some_and(|number| (1..=MOST).contains(&number)) {
            let what = format!("limit `{key}` cannot be `{value}`");
            let help = format!("write a whole number from 1 to {MOST}");
            return Err((key.clone(), Problem::in_file(FILE, what, help)));
        }
    }
    Limits::deserialize(set).map_err(|error| {
        let problem = Problem::in_file(FILE, error.to_string(), "repair it");
        (String::new(), problem)
    })
}

/// The line, counted from 1, that sets the key.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let is_it = |line: &str| {
        let name = line.split(['=', '#']).next().unwrap_or_default();
        name.trim().trim_matches('"').ends_with(key) && line.contains('=')
    };
    let start = text.lines().position(|line| line.trim() == TABLE);
    text.lines()
        .enumerate()
        .skip(start.unwrap_or(0))
        .find(|(_, line)| is_it(line))
        .map(|(index, _)| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits_of(text: &str) -> Result<Limits> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), text).unwrap();
        limits(folder.path())
    }

    fn refused(text: &str) -> String {
        limits_of(text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_not_set_is_as_ever() {
        let limits = limits_of("[book]\n").unwrap();
        assert_eq!(limits, Limits::default());
        let limits = limits_of(&format!("{TABLE}\nwall_s = 120\n")).unwrap();
        assert_eq!(limits.wall_s, 120);
        assert_eq!(limits.threads, Limits::default().threads);
    }

    #[test]
    fn a_wrong_limit_is_named_with_its_line() {
        assert_eq!(
            refused(&format!("[book]\n{TABLE}\nwal_s = 120\n")),
            "`book.toml:3`: there is no limit `wal_s`\n  \
             help: did you mean `wall_s`?"
        );
        assert_eq!(
            refused(&format!("{TABLE}\nthreads = 0\n")),
            "`book.toml:2`: limit `threads` cannot be `0`\n  \
             help: write a whole number from 1 to 1000000"
        );
        let text = refused("[preprocessor.workbook]\nlimits = 3\n");
        assert!(text.contains("book.toml:2`: "), "{text}");
        assert!(text.contains("is no table"), "{text}");
    }

    #[test]
    fn every_limit_can_be_set() {
        for name in Limits::NAMES {
            let text = format!("{TABLE}\n{name} = 7\n");
            let limits = limits_of(&text).unwrap();
            assert_ne!(limits, Limits::default(), "{name}");
        }
    }
}
