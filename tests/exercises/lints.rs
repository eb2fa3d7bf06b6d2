//! Clippy's and rustfmt's word on exercises and solutions.

use anyhow::{Context, Result, bail, ensure};
use book_tests::root;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use workbook::exercises::{Exercise, Exercises};
use workbook::toolchain;

/// What clippy says of each solution.
pub struct Lints {
    words: BTreeMap<String, String>,
}

impl Lints {
    /// With the tests, as rustlings asks it.
    pub fn run(exercises: &Exercises) -> Result<Lints> {
        let mut cargo = toolchain::cargo();
        cargo
            .current_dir(root().join("exercises"))
            .args(["clippy", "--profile", "test", "--quiet", "--locked"])
            .args(["--keep-going", "--message-format=json"]);
        for exercise in &exercises.all {
            cargo.arg("--bin").arg(solution(exercise));
        }
        let output = cargo
            .stderr(Stdio::null())
            .output()
            .context("cargo could not be started")?;
        let mut lints = Lints {
            words: BTreeMap::new(),
        };
        let mut is_finished = false;
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let message: Value = serde_json::from_str(line)?;
            is_finished |= message["reason"] == "build-finished";
            if message["reason"] == "compiler-message" {
                lints.note(&message);
            }
        }
        ensure!(is_finished, "clippy did not come to its end");
        Ok(lints)
    }

    fn note(&mut self, message: &Value) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let target = text(&message["target"]["name"]).unwrap_or_default();
        let words = text(&message["message"]["rendered"]).unwrap_or_default();
        *self.words.entry(target).or_default() += &words;
    }

    pub fn of(&self, exercise: &Exercise) -> Result<()> {
        match self.words.get(&solution(exercise)) {
            Some(words) => bail!("clippy says of its solution:\n{words}"),
            None => Ok(()),
        }
    }
}

fn solution(exercise: &Exercise) -> String {
    format!("{}_sol", exercise.name)
}

pub fn are_formatted(exercise: &Exercise) -> Result<()> {
    let output = Command::new("rustfmt")
        .current_dir(root())
        .args(["--check", "--edition", "2024", "--color", "never"])
        .args([exercise.path(), exercise.solution_path()])
        .output()
        .context("rustfmt could not be started")?;
    let words = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "rustfmt would change:\n{words}");
    Ok(())
}
