//! A learner's program: compiled, run, recorded.

use crate::crates;
use crate::lines::Lines;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// What the workbook appends, so that each program has the probe in it.
const APPENDED: &str = "\nextern crate tokio as _;";
const VARIABLE: &str = "WORKBOOK_TIMELINE";

/// A program, compiled in a folder of its own.
pub struct Program {
    folder: TempDir,
}

/// How a recorded run ended, and what it wrote.
#[derive(Debug)]
pub struct Run {
    pub output: Output,
    pub lines: Lines,
}

impl Run {
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }
}

impl Program {
    /// Compiles the text, which is in the file `main.rs`.
    #[track_caller]
    pub fn compile(text: &str) -> Self {
        Self::compile_with(text, &[])
    }

    /// The same, with more arguments for rustc.
    #[track_caller]
    pub fn compile_with(text: &str, arguments: &[OsString]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let source = folder.path().join("main.rs");
        fs::write(source, format!("{text}{APPENDED}")).expect("it is ours");
        let output = rustc(folder.path()).args(arguments).output();
        let output = output.expect("rustc starts");
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words}");
        Self { folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A command that runs it, without a recording.
    pub fn command(&self) -> Command {
        let mut command = Command::new(self.folder().join("main"));
        command
            .current_dir(self.folder())
            .env_remove(VARIABLE)
            .env("RUST_BACKTRACE", "0");
        command
    }

    /// A command that records it into `file`.
    pub fn recording_command(&self, file: &Path) -> Command {
        let mut command = self.command();
        command.env(VARIABLE, file);
        command
    }

    /// Runs it, recorded into a file.
    #[track_caller]
    pub fn record(&self) -> Run {
        self.record_with(&[])
    }

    /// The same, with arguments.
    #[track_caller]
    pub fn record_with(&self, arguments: &[&str]) -> Run {
        let file = self.folder().join("lines");
        let mut command = self.recording_command(&file);
        let output = command.args(arguments).output().expect("it starts");
        Run {
            output,
            lines: read(&file),
        }
    }
}

fn rustc(folder: &Path) -> Command {
    let (tokio, needs) = crates::tokio();
    let mut rustc = Command::new("rustc");
    rustc
        .current_dir(folder)
        .args(["main.rs", "--edition", "2024", "-Cdebuginfo=0"])
        .arg("--extern")
        .arg(joined("tokio=", tokio))
        .arg("-L")
        .arg(joined("dependency=", needs));
    rustc
}

/// `key=path`, as rustc wants it.
pub fn joined(key: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(key);
    argument.push(path);
    argument
}

/// The lines in a file.
#[track_caller]
pub fn read(file: &Path) -> Lines {
    Lines::read(&fs::read_to_string(file).expect("a recording"))
}

/// A pipe in this folder, to record into.
pub fn make_pipe(folder: &Path) -> PathBuf {
    let pipe = folder.join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo starts").success());
    pipe
}
