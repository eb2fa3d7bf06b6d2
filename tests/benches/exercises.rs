//! How long a learner waits for the verdict on an edited exercise: in the
//! terminal and in a workbook that runs already, beside `rustlings run` on
//! the same edit.
//!
//! `cargo bench -p book-tests --profile dev --bench exercises` prints the
//! medians of 11 rounds; in each round everything is measured once. It fails
//! where rustlings is faster.

use anyhow::{Context, Result, ensure};
use book_tests::{program, root};
use exercises::{
    Checker, CheckerOptions, Exercise, Exercises, TEST_TIMEOUT, Verdict,
};
use runner::Limits;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

const ROUND_COUNT: usize = 11;

/// Its tests take no time, so the tools' own time is what is measured.
const EXERCISE: &str = "whole_question";

fn main() -> Result<()> {
    let bench = Bench::new()?;
    let mut times = [const { Vec::new() }; 3];
    for round in 0..=ROUND_COUNT {
        for (all, time) in times.iter_mut().zip(bench.measure_round(round)?) {
            // The round before the first only warms up.
            if round > 0 {
                all.push(time);
            }
        }
    }
    let names = ["`workbook check`", "a running workbook", "`rustlings run`"];
    let medians = times.map(|mut all| {
        all.sort();
        all[all.len() / 2].as_secs_f64() * 1000.0
    });
    for (name, median) in names.iter().zip(medians) {
        let ratio = median / medians[2];
        println!("{name:<22}{median:>9.1} ms{ratio:>8.2} of rustlings");
    }
    let slowest = medians[0].max(medians[1]);
    ensure!(slowest <= medians[2], "rustlings is faster");
    Ok(())
}

struct Bench {
    runtime: Runtime,
    checker: Checker,
    workbook_program: PathBuf,
    rustlings_program: PathBuf,
    exercises: Exercises,
    exercise: Exercise,
    /// The learner's folder, where all three work.
    exercises_copy: tempfile::TempDir,
    target_folder: PathBuf,
}

impl Bench {
    fn new() -> Result<Self> {
        let copy = copy_exercises()?;
        let exercises = Exercises::load(copy.path())?;
        let runtime = Runtime::new()?;
        let workbook_program = program::build_workbook()?;
        let target = toolchain::target_folder(root())?;
        let options = CheckerOptions {
            limits: Limits::default(),
            test_timeout: TEST_TIMEOUT,
            workbook_program: workbook_program.clone(),
        };
        let prepared = Checker::prepare(root(), options, |_| {});
        Ok(Bench {
            checker: runtime.block_on(prepared)?,
            runtime,
            workbook_program,
            rustlings_program: program::find_tool("rustlings")
                .context("there is no rustlings; `.ci/install` adds it")?,
            exercise: exercises.find(EXERCISE)?.clone(),
            exercises,
            exercises_copy: copy,
            target_folder: target,
        })
    }

    /// Each measures an edit of its own; as solved, rustlings does the most.
    fn measure_round(&self, round: usize) -> Result<[Duration; 3]> {
        Ok([
            self.measure_program(
                round,
                "a",
                &self.workbook_program,
                "check",
                "",
            )?,
            self.measure_running_checker(round)?,
            self.measure_program(
                round,
                "c",
                &self.rustlings_program,
                "run",
                "exercises",
            )?,
        ])
    }

    fn edited_solution(
        &self,
        round: usize,
        checker_name: &str,
    ) -> Result<String> {
        let solution = self.exercises.solution(&self.exercise)?;
        let id = std::process::id();
        let edit = format!(
            "fn main() {{\n    println!(\"{id} {round} {checker_name}\");"
        );
        Ok(solution.replacen("fn main() {", &edit, 1))
    }

    fn measure_running_checker(&self, round: usize) -> Result<Duration> {
        let text = self.edited_solution(round, "b")?;
        let start = Instant::now();
        let verdict = self.runtime.block_on(async {
            let (sender, mut events) = mpsc::channel(64);
            let checking = self.checker.check(
                &self.exercises,
                &self.exercise,
                &text,
                sender,
            );
            let reading = async { while events.recv().await.is_some() {} };
            tokio::join!(checking, reading).0
        });
        ensure!(verdict == Verdict::Solved, "{verdict:?}");
        Ok(start.elapsed())
    }

    fn measure_program(
        &self,
        round: usize,
        checker_name: &str,
        program: &Path,
        command: &str,
        folder: &str,
    ) -> Result<Duration> {
        let file = self.exercises_copy.path().join(self.exercise.path());
        fs::write(file, self.edited_solution(round, checker_name)?)?;
        let start = Instant::now();
        let status = Command::new(program)
            .current_dir(self.exercises_copy.path().join(folder))
            .env("CARGO_TARGET_DIR", &self.target_folder)
            .args([command, EXERCISE])
            .stdout(Stdio::null())
            .status()?;
        ensure!(status.success(), "`{}` fails", program.display());
        Ok(start.elapsed())
    }
}

/// With the `book.toml` by which the workbook finds its folder.
fn copy_exercises() -> Result<tempfile::TempDir> {
    let copy = tempfile::tempdir()?;
    fs::copy(root().join("book.toml"), copy.path().join("book.toml"))?;
    let mut folders = vec![PathBuf::from("exercises")];
    while let Some(folder) = folders.pop() {
        fs::create_dir_all(copy.path().join(&folder))?;
        for entry in fs::read_dir(root().join(&folder))? {
            let path = folder.join(entry?.file_name());
            if root().join(&path).is_dir() {
                folders.push(path);
            } else {
                fs::copy(root().join(&path), copy.path().join(&path))?;
            }
        }
    }
    Ok(copy)
}
