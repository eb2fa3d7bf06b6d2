//! Writes what a learner has solved in the page into the exercise's file.

use super::{Exercise, Exercises, have_same_tests};
use anyhow::{Context, Result};
use std::fs::OpenOptions;
use std::io::{Read, Seek, Write};

/// The result of saving a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveOutcome {
    /// The learner's file has the text now.
    Written,
    /// The learner has edited the file, so it was left as it is.
    FileIsEdited,
    /// The text has other tests than the exercise, so it wasn't written.
    OtherTests,
}

impl Exercises {
    /// Returns whether the learner's file is as it was shipped.
    pub fn is_untouched(&self, exercise: &Exercise) -> Result<bool> {
        Ok(self.source(exercise)? == self.shipped(exercise)?)
    }

    /// Writes the text into the learner's file if that is as shipped and the
    /// text has the exercise's tests.
    ///
    /// The file is locked and stays open from the comparison to the end, so of
    /// two pages that save at the same time, the second finds an edited file.
    /// If an editor replaces the file in the meantime, the editor's text stays.
    pub fn save(
        &self,
        exercise: &Exercise,
        source: &str,
    ) -> Result<SaveOutcome> {
        if !have_same_tests(source, &self.solution(exercise)?) {
            return Ok(SaveOutcome::OtherTests);
        }
        let path = exercise.path();
        let name = || format!("cannot write to `{}`", path.display());
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(self.root.join(&path))
            .with_context(name)?;
        file.lock().with_context(name)?;
        let mut current = String::new();
        file.read_to_string(&mut current).with_context(name)?;
        if current != self.shipped(exercise)? {
            return Ok(SaveOutcome::FileIsEdited);
        }
        file.set_len(0).with_context(name)?;
        file.rewind().with_context(name)?;
        file.write_all(source.as_bytes()).with_context(name)?;
        Ok(SaveOutcome::Written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const SHIPPED_SOURCE: &str = "// TODO\n\n#[cfg(test)]\nmod tests {}\n";
    const SOLVED_SOURCE: &str =
        "fn solved() {}\n\n#[cfg(test)]\nmod tests {}\n";

    /// Creates a book with one exercise, as it was shipped.
    fn write_book() -> (tempfile::TempDir, Exercises) {
        let root = tempfile::tempdir().unwrap();
        let exercise = Exercise {
            name: "a".to_owned(),
            dir: "ch01_x".to_owned(),
            hints: Vec::new(),
            shipped_failure: None,
        };
        for (path, text) in [
            (exercise.path(), SHIPPED_SOURCE),
            (exercise.shipped_path(), SHIPPED_SOURCE),
            (exercise.solution_path(), SOLVED_SOURCE),
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let exercises = Exercises {
            root: root.path().to_owned(),
            welcome: String::new(),
            farewell: String::new(),
            list: vec![exercise],
        };
        (root, exercises)
    }

    #[test]
    fn a_second_save_does_not_overwrite_the_first() {
        let (_root, exercises) = write_book();
        let exercise = &exercises.list[0];
        let short = "fn a() {}\n#[cfg(test)]\nmod tests {}\n";
        assert_eq!(
            exercises.save(exercise, short).unwrap(),
            SaveOutcome::Written
        );
        assert_eq!(exercises.source(exercise).unwrap(), short);
        let again = exercises.save(exercise, SOLVED_SOURCE).unwrap();
        assert_eq!(again, SaveOutcome::FileIsEdited);
        assert_eq!(exercises.source(exercise).unwrap(), short);
    }

    #[test]
    fn a_text_with_other_tests_is_not_saved() {
        let (_root, exercises) = write_book();
        let exercise = &exercises.list[0];
        for text in ["fn solved() {}", "#[cfg(test)]\nmod tests { }\n"] {
            let saved = exercises.save(exercise, text).unwrap();
            assert_eq!(saved, SaveOutcome::OtherTests, "{text}");
        }
        assert_eq!(exercises.source(exercise).unwrap(), SHIPPED_SOURCE);
    }

    #[test]
    fn only_one_of_many_saves_at_the_same_time_succeeds() {
        let (_root, exercises) = write_book();
        let exercise = &exercises.list[0];
        let save = || exercises.save(exercise, SOLVED_SOURCE).unwrap();
        let written = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(save)).collect();
            let results = threads.into_iter().map(|it| it.join().unwrap());
            results
                .filter(|saved| *saved == SaveOutcome::Written)
                .count()
        });
        assert_eq!(written, 1);
        assert_eq!(exercises.source(exercise).unwrap(), SOLVED_SOURCE);
    }
}
