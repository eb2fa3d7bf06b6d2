//! Proves each exercise: as shipped it fails, and for the reason meant; its
//! solution passes, with format and clippy clean; hints and TODO exist; its
//! tests are the same in both; nothing is unlisted. And rustlings itself
//! works in the folder.

mod folder;
mod lints;
mod with_rustlings;

use anyhow::{Context, Result, bail, ensure};
use book_tests::test_cache::{self, BOOK_SOURCES};
use book_tests::{exercise, program, root};
use exercises::{
    CheckEvent, Checker, CheckerOptions, Exercise, Exercises, TEST_TIMEOUT,
    Verdict,
};
use libtest_mimic::{Arguments, Failed, Trial};
use lints::ClippyWarnings;
use runner::Limits;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // More than there are processors: what hangs as shipped does so asleep.
    arguments.test_threads.get_or_insert(8);
    let exercises = match Exercises::load(root()) {
        Ok(exercises) => exercises,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let proof = Arc::new(ExerciseProver {
        exercises,
        checker: OnceLock::new(),
        lints: OnceLock::new(),
    });
    let tool = program::find_tool("rustlings");
    test_cache::run_trials(
        "exercises",
        &arguments,
        &BOOK_SOURCES,
        &[tool],
        trials(&proof),
    )
}

fn trials(proof: &Arc<ExerciseProver>) -> Vec<Trial> {
    let mut trials = folder::trials(&proof.exercises);
    for exercise in &proof.exercises.list {
        let (proof, exercise) = (Arc::clone(proof), exercise.clone());
        let name = format!("{}/{}", exercise.dir, exercise.name);
        trials.push(Trial::test(name, move || {
            proof.check_exercise(&exercise).map_err(to_failed)
        }));
    }
    let proof = Arc::clone(proof);
    trials.push(Trial::ignorable_test("rustlings_works", move || {
        with_rustlings::check_rustlings_works(&proof.exercises)
            .map_err(to_failed)
    }));
    trials
}

fn to_failed(error: anyhow::Error) -> Failed {
    format!("{error:#}").into()
}

/// The state that all trials share. The first one that needs it creates it.
struct ExerciseProver {
    exercises: Exercises,
    checker: OnceLock<Result<(Runtime, Checker), String>>,
    lints: OnceLock<Result<ClippyWarnings, String>>,
}

impl ExerciseProver {
    /// Checks an exercise and reports all of its faults at once.
    fn check_exercise(&self, exercise: &Exercise) -> Result<()> {
        let shipped = self.exercises.source(exercise)?;
        let solution = self.exercises.solution(exercise)?;
        let mut faults = exercise::find_faults(exercise, &shipped, &solution);
        let proofs = [
            self.check_shipped_fails(exercise, &shipped),
            // On a busy machine a time may be wrong once.
            self.check_solution_passes(exercise, &solution)
                .or_else(|_| self.check_solution_passes(exercise, &solution)),
            self.check_lints(exercise),
            lints::check_formatting(exercise),
        ];
        let wrong = proofs.into_iter().filter_map(Result::err);
        faults.extend(wrong.map(|error| format!("{error:#}")));
        ensure!(faults.is_empty(), "- {}", faults.join("\n- "));
        Ok(())
    }

    fn check_shipped_fails(
        &self,
        exercise: &Exercise,
        shipped: &str,
    ) -> Result<()> {
        let events = self.check(exercise, shipped)?;
        let (verdict, failure) = (verdict_of(&events), join_reasons(&events));
        if !matches!(verdict, Verdict::Failed | Verdict::NotCompiled) {
            bail!("as shipped its verdict is {verdict:?}: {failure}");
        }
        let meant = exercise.shipped_failure.as_deref().unwrap_or_default();
        ensure!(
            failure.contains(meant),
            "as shipped it does not fail by `{meant}`, but: {failure}"
        );
        Ok(())
    }

    fn check_solution_passes(
        &self,
        exercise: &Exercise,
        solution: &str,
    ) -> Result<()> {
        let events = self.check(exercise, solution)?;
        let verdict = verdict_of(&events);
        ensure!(
            verdict == Verdict::Solved,
            "the verdict on its solution is {verdict:?}: {}",
            join_reasons(&events)
        );
        Ok(())
    }

    fn check_lints(&self, exercise: &Exercise) -> Result<()> {
        let lints = self.lints.get_or_init(|| {
            ClippyWarnings::run_clippy(&self.exercises)
                .map_err(|e| format!("{e:#}"))
        });
        match lints {
            Ok(lints) => lints.check(exercise),
            Err(error) => bail!("{error}"),
        }
    }

    fn check(
        &self,
        exercise: &Exercise,
        source: &str,
    ) -> Result<Vec<CheckEvent>> {
        let prepared = self.checker.get_or_init(|| {
            prepare_checker().map_err(|error| format!("{error:#}"))
        });
        let (runtime, checker) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => bail!("{error}"),
        };
        runtime.block_on(async {
            let (sender, mut events) = mpsc::channel(64);
            let checking =
                checker.check(&self.exercises, exercise, source, sender);
            let collecting = async {
                let mut received = Vec::new();
                while let Some(event) = events.recv().await {
                    received.push(event);
                }
                received
            };
            Ok(tokio::join!(checking, collecting).1)
        })
    }
}

fn prepare_checker() -> Result<(Runtime, Checker)> {
    let runtime = Runtime::new()?;
    let options = CheckerOptions {
        limits: Limits::default(),
        test_timeout: TEST_TIMEOUT,
        workbook_program: program::build_workbook()?,
    };
    let checker = Checker::prepare(root(), options, |_| {});
    let checker = runtime.block_on(checker).context("no checker")?;
    Ok((runtime, checker))
}

fn verdict_of(events: &[CheckEvent]) -> Verdict {
    match events.last() {
        Some(CheckEvent::Verdict { verdict, .. }) => *verdict,
        _ => Verdict::Broken,
    }
}

/// The reasons why the exercise failed.
fn join_reasons(events: &[CheckEvent]) -> String {
    let reasons = events.iter().filter_map(|event| match event {
        CheckEvent::Diagnostic(d) if d.level.starts_with("error") => {
            let code = d.code.as_deref().unwrap_or_default();
            Some(format!("{code} {}", d.message))
        }
        CheckEvent::TestFailed { test, message, .. } => {
            Some(format!("{test}: {message}"))
        }
        CheckEvent::Verdict { message, .. } => Some(message.clone()),
        _ => None,
    });
    reasons.collect::<Vec<_>>().join("\n  ")
}
