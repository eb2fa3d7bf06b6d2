//! How far a learner is with the exercises.

use super::{Exercise, Exercises, tests_of};
use crate::progress::{self, Deed, Progress};
use anyhow::Result;

/// The exercises beside the progress.
#[derive(Debug)]
pub struct Standing<'a> {
    exercises: &'a Exercises,
    solved: Vec<bool>,
}

impl<'a> Standing<'a> {
    pub fn new(exercises: &'a Exercises, progress: &Progress) -> Result<Self> {
        let solved = exercises.all.iter().map(|exercise| {
            let hash = exercises.hash(exercise)?;
            Ok(progress.has(Deed::Solved, &exercise.name, &hash))
        });
        Ok(Standing {
            exercises,
            solved: solved.collect::<Result<_>>()?,
        })
    }

    pub fn solved(&self) -> usize {
        self.solved.iter().filter(|solved| **solved).count()
    }

    pub fn is_solved(&self, exercise: &Exercise) -> bool {
        let all = self.exercises.all.iter().zip(&self.solved);
        let mut found = all.filter(|(known, _)| *known == exercise);
        found.next().is_some_and(|(_, solved)| *solved)
    }

    /// The first that is not solved, from the one after `after` on and then
    /// from the start.
    pub fn next(&self, after: Option<&Exercise>) -> Option<&'a Exercise> {
        let all = &self.exercises.all;
        let here = after.and_then(|a| all.iter().position(|e| e == a));
        let start = here.map_or(0, |here| here + 1);
        let order = (start..all.len()).chain(0..start);
        let mut open = order.filter(|index| !self.solved[*index]);
        open.next().map(|index| &all[index])
    }
}

impl Exercises {
    /// The hash that `solved` is true for: that of the tests, since the rest
    /// is the learner's.
    pub fn hash(&self, exercise: &Exercise) -> Result<String> {
        let solution = self.solution(exercise)?;
        Ok(progress::hash(tests_of(&solution).unwrap_or(&solution)))
    }

    /// The exercises of each chapter, in their order.
    pub fn by_chapter(&self) -> impl Iterator<Item = (&str, &[Exercise])> {
        let chapters = self.all.chunk_by(|a, b| a.dir == b.dir);
        chapters.map(|chapter| (chapter[0].dir.as_str(), chapter))
    }
}
