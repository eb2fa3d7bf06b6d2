//! Compiling a listing with rustc itself. The arguments are fixed: a program's
//! text cannot add any.

use super::diagnostics::{self, Line};
use super::environment;
use super::event::Diagnostic;
use super::supervised::{Errand, Supervised};
use crate::toolchain::Rustc;
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::fs;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::ChildStderr;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::timeout;

/// What rustc is to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    Program,
    /// A program of its `#[test]`s.
    Tests,
    /// Types and borrows are checked, and nothing is made.
    Nothing,
}

/// The same for every program.
const ARGUMENTS: [&str; 6] = [
    "--edition=2024",
    "--crate-type=bin",
    "--error-format=json",
    "-Cdebuginfo=0",
    // The standard library's part would be two thirds of the file.
    "-Cstrip=debuginfo",
    "--emit",
];

/// A text to compile.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// The listing's name, which its file gets.
    pub name: &'a str,
    pub source: &'a str,
    /// The crates that it may use.
    pub crates: &'a [OsString],
}

/// Who compiles, and for how long at most.
#[derive(Debug, Clone, Copy)]
pub struct Compiler<'a> {
    pub rustc: &'a Rustc,
    pub workbook: &'a Path,
    pub limit: Duration,
}

/// How it went.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Compiled,
    NotCompiled,
    /// It took longer than the limit.
    TooLong,
    /// Nobody waits any more.
    Abandoned,
    /// Not the program's fault: rustc or the linker says so.
    Broken(String),
}

/// Where the program of a listing lies in the folder it is compiled in.
pub fn program_in(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

impl Compiler<'_> {
    /// Compiles in `folder`, which is the caller's to remove, until nobody
    /// waits any more. Tells each diagnostic as it comes.
    pub async fn compile(
        &self,
        text: Text<'_>,
        make: Make,
        folder: &Path,
        tell: UnboundedSender<Diagnostic>,
        abandoned: impl Future<Output = ()>,
    ) -> Result<Outcome> {
        let file = format!("{}.rs", text.name);
        fs::write(folder.join(&file), text.source)
            .await
            .context("the program's text cannot be written")?;
        let mut rustc = self.start(text, &file, make, folder)?;
        let stderr = rustc.stderr.take().context("rustc is silent")?;
        let listening = async {
            let words = listen(stderr, &file, &tell).await;
            (rustc.wait().await, words)
        };
        let outcome = tokio::select! {
            heard = timeout(self.limit, listening) => heard.ok(),
            () = abandoned => {
                rustc.killed().await;
                return Ok(Outcome::Abandoned);
            }
        };
        let Some((status, words)) = outcome else {
            rustc.killed().await;
            return Ok(Outcome::TooLong);
        };
        let status = status.context("rustc cannot be waited for")?;
        Ok(match (status.success(), words) {
            (true, _) => Outcome::Compiled,
            (false, Words { errors: 1.., .. }) => Outcome::NotCompiled,
            (false, Words { text, .. }) => Outcome::Broken(text),
        })
    }

    fn start(
        &self,
        text: Text<'_>,
        file: &str,
        make: Make,
        folder: &Path,
    ) -> Result<Supervised> {
        let mut arguments: Vec<OsString> = vec![file.into()];
        arguments.extend(ARGUMENTS.map(OsString::from));
        match make {
            Make::Nothing => arguments.push("metadata".into()),
            Make::Program | Make::Tests => arguments.extend([
                "link".into(),
                "-o".into(),
                program_in(folder, text.name).into(),
            ]),
        }
        if make == Make::Tests {
            arguments.push("--test".into());
        }
        arguments.extend(text.crates.iter().cloned());
        Supervised::start(Errand {
            workbook: self.workbook,
            program: &self.rustc.program,
            arguments,
            folder,
            remove: false,
            environment: Some(environment::of_rustc(folder)),
            stdout: Stdio::null(),
        })
        .context("rustc could not be started")
    }
}

/// What rustc says beside its diagnostics.
struct Words {
    errors: usize,
    text: String,
}

/// Reads rustc's messages to their end.
async fn listen(
    stderr: ChildStderr,
    file: &str,
    tell: &UnboundedSender<Diagnostic>,
) -> Words {
    let mut lines = BufReader::new(stderr).lines();
    let mut words = Words {
        errors: 0,
        text: String::new(),
    };
    while let Some(line) = next(&mut lines).await {
        match diagnostics::read(&line, file) {
            Line::Diagnostic(diagnostic) => {
                let is_error = diagnostic.level.starts_with("error");
                words.errors += usize::from(is_error);
                // Who does not listen is abandoned soon.
                let _ = tell.send(diagnostic);
            }
            Line::Summary => {}
            Line::Words => words.text += &(line + "\n"),
        }
    }
    words
}

async fn next(lines: &mut Lines<BufReader<ChildStderr>>) -> Option<String> {
    lines.next_line().await.ok().flatten()
}
