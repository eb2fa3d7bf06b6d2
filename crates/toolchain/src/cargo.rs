//! Builds with cargo.

use crate::artifacts::Artifacts;
use crate::cargo_stderr::{BuildProgress, CargoStderr};
use crate::environment;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use supervise::{Priority, SpawnSpec, SupervisedChild};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};

/// A `cargo build` below a supervisor.
#[derive(Debug)]
pub struct CargoBuild<'a> {
    folder: &'a Path,
    workbook_program: &'a Path,
    arguments: Vec<OsString>,
    priority: Priority,
}

/// The result of a build.
#[derive(Debug)]
pub struct CargoOutcome {
    /// Everything that was built, even if the build failed.
    pub artifacts: Artifacts,
    /// Cargo's error messages if the build failed.
    pub result: Result<(), String>,
}

impl<'a> CargoBuild<'a> {
    /// Selects programs, and the crates that they need. They aren't selected
    /// by `--package` or `--workspace`, because cargo would then build the
    /// crates with other features than for `cargo run`.
    pub fn examples<'n>(
        folder: &'a Path,
        workbook_program: &'a Path,
        example_names: impl IntoIterator<Item = &'n str>,
    ) -> CargoBuild<'a> {
        CargoBuild {
            folder,
            workbook_program,
            arguments: repeat_option("--example", example_names).collect(),
            priority: Priority::Normal,
        }
    }

    /// Selects crates on which the package in the folder depends, in their
    /// locked versions. The package's own programs need not compile.
    pub fn dependencies<'n>(
        folder: &'a Path,
        workbook_program: &'a Path,
        crate_names: impl IntoIterator<Item = &'n str>,
    ) -> CargoBuild<'a> {
        let mut arguments = vec!["--locked".into()];
        arguments.extend(repeat_option("--package", crate_names));
        CargoBuild {
            folder,
            workbook_program,
            arguments,
            priority: Priority::Normal,
        }
    }

    pub(crate) fn with_arguments(
        folder: &'a Path,
        workbook_program: &'a Path,
        arguments: Vec<OsString>,
    ) -> CargoBuild<'a> {
        CargoBuild {
            folder,
            workbook_program,
            arguments,
            priority: Priority::Normal,
        }
    }

    pub fn with_priority(self, priority: Priority) -> CargoBuild<'a> {
        CargoBuild { priority, ..self }
    }

    /// Builds, and passes cargo's progress to `report`. Dropping the future
    /// stops cargo.
    pub async fn run(
        self,
        report: impl FnMut(BuildProgress),
    ) -> Result<CargoOutcome> {
        let temporary = supervise::create_scratch_folder("cargo-")
            .context("cargo has no folder for temporary files")?;
        let mut cargo = self
            .spawn(temporary.path())
            .context("cargo could not be started")?;
        let stdout = cargo.stdout.take().context("cargo has no stdout")?;
        let stderr = cargo.stderr.take().context("cargo has no stderr")?;
        let (artifacts, errors) =
            tokio::join!(read_artifacts(stdout), read_errors(stderr, report));
        let exit = cargo.wait().await.context("waiting for cargo")?;
        let result = if exit.status.success() {
            Ok(())
        } else {
            Err(errors)
        };
        Ok(CargoOutcome { artifacts, result })
    }

    fn spawn(self, temporary: &Path) -> std::io::Result<SupervisedChild> {
        let mut arguments: Vec<OsString> = [
            "build",
            "--keep-going",
            "--message-format=json-render-diagnostics",
            "--color=never",
            "--config=term.progress.when='always'",
            "--config=term.progress.width=100",
        ]
        .map(OsString::from)
        .to_vec();
        arguments.extend(self.arguments);
        SupervisedChild::spawn(SpawnSpec {
            workbook_program: self.workbook_program,
            program: Path::new(cargo_command().get_program()),
            arguments,
            working_directory: self.folder,
            folder_to_remove: None,
            environment: Some(environment::for_cargo(temporary)),
            stdout: Stdio::piped(),
            limits: None,
            address_space_mb: None,
            priority: self.priority,
        })
    }
}

/// Returns `option NAME` for each name.
fn repeat_option<'n>(
    option: &str,
    values: impl IntoIterator<Item = &'n str>,
) -> impl Iterator<Item = OsString> {
    values
        .into_iter()
        .flat_map(move |name| [option.into(), name.into()])
}

async fn read_artifacts(stdout: impl AsyncRead + Unpin) -> Artifacts {
    let mut artifacts = Artifacts::default();
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        artifacts.read_message(&line);
    }
    artifacts
}

async fn read_errors(
    mut stderr: impl AsyncRead + Unpin,
    report: impl FnMut(BuildProgress),
) -> String {
    let mut reader = CargoStderr::new(report);
    let mut buffer = vec![0; 4096];
    while let Ok(length @ 1..) = stderr.read(&mut buffer).await {
        reader.read_bytes(&buffer[..length]);
    }
    reader.into_errors()
}

/// Builds every listing of the workspace, as `cargo test --workspace` does.
///
/// Fails if a listing doesn't compile. The compiler's messages go to standard
/// error.
pub fn build_examples(root: &Path) -> Result<Artifacts> {
    build_in_terminal(root, ["--workspace", "--examples"])
        .context("a listing does not compile; see the messages above")
}

/// Builds without a supervisor. Cargo's messages go to standard error.
pub(crate) fn build_in_terminal(
    folder: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<Artifacts> {
    let output = cargo_command()
        .current_dir(folder)
        .args(["build", "--quiet"])
        .arg("--message-format=json-render-diagnostics")
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!("cargo: {}", output.status);
    }
    let mut artifacts = Artifacts::default();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        artifacts.read_message(line);
    }
    Ok(artifacts)
}

/// Runs a program of the workspace in `root` as a reader does in a terminal.
pub fn run_example(
    root: &Path,
    example_name: &str,
    arguments: &[String],
) -> Result<ExitStatus> {
    cargo_command()
        .current_dir(root)
        .args(["run", "--quiet", "--example", example_name, "--"])
        .args(arguments)
        .status()
        .context("cargo could not be started")
}

/// Returns the folder into which cargo builds the workspace in `root`.
pub fn target_folder(root: &Path) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let output = cargo_command()
        .current_dir(root)
        .args(["metadata", "--no-deps", "--format-version=1"])
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!("cargo: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    Ok(metadata.target_directory)
}

/// The cargo that has started this program, or the one on the path.
pub fn cargo_command() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_builds_only_the_libraries_of_dependencies() {
        let folder = Path::new("exercises");
        let build =
            CargoBuild::dependencies(folder, folder, ["serde", "tokio"]);
        let expected = ["--locked", "--package", "serde", "--package", "tokio"];
        assert_eq!(build.arguments, expected.map(OsString::from));
    }
}
