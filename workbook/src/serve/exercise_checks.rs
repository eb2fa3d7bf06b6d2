//! The checker that all pages share.

use anyhow::Result;
use exercises::{
    CheckEvent, Checker, CheckerOptions, Exercise, Exercises,
    TestRecordingEvent, TestToRecord, Verdict,
};
use runner::Limits;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc};

/// Builds the exercises' crates once, and checks exercises; cheap to clone.
#[derive(Debug, Clone)]
pub struct ExerciseChecks {
    root: PathBuf,
    limits: Limits,
    checker: Arc<Mutex<Option<Checker>>>,
}

impl ExerciseChecks {
    pub fn new(root: PathBuf, limits: Limits) -> ExerciseChecks {
        ExerciseChecks {
            root,
            limits,
            checker: Arc::default(),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Builds the crates before the first check needs them.
    pub async fn prepare(&self) {
        let has_exercises = Exercises::load(&self.root)
            .is_ok_and(|exercises| !exercises.list.is_empty());
        if has_exercises {
            // The first check tries again, and reports the error.
            let _ = self.checker_with_crates(|_| {}).await;
        }
    }

    async fn checker_with_crates(
        &self,
        on_compiling: impl FnMut(&str),
    ) -> Result<Checker> {
        let mut prepared = self.checker.lock().await;
        if let Some(checker) = &*prepared
            && checker.crates_still_exist()
        {
            return Ok(checker.clone());
        }
        let options = CheckerOptions::new(self.limits.clone())?;
        let checker =
            Checker::prepare(&self.root, options, on_compiling).await?;
        *prepared = Some(checker.clone());
        Ok(checker)
    }

    fn is_prepared(&self) -> bool {
        self.checker.try_lock().is_ok_and(|checker| {
            checker.as_ref().is_some_and(Checker::crates_still_exist)
        })
    }

    /// Checks the text and sends the events, the verdict last.
    pub async fn check(
        &self,
        exercises: &Exercises,
        exercise: &Exercise,
        source: &str,
        events: mpsc::Sender<CheckEvent>,
    ) {
        if !self.is_prepared() {
            let _ = events.send(preparing_event("")).await;
        }
        // A slow reader misses the name of a crate.
        let on_compiling = |name: &str| {
            let _ = events.try_send(preparing_event(name));
        };
        match self.checker_with_crates(on_compiling).await {
            Ok(checker) => {
                checker.check(exercises, exercise, source, events).await;
            }
            Err(error) => {
                let verdict = CheckEvent::Verdict {
                    verdict: Verdict::Broken,
                    passed: 0,
                    tests: 0,
                    message: format!("It could not be checked: {error:#}."),
                };
                let _ = events.send(verdict).await;
            }
        }
    }

    /// Records the test and sends the events, the timeline last.
    pub async fn record_test(
        &self,
        exercises: &Exercises,
        test: TestToRecord<'_>,
        events: mpsc::Sender<TestRecordingEvent>,
    ) {
        // It was checked before, so nothing has to be built in most cases.
        match self.checker_with_crates(|_| {}).await {
            Ok(checker) => checker.record_test(exercises, test, events).await,
            Err(error) => {
                let message = format!("It could not be recorded: {error:#}.");
                let event = TestRecordingEvent::Unrecorded { message };
                let _ = events.send(event).await;
            }
        }
    }
}

fn preparing_event(crate_name: &str) -> CheckEvent {
    CheckEvent::Preparing {
        crate_name: crate_name.to_owned(),
    }
}
