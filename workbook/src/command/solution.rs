//! `solution`: how an exercise can be solved.

use anstream::stdout;
use anyhow::Result;
use clap::Args;
use exercises::Exercises;
use std::io::Write;
use std::path::Path;

/// Show how an exercise can be solved, and why
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Options {
    /// The exercise; `cargo run -- list` lists them
    pub name: String,
}

pub fn run(root: &Path, options: &Options) -> Result<()> {
    let exercises = Exercises::load(root)?;
    let exercise = exercises.find(&options.name)?;
    let text = exercises.solution(exercise)?;
    let file = exercise.solution_path();
    // The learner's own file has the same tests.
    let code = exercises::code_of(&text);
    writeln!(stdout(), "// {}\n{code}", file.display())?;
    Ok(())
}
