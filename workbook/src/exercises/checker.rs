//! Checking a text for an exercise: compiled with its tests, each test run
//! by itself, and everything told as it happens.

use super::event::{Event, Verdict};
use super::judging::{Sum, judge, printed, why};
use super::test::Program;
use super::words::Words;
use super::{Exercise, Exercises, crates, have_same_tests};
use crate::runner::compile::{self, Compiler, Make, Text, program_in};
use crate::runner::{Diagnostic, Limits, Watch, this_program};
use crate::toolchain::Rustc;
use anyhow::{Context, Result};
use futures_util::{StreamExt, stream};
use std::ffi::OsString;
use std::future::pending;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{self, UnboundedReceiver, unbounded_channel};
use tokio::task::spawn_blocking;

/// No test of ours takes a second; who gets here hangs.
const LIMIT: Duration = Duration::from_secs(10);

/// Cheap to clone; all that a check needs beside the text.
#[derive(Debug, Clone)]
pub struct Checker {
    tools: Arc<Tools>,
}

#[derive(Debug)]
struct Tools {
    rustc: Rustc,
    workbook: PathBuf,
    crates: Vec<OsString>,
    limits: Limits,
    /// For one test.
    limit: Duration,
    watch: Watch,
    /// Checks at the same time; others wait.
    turns: Semaphore,
}

impl Checker {
    /// Builds the crates, where cargo has not yet; `building` hears what is
    /// being compiled.
    pub async fn prepare(
        root: &Path,
        limits: Limits,
        building: impl FnMut(&str),
    ) -> Result<Checker> {
        let workbook = this_program().context("our own program")?;
        Checker::prepare_with(workbook, root, limits, building).await
    }

    /// The same with another program for `supervise`, since a test is none.
    pub async fn prepare_with(
        workbook: PathBuf,
        root: &Path,
        limits: Limits,
        building: impl FnMut(&str),
    ) -> Result<Checker> {
        let here = root.to_owned();
        let rustc = spawn_blocking(move || Rustc::find(&here));
        let crates = crates::build(root, &workbook, building);
        let (rustc, crates) = tokio::join!(rustc, crates);
        let tools = Tools {
            rustc: rustc??,
            crates: crates?,
            workbook,
            turns: Semaphore::new(limits.concurrent.max(1)),
            limits,
            limit: LIMIT,
            watch: Watch::default(),
        };
        Ok(Checker {
            tools: Arc::new(tools),
        })
    }

    /// With another limit for each test.
    pub fn with_limit(self, limit: Duration) -> Checker {
        let Tools {
            rustc,
            workbook,
            crates,
            limits,
            watch,
            ..
        } = &*self.tools;
        let tools = Tools {
            rustc: rustc.clone(),
            workbook: workbook.clone(),
            crates: crates.clone(),
            turns: Semaphore::new(limits.concurrent.max(1)),
            limits: limits.clone(),
            limit,
            watch: watch.clone(),
        };
        Checker {
            tools: Arc::new(tools),
        }
    }

    /// Checks the text; sends events until the verdict, and gives that too.
    /// Dropping this future stops all that it has started.
    pub async fn check(
        &self,
        exercises: &Exercises,
        exercise: &Exercise,
        source: &str,
        events: mpsc::Sender<Event>,
    ) -> Verdict {
        let check = Check {
            tools: &self.tools,
            exercise,
            source,
            events,
        };
        let sum = match check.all(exercises).await {
            Ok(sum) => sum,
            Err(error) => Sum::without_tests(
                Verdict::Broken,
                format!("It could not be checked: {error:#}."),
            ),
        };
        let verdict = sum.verdict;
        check.tell(sum.event()).await;
        verdict
    }
}

/// One check.
struct Check<'a> {
    tools: &'a Tools,
    exercise: &'a Exercise,
    source: &'a str,
    events: mpsc::Sender<Event>,
}

impl Check<'_> {
    async fn all(&self, exercises: &Exercises) -> Result<Sum> {
        let _turn = self.tools.turns.acquire().await?;
        let solution = exercises.solution(self.exercise)?;
        let folder = TempDir::with_prefix("workbook-check-")
            .context("no temporary folder")?;
        if let Some(sum) = self.compile(folder.path()).await? {
            return Ok(sum);
        }
        let path = program_in(folder.path(), &self.exercise.name);
        let program = Program {
            path: &path,
            workbook: &self.tools.workbook,
            limits: &self.tools.limits,
            limit: self.tools.limit,
            watch: &self.tools.watch,
        };
        let tests = program.list().await?;
        let started = Event::Started {
            tests: tests.clone(),
        };
        self.tell(started).await;
        let passed = self.test(program, &tests).await?;
        let is_unchanged = have_same_tests(self.source, &solution);
        Ok(judge(passed, tests.len(), is_unchanged))
    }

    /// `None` where there is a program now.
    async fn compile(&self, folder: &Path) -> Result<Option<Sum>> {
        self.tell(Event::Compiling).await;
        let compiler = Compiler {
            rustc: &self.tools.rustc,
            workbook: &self.tools.workbook,
            limit: self.tools.limits.compile(),
        };
        let text = Text {
            name: &self.exercise.name,
            source: self.source,
            crates: &self.tools.crates,
        };
        let (tell, told) = unbounded_channel();
        let compiling =
            compiler.compile(text, Make::Tests, folder, tell, pending());
        let (outcome, errors) = tokio::join!(compiling, self.pass(told));
        let (verdict, says) = match outcome? {
            compile::Outcome::Compiled => return Ok(None),
            compile::Outcome::Broken(words) => {
                anyhow::bail!("rustc failed: {}", words.trim())
            }
            compile::Outcome::TooLong => {
                let limit = self.tools.limits.compile_s;
                let says =
                    format!("Compiling was stopped: its limit is {limit} s.");
                (Verdict::NotCompiled, says)
            }
            compile::Outcome::NotCompiled | compile::Outcome::Abandoned => {
                let says = match errors {
                    1 => "It does not compile: there is 1 error.".to_owned(),
                    _ => format!(
                        "It does not compile: there are {errors} errors."
                    ),
                };
                (Verdict::NotCompiled, says)
            }
        };
        Ok(Some(Sum::without_tests(verdict, says)))
    }

    /// Passes the diagnostics on, and counts the errors.
    async fn pass(&self, mut told: UnboundedReceiver<Diagnostic>) -> usize {
        let mut errors = 0;
        while let Some(diagnostic) = told.recv().await {
            errors += usize::from(diagnostic.level.starts_with("error"));
            self.tell(Event::Diagnostic(diagnostic)).await;
        }
        errors
    }

    /// Runs the tests, as many at a time as there are processors; gives how
    /// many have passed.
    async fn test(
        &self,
        program: Program<'_>,
        tests: &[String],
    ) -> Result<usize> {
        let at_once = available_parallelism().map_or(2, usize::from).min(4);
        let mut results = stream::iter(tests)
            .map(|test| self.one(program, test))
            .buffer_unordered(at_once);
        let mut passed = 0;
        while let Some(result) = results.next().await {
            passed += usize::from(result?);
        }
        Ok(passed)
    }

    async fn one(&self, program: Program<'_>, test: &str) -> Result<bool> {
        let name = test.to_owned();
        self.tell(Event::TestStarted { test: name }).await;
        let outcome = program.test(test).await?;
        let (passed, test) = (outcome.passed, test.to_owned());
        let ms = outcome.time.as_secs_f64() * 1000.0;
        self.tell(match passed {
            true => Event::TestPassed { test, ms },
            false => {
                let file = format!("{}.rs", self.exercise.name);
                let Words { message, line } = why(&outcome, &test, &file);
                Event::TestFailed {
                    output: printed(&outcome, &test),
                    test,
                    ms,
                    message,
                    line,
                }
            }
        })
        .await;
        Ok(passed)
    }

    /// Who does not listen will drop the check.
    async fn tell(&self, event: Event) {
        let _ = self.events.send(event).await;
    }
}
