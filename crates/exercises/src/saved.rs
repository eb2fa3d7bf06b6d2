//! Writes what a learner has solved in the page into the exercise's file.

use super::{Exercise, Exercises};
use anyhow::{Context, Result};
use std::fs;

/// What became of a text that was to be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// The learner's file has the text now.
    Written,
    /// The learner has edited the file, so it was left as it is.
    FileIsEdited,
}

impl Exercises {
    /// Returns whether the learner's file is as it was shipped.
    pub fn is_untouched(&self, exercise: &Exercise) -> Result<bool> {
        Ok(self.source(exercise)? == self.shipped(exercise)?)
    }

    /// Writes the text into the learner's file if that is as shipped.
    pub fn save(&self, exercise: &Exercise, text: &str) -> Result<Saved> {
        if !self.is_untouched(exercise)? {
            return Ok(Saved::FileIsEdited);
        }
        let file = self.root.join(exercise.path());
        fs::write(&file, text).with_context(|| {
            format!("cannot write the exercise to `{}`", file.display())
        })?;
        Ok(Saved::Written)
    }
}
