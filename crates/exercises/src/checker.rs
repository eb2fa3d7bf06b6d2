//! Checks a text for an exercise: compiles it with its tests, runs each test
//! by itself, and reports what happens as events.

use super::crates::{self, ExerciseCrates};
use super::event::{CheckEvent, Verdict};
use super::harness_output::Failure;
use super::test_process::TestProgram;
use super::verdict::{Summary, explain_failure, printed_output};
use super::{Exercise, Exercises, have_same_tests};
use anyhow::{Context, Result, bail};
use futures_util::{StreamExt, stream};
use runner::{CAN_RECORD, InstrumentedCrates, Limits};
use std::future::pending;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;
use supervise::{Priority, create_scratch_folder, this_program};
use tokio::sync::{Mutex, Semaphore, mpsc};
use tokio::task::spawn_blocking;
use toolchain::{
    CompileOutcome, CompileUnit, Diagnostic, Emit, Rustc, SupervisedRustc,
    error_count_message, program_path,
};

/// The tests of our exercises take less than a second, so one that runs for
/// this long hangs.
pub const TEST_TIMEOUT: Duration = Duration::from_secs(10);

/// How many tests of an exercise run at once, at most.
const MAX_PARALLEL_TESTS: usize = 4;

/// Cheap to clone; all that a check needs besides the text.
#[derive(Debug, Clone)]
pub struct Checker {
    pub(crate) tools: Arc<Tools>,
}

/// How exercises are checked.
#[derive(Debug, Clone)]
pub struct CheckerOptions {
    pub limits: Limits,
    pub test_timeout: Duration,
    /// The program that has the `supervise` command.
    pub workbook_program: PathBuf,
}

impl CheckerOptions {
    /// The options of this program, which must be the workbook.
    pub fn new(limits: Limits) -> Result<CheckerOptions> {
        Ok(CheckerOptions {
            limits,
            test_timeout: TEST_TIMEOUT,
            workbook_program: this_program()
                .context("the workbook's own program can't be found")?,
        })
    }
}

/// What checks and recordings share.
#[derive(Debug)]
pub(crate) struct Tools {
    rustc: Rustc,
    /// What exercises use.
    crates: ExerciseCrates,
    /// The same for tests that are recorded, built when the first one is.
    pub instrumented_crates: Mutex<Option<Arc<InstrumentedCrates>>>,
    pub options: CheckerOptions,
    /// One permit for each check or recording that may run at the same time.
    pub permits: Semaphore,
}

impl Checker {
    /// Builds the crates that exercises use, unless cargo has built them.
    /// `on_compiling` is called with the name of each crate that is compiled.
    pub async fn prepare(
        root: &Path,
        options: CheckerOptions,
        on_compiling: impl FnMut(&str),
    ) -> Result<Checker> {
        let folder = root.to_owned();
        let rustc = spawn_blocking(move || Rustc::find(&folder));
        let crates =
            crates::build(root, &options.workbook_program, on_compiling);
        let (rustc, crates) = tokio::join!(rustc, crates);
        let tools = Tools {
            rustc: rustc??,
            crates: crates?,
            instrumented_crates: Mutex::default(),
            permits: Semaphore::new(options.limits.max_concurrent_runs.max(1)),
            options,
        };
        Ok(Checker {
            tools: Arc::new(tools),
        })
    }

    /// Whether the compiled crates are still there. `cargo clean` removes
    /// them, and then a new checker is needed.
    pub fn crates_still_exist(&self) -> bool {
        self.tools.crates.artifacts.has_libraries()
    }

    /// Checks the text, sends the events and returns the verdict, which is
    /// also the last event. Dropping the future stops what it has started.
    pub async fn check(
        &self,
        exercises: &Exercises,
        exercise: &Exercise,
        source: &str,
        events: mpsc::Sender<CheckEvent>,
    ) -> Verdict {
        let check = Check {
            tools: &self.tools,
            exercise,
            source,
            event_tx: events,
        };
        let summary = match check.run(exercises).await {
            Ok(summary) => summary,
            Err(error) => Summary::without_tests(
                Verdict::Broken,
                format!("It could not be checked: {error:#}."),
            ),
        };
        let verdict = summary.verdict;
        check.send(summary.into_event()).await;
        verdict
    }
}

/// One check.
struct Check<'a> {
    tools: &'a Tools,
    exercise: &'a Exercise,
    source: &'a str,
    event_tx: mpsc::Sender<CheckEvent>,
}

/// The result of compiling the text with its tests.
pub(crate) enum Compiled {
    Program(PathBuf),
    /// Why there is no program, in a sentence for the learner.
    Rejected(String),
}

impl Tools {
    /// Compiles the text with its tests, and returns the compiler's
    /// diagnostics too.
    pub async fn compile(
        &self,
        unit: CompileUnit<'_>,
        folder: &Path,
    ) -> Result<(Compiled, Vec<Diagnostic>)> {
        let compiler = SupervisedRustc {
            rustc: &self.rustc,
            workbook_program: &self.options.workbook_program,
            limits: self.options.limits.compiler,
            priority: Priority::Normal,
        };
        let (outcome, diagnostics) = compiler
            .compile(unit, Emit::Tests, folder, pending())
            .await?;
        let compiled = match outcome {
            CompileOutcome::Compiled => {
                Compiled::Program(program_path(folder, unit.name))
            }
            CompileOutcome::CompilerFailed(why) => bail!("{why}"),
            CompileOutcome::LimitExceeded(limit) => {
                Compiled::Rejected(compiler.limit_message(limit, &diagnostics))
            }
            CompileOutcome::Rejected => {
                Compiled::Rejected(error_count_message(&diagnostics))
            }
            CompileOutcome::Cancelled => {
                bail!("the compilation was cancelled")
            }
        };
        Ok((compiled, diagnostics))
    }

    /// Returns the program whose tests are run.
    pub fn test_program<'a>(&'a self, path: &'a Path) -> TestProgram<'a> {
        TestProgram {
            path,
            workbook_program: &self.options.workbook_program,
            limits: self.options.limits.program,
            test_timeout: self.options.test_timeout,
        }
    }
}

impl Check<'_> {
    async fn run(&self, exercises: &Exercises) -> Result<Summary> {
        let _permit = self.tools.permits.acquire().await?;
        let solution = exercises.solution(self.exercise)?;
        let folder = create_scratch_folder("check-")
            .context("a temporary folder could not be created")?;
        let path = match self.compile(folder.path()).await? {
            Compiled::Program(path) => path,
            Compiled::Rejected(message) => {
                let verdict = Verdict::NotCompiled;
                return Ok(Summary::without_tests(verdict, message));
            }
        };
        let program = self.tools.test_program(&path);
        let tests = program.list_tests().await?;
        let started = CheckEvent::Started {
            tests: tests.clone(),
            recordable: CAN_RECORD,
        };
        self.send(started).await;
        let passed = self.run_tests(program, &tests).await?;
        let has_shipped_tests = have_same_tests(self.source, &solution);
        Ok(Summary::of_tests(passed, tests.len(), has_shipped_tests))
    }

    async fn compile(&self, folder: &Path) -> Result<Compiled> {
        self.send(CheckEvent::Compiling).await;
        let unit = CompileUnit {
            name: &self.exercise.name,
            source: self.source,
            crate_arguments: &self.tools.crates.rustc_arguments,
        };
        let (compiled, diagnostics) = self.tools.compile(unit, folder).await?;
        for diagnostic in diagnostics {
            self.send(CheckEvent::Diagnostic(diagnostic)).await;
        }
        Ok(compiled)
    }

    /// Runs up to [`MAX_PARALLEL_TESTS`] tests at once, fewer on smaller
    /// machines, and returns how many have passed.
    async fn run_tests(
        &self,
        program: TestProgram<'_>,
        tests: &[String],
    ) -> Result<usize> {
        let processors = available_parallelism().map_or(1, usize::from);
        let mut results = stream::iter(tests.to_vec())
            .map(|test| self.run_test(program, test))
            .buffer_unordered(processors.min(MAX_PARALLEL_TESTS));
        let mut passed = 0;
        while let Some(result) = results.next().await {
            passed += usize::from(result?);
        }
        Ok(passed)
    }

    /// Runs a test, sends its events, and returns whether it has passed.
    async fn run_test(
        &self,
        program: TestProgram<'_>,
        test: String,
    ) -> Result<bool> {
        let started = CheckEvent::TestStarted { test: test.clone() };
        self.send(started).await;
        let outcome = program.run_test(&test).await?;
        let ms = outcome.time.as_secs_f64() * 1000.0;
        if outcome.passed {
            self.send(CheckEvent::TestPassed { test, ms }).await;
            return Ok(true);
        }
        let file = format!("{}.rs", self.exercise.name);
        let Failure { message, line } = explain_failure(&outcome, &test, &file);
        let output = printed_output(&outcome, &test);
        self.send(CheckEvent::TestFailed {
            test,
            ms,
            message,
            line,
            output,
        })
        .await;
        Ok(false)
    }

    /// Sends the event. A receiver that has gone away will drop the check.
    async fn send(&self, event: CheckEvent) {
        let _ = self.event_tx.send(event).await;
    }
}
