//! Checks exercises and solutions with clippy and rustfmt.

use anyhow::{Context, Result, bail, ensure};
use book_tests::root;
use exercises::{Exercise, Exercises};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::{Command, Stdio};

/// Clippy's warnings about each solution.
pub struct ClippyWarnings {
    by_program: BTreeMap<String, String>,
}

impl ClippyWarnings {
    /// Runs clippy on the solutions and their tests, as rustlings does.
    pub fn run_clippy(exercises: &Exercises) -> Result<ClippyWarnings> {
        let mut cargo = toolchain::cargo_command();
        cargo
            .current_dir(root().join("exercises"))
            .args(["clippy", "--profile", "test", "--quiet", "--locked"])
            .args(["--keep-going", "--message-format=json"]);
        for exercise in &exercises.list {
            cargo.arg("--bin").arg(solution_program_name(exercise));
        }
        let output = cargo
            .stderr(Stdio::null())
            .output()
            .context("cargo could not be started")?;
        let mut lints = ClippyWarnings {
            by_program: BTreeMap::new(),
        };
        let mut is_finished = false;
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let message: Value = serde_json::from_str(line)?;
            is_finished |= message["reason"] == "build-finished";
            if message["reason"] == "compiler-message" {
                lints.add_message(&message);
            }
        }
        ensure!(is_finished, "clippy did not finish");
        Ok(lints)
    }

    fn add_message(&mut self, message: &Value) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let target = text(&message["target"]["name"]).unwrap_or_default();
        let warning = text(&message["message"]["rendered"]).unwrap_or_default();
        *self.by_program.entry(target).or_default() += &warning;
    }

    pub fn check(&self, exercise: &Exercise) -> Result<()> {
        match self.by_program.get(&solution_program_name(exercise)) {
            Some(warnings) => {
                bail!("clippy warns about the solution:\n{warnings}")
            }
            None => Ok(()),
        }
    }
}

fn solution_program_name(exercise: &Exercise) -> String {
    format!("{}_sol", exercise.name)
}

pub fn check_formatting(exercise: &Exercise) -> Result<()> {
    let output = Command::new("rustfmt")
        .current_dir(root())
        .args(["--check", "--edition", "2024", "--color", "never"])
        .args([exercise.path(), exercise.solution_path()])
        .output()
        .context("rustfmt could not be started")?;
    let diff = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "rustfmt would change:\n{diff}");
    Ok(())
}
