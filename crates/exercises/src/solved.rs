//! Which exercises the learner has solved.

use super::{Exercise, Exercises, tests_of};
use anyhow::Result;
use progress::{self, Milestone, Progress};

/// The exercises, with what the progress says about each.
#[derive(Debug)]
pub struct SolvedExercises<'a> {
    exercises: &'a Exercises,
    solved: Vec<bool>,
}

impl<'a> SolvedExercises<'a> {
    pub fn new(exercises: &'a Exercises, progress: &Progress) -> Result<Self> {
        let solved = exercises.list.iter().map(|exercise| {
            let hash = exercises.hash_tests(exercise)?;
            Ok(progress.has_reached(Milestone::Solved, &exercise.name, &hash))
        });
        Ok(SolvedExercises {
            exercises,
            solved: solved.collect::<Result<_>>()?,
        })
    }

    pub fn solved_count(&self) -> usize {
        self.solved.iter().filter(|solved| **solved).count()
    }

    pub fn is_solved(&self, exercise: &Exercise) -> bool {
        let mut marked = self.exercises.list.iter().zip(&self.solved);
        marked.any(|(known, solved)| known == exercise && *solved)
    }

    /// Finds the first exercise that is not solved: after the given one, or
    /// else from the start.
    pub fn next_unsolved(
        &self,
        after: Option<&Exercise>,
    ) -> Option<&'a Exercise> {
        let exercises = &self.exercises.list;
        let start = after
            .and_then(|after| exercises.iter().position(|e| e == after))
            .map_or(0, |index| index + 1);
        let mut order = (start..exercises.len()).chain(0..start);
        let index = order.find(|index| !self.solved[*index])?;
        Some(&exercises[index])
    }
}

impl Exercises {
    /// Returns the hash of the tests. An exercise stays solved as long as its
    /// tests are the same; the rest of the text is the learner's.
    pub fn hash_tests(&self, exercise: &Exercise) -> Result<String> {
        let solution = self.solution(exercise)?;
        Ok(progress::hash(tests_of(&solution).unwrap_or(&solution)))
    }

    /// Groups the exercises by chapter, in their order.
    pub fn by_chapter(&self) -> impl Iterator<Item = (&str, &[Exercise])> {
        let chapters = self.list.chunk_by(|a, b| a.dir == b.dir);
        chapters.map(|chapter| (chapter[0].dir.as_str(), chapter))
    }
}
