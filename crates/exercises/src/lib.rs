//! The exercises: which there are, their texts and hints, and how they are
//! checked.
//!
//! They are read from `exercises/`, which has rustlings' community layout;
//! `info.toml` lists them. A check takes a *text*, wherever it comes from, and
//! reports what happens as [`CheckEvent`]s.

mod checker;
mod crates;
mod event;
mod hang;
mod harness_output;
mod recording;
mod saved;
mod shipped;
mod solved;
mod test_process;
mod text;
mod verdict;

pub use checker::{Checker, CheckerOptions, TEST_TIMEOUT};
pub use event::{CheckEvent, Verdict};
pub use recording::{TestRecordingEvent, TestToRecord};
pub use saved::SaveOutcome;
pub use shipped::ResetOutcome;
pub use solved::SolvedExercises;
pub use text::{code_of, have_same_tests, tests_of, todo_line_number};

use anyhow::Result;
use problem::{Problem, SourceError};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the package, relative to the root.
pub const EXERCISES_FOLDER: &str = toolchain::EXERCISES_PACKAGE;

/// All exercises, in their order.
#[derive(Debug, Clone)]
pub struct Exercises {
    /// The book's root, which all paths here start from.
    pub root: PathBuf,
    pub welcome: String,
    pub farewell: String,
    pub list: Vec<Exercise>,
}

/// A file that the learner changes until its tests pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exercise {
    /// Unique among all exercises.
    pub name: String,
    /// `ch01_waiting`: the chapter's slug, as rustlings can have it.
    pub dir: String,
    /// From a nudge to nearly the code.
    pub hints: Vec<String>,
    /// A part of the message when it is checked as shipped.
    pub shipped_failure: Option<String>,
}

#[derive(Deserialize)]
struct Info {
    format_version: u8,
    #[serde(default)]
    welcome_message: String,
    #[serde(default)]
    final_message: String,
    #[serde(default)]
    exercises: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    dir: String,
    hint: String,
    fails: Option<String>,
}

impl Exercises {
    /// Reads `exercises/info.toml`; a book without it has no exercises.
    pub fn load(root: &Path) -> Result<Exercises> {
        let file = Path::new(EXERCISES_FOLDER).join("info.toml");
        let text = if root.join(EXERCISES_FOLDER).is_dir() {
            fs::read_to_string(root.join(&file)).map_err(|error| {
                Problem::in_file(
                    &file,
                    format!("cannot be read: {error}"),
                    "write it: it lists the exercises in their order",
                )
            })?
        } else {
            "format_version = 1".to_owned()
        };
        let info = parse_info(&file, &text)?;
        let list = info.exercises.into_iter().map(Exercise::from).collect();
        Ok(Exercises {
            root: root.to_owned(),
            welcome: info.welcome_message,
            farewell: info.final_message,
            list,
        })
    }

    /// Finds an exercise by its name, or suggests another name.
    pub fn find(&self, name: &str) -> Result<&Exercise, SourceError> {
        let found = self.list.iter().find(|exercise| exercise.name == name);
        found.ok_or_else(|| {
            let names = self.list.iter().map(|e| e.name.as_str());
            SourceError::not_found("exercise", name, names)
        })
    }

    /// Reads the learner's file.
    pub fn source(&self, exercise: &Exercise) -> Result<String> {
        self.read(exercise, &exercise.path())
    }

    pub fn solution(&self, exercise: &Exercise) -> Result<String> {
        self.read(exercise, &exercise.solution_path())
    }

    /// Reads the text that a reset writes into the learner's file.
    pub fn shipped(&self, exercise: &Exercise) -> Result<String> {
        self.read(exercise, &exercise.shipped_path())
    }

    fn read(&self, exercise: &Exercise, path: &Path) -> Result<String> {
        let text = fs::read_to_string(self.root.join(path));
        Ok(text.map_err(|error| {
            Problem::in_file(
                path,
                format!("`{}` cannot be read: {error}", exercise.name),
                "create the file, or take the exercise out of \
                 `exercises/info.toml`",
            )
        })?)
    }
}

fn parse_info(file: &Path, text: &str) -> Result<Info> {
    let info: Info = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text[..start].matches('\n').count() + 1;
        let what = format!("is not a list of exercises: {}", error.message());
        Problem::in_file(file, what, "repair the line").at_line(line)
    })?;
    if info.format_version != 1 {
        let what =
            format!("has the format version {}, not 1", info.format_version);
        let help = "write `format_version = 1`, as rustlings 6 has it";
        return Err(Problem::in_file(file, what, help).into());
    }
    Ok(info)
}

impl Exercise {
    /// The learner's file, relative to the root.
    pub fn path(&self) -> PathBuf {
        self.file_in("exercises")
    }

    /// Relative to the root.
    pub fn solution_path(&self) -> PathBuf {
        self.file_in("solutions")
    }

    /// The file with the text as it was shipped, relative to the root.
    pub fn shipped_path(&self) -> PathBuf {
        self.file_in("shipped")
    }

    fn file_in(&self, folder: &str) -> PathBuf {
        Path::new(EXERCISES_FOLDER)
            .join(folder)
            .join(&self.dir)
            .join(format!("{}.rs", self.name))
    }
}

impl From<Entry> for Exercise {
    fn from(entry: Entry) -> Exercise {
        Exercise {
            hints: split_into_steps(&entry.hint),
            name: entry.name,
            dir: entry.dir,
            shipped_failure: entry.fails,
        }
    }
}

/// Splits a hint into its steps, at blank lines.
fn split_into_steps(hint: &str) -> Vec<String> {
    let mut steps = vec![String::new()];
    for line in hint.lines() {
        if line.trim().is_empty() {
            steps.push(String::new());
        } else if let Some(step) = steps.last_mut() {
            step.push_str(line.trim_end());
            step.push('\n');
        }
    }
    let steps = steps.into_iter().map(|step| step.trim_end().to_owned());
    steps.filter(|step| !step.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFO_TOML: &str = "format_version = 1\n[[exercises]]\nname = \"a\"\n\
        dir = \"ch01_x\"\nhint = \"\"\"\nLook\nhere.\n\nOr  \n\nthere.\"\"\"\n";

    fn write_book(info: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(EXERCISES_FOLDER)).unwrap();
        fs::write(root.path().join("exercises/info.toml"), info).unwrap();
        root
    }

    #[test]
    fn hints_are_split_at_blank_lines() {
        let root = write_book(INFO_TOML);
        let exercises = Exercises::load(root.path()).unwrap();
        let exercise = exercises.find("a").unwrap();
        assert_eq!(exercise.hints, ["Look\nhere.", "Or", "there."]);
        let path = exercise.path();
        assert_eq!(path, Path::new("exercises/exercises/ch01_x/a.rs"));
    }

    #[test]
    fn a_book_may_have_no_exercises() {
        let root = tempfile::tempdir().unwrap();
        assert!(Exercises::load(root.path()).unwrap().list.is_empty());
    }

    #[test]
    fn a_misspelt_name_gets_the_nearest_name_as_a_suggestion() {
        let info = INFO_TOML.replace("\"a\"", "\"one_stalls\"");
        let root = write_book(&info);
        let exercises = Exercises::load(root.path()).unwrap();
        let error = exercises.find("one_stall").unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no exercise `one_stall`; did you mean `one_stalls`?"
        );
    }

    #[test]
    fn a_broken_list_is_named_with_its_line() {
        let root = write_book(&INFO_TOML.replace("name = \"a\"", "name = 3"));
        let error = Exercises::load(root.path()).unwrap_err().to_string();
        assert!(error.starts_with("`exercises/info.toml:3`: "), "{error}");
        let root = write_book("format_version = 2\n");
        let error = Exercises::load(root.path()).unwrap_err().to_string();
        assert!(error.contains("format version 2"), "{error}");
    }
}
