//! Compiles the programs of this folder as the workbook does, with the
//! recorder in them, and records their runs.

use anyhow::{Context, Result, bail};
use book_tests::process::{self, End, Finished};
use book_tests::root;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use workbook::timeline::{Recorder, Timeline};
use workbook::toolchain::{self, Built};

const LIMIT: Duration = Duration::from_secs(30);

/// The crates that the programs use.
#[derive(Debug)]
pub struct Crates {
    recorder: Built,
    workspace: Built,
}

/// A program that tells its timeline.
#[derive(Debug)]
pub struct Program {
    folder: TempDir,
    name: String,
}

/// A run that is over.
#[derive(Debug)]
pub struct Run {
    pub timeline: Timeline,
    pub finished: Finished,
}

impl Crates {
    /// Cargo builds them, or has done so before.
    pub fn build() -> Result<Crates> {
        let target = toolchain::target_folder(root())?.join("recorder");
        let mut recorder = toolchain::cargo();
        recorder
            .current_dir(root().join("recorder/tokio"))
            .args(["build", "--lib", "--target-dir"])
            .arg(target);
        let mut workspace = toolchain::cargo();
        // The same packages as in `cargo test --workspace`, or their features
        // would be others.
        workspace.current_dir(root()).args([
            "build",
            "--workspace",
            "--test",
            "timelines",
        ]);
        Ok(Crates {
            recorder: built(recorder)?,
            workspace: built(workspace)?,
        })
    }

    /// The program `tests/timeline/NAME.rs`.
    pub fn compile(&self, name: &str) -> Result<Program> {
        let folder = tempfile::tempdir()?;
        let file = format!("{name}.rs");
        let source = fs::read_to_string(source(name))?;
        let text = format!("{source}\nextern crate tokio as _;\n");
        fs::write(folder.path().join(&file), text)?;
        let mut rustc = Command::new(
            std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()),
        );
        rustc.current_dir(folder.path()).args([
            &file,
            "--edition=2024",
            "-Cdebuginfo=0",
        ]);
        for built in [&self.workspace, &self.recorder] {
            rustc.args(built.folder_arguments());
        }
        let ours = [("tokio", &self.recorder), ("futures", &self.workspace)];
        for (name, built) in ours {
            let library = built
                .library(name)
                .with_context(|| format!("cargo built no `{name}`"))?;
            rustc.args(toolchain::crate_arguments(name, library));
        }
        let output = rustc.output().context("rustc could not be started")?;
        if !output.status.success() {
            bail!("{name}: {}", String::from_utf8_lossy(&output.stderr));
        }
        let name = name.to_owned();
        Ok(Program { folder, name })
    }
}

/// Where a program's text is.
pub fn source(name: &str) -> PathBuf {
    root().join(format!("tests/timeline/{name}.rs"))
}

fn built(mut cargo: Command) -> Result<Built> {
    let output = cargo
        .args(["--quiet", "--message-format=json-render-diagnostics"])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!("cargo could not build the crates of the recorded programs");
    }
    let mut built = Built::default();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        built.read_message(line);
    }
    Ok(built)
}

impl Program {
    pub fn run(&self, arguments: &[String]) -> Result<Run> {
        let lines = tempfile::NamedTempFile::new()?;
        let program: &Path = &self.folder.path().join(&self.name);
        let start = Instant::now();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env("WORKBOOK_TIMELINE", lines.path());
        let finished = process::run(&mut command, LIMIT)?;
        let took = start.elapsed().as_secs_f64() * 1000.0;
        if let End::TimedOut(_) = finished.end {
            bail!("`{}` {}", self.name, finished.end);
        }
        let raw = fs::read_to_string(lines.path())?;
        let mut recorder = Recorder::new(&format!("{}.rs", self.name));
        raw.lines().for_each(|line| recorder.line(line));
        let timeline = recorder.document(took);
        Ok(Run { timeline, finished })
    }
}
