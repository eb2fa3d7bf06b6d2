//! Each "Try it" task: makes its change in the listing, compiles it, runs it,
//! and compares what happens with what `NAME.try.toml` says.
//!
//! `SNAPSHOTS=overwrite cargo test --workspace --test try_tasks` rewrites each
//! `prints` that is wrong.

use anyhow::{Context, Result, anyhow, bail, ensure};
use book_tests::process::{self, FinishedRun, Termination};
use book_tests::quiet::run_in_quiet;
use book_tests::retry::with_attempts;
use book_tests::test_cache::{self, BOOK_SOURCES};
use book_tests::try_task::{self, Compiled};
use book_tests::{proof, root, update};
use catalogue::contains_error;
use catalogue::matching::{self, Mismatch};
use catalogue::transcript::{Session, Transcript};
use catalogue::{Catalogue, Expected, Listing, Package, TryTask, try_path};
use libtest_mimic::{Arguments, Failed, Trial};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use toolchain::Artifacts;

/// A program that is still running after this time doesn't end.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Most programs of the book print all that they print in a few seconds, and
/// one that hangs has to be waited for to the end of this time.
const HANG_TIME_LIMIT: Duration = Duration::from_secs(8);

/// More than there are processors: most programs of the book sleep.
const THREAD_COUNT: usize = 8;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREAD_COUNT);
    match trials() {
        Ok(trials) => test_cache::run_trials(
            "try_tasks",
            &arguments,
            &BOOK_SOURCES,
            &[],
            trials,
        ),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// One task, and what its trial needs.
struct TryTrial {
    book: Arc<Book>,
    package: Package,
    listing: Listing,
    /// The listing's text, without `ANCHOR` lines.
    source: String,
    task: TryTask,
}

/// What all trials share.
struct Book {
    catalogue: Catalogue,
    artifacts: OnceLock<Result<Artifacts, String>>,
    /// Held while a `.try.toml` file is rewritten.
    rewrite_lock: Mutex<()>,
}

impl Book {
    /// Builds the crates that the listings use, once.
    fn build_artifacts(&self) -> Result<&Artifacts> {
        let build = || {
            toolchain::build_examples(root())
                .map_err(|error| format!("{error:#}"))
        };
        let built = self.artifacts.get_or_init(build).as_ref();
        built.map_err(|error| anyhow!("{error}"))
    }
}

fn trials() -> Result<Vec<Trial>> {
    let book = Arc::new(Book {
        catalogue: Catalogue::load(root())?,
        artifacts: OnceLock::new(),
        rewrite_lock: Mutex::new(()),
    });
    let mut trials = create_comparison_trials(&book)?;
    for package in &book.catalogue.packages {
        for listing in &package.listings {
            if !root().join(try_path(listing)).is_file() {
                continue;
            }
            let source = book.catalogue.source(listing)?.text();
            for task in TryTask::load_all(&book.catalogue, listing)? {
                let name =
                    format!("{}/{}", package.chapter(), task.name(listing));
                let trial = TryTrial {
                    book: Arc::clone(&book),
                    package: package.clone(),
                    listing: listing.clone(),
                    source: source.clone(),
                    task,
                };
                let run = move || trial.check_task().map_err(to_failed);
                trials.push(Trial::test(name, run));
            }
        }
    }
    Ok(trials)
}

/// Returns the first line of each of rustc's warnings, without the last line,
/// which counts them.
fn warning_messages(warnings: &str) -> Vec<&str> {
    let warnings = warnings
        .lines()
        .filter_map(|line| line.strip_prefix("warning: "));
    warnings
        .filter(|line| !line.ends_with(" emitted"))
        .collect()
}

fn to_failed(error: anyhow::Error) -> Failed {
    format!("{error:#}").into()
}

impl TryTrial {
    fn check_task(&self) -> Result<()> {
        let file = try_path(&self.listing);
        let place = format!("`{}:{}`", file.display(), self.task.line);
        let folder = tempfile::tempdir()?;
        let compiled = try_task::compile(
            self.book.build_artifacts()?,
            &self.package,
            &self.listing,
            &self.task.apply(&self.source),
            folder.path(),
        )?;
        let proved = match (&self.task.expected, compiled) {
            (Expected::CompileError(error), Compiled::Rejected(messages)) => {
                check_rejection(error, &messages)
            }
            (Expected::CompileError(error), Compiled::Program { .. }) => {
                Err(anyhow!("it compiles, and the task says `{error}`"))
            }
            (_, Compiled::Rejected(messages)) => {
                Err(anyhow!("it doesn't compile:\n{messages}"))
            }
            (_, Compiled::Program { path, warnings }) => {
                let warned = warning_messages(&warnings);
                ensure!(
                    warned == self.task.warnings,
                    "the compiler's warnings differ from `warns`, {:?}:\n\
                     {warnings}",
                    self.task.warnings
                );
                self.check_run(&path)
            }
        };
        proved.context(place)
    }

    fn check_run(&self, program: &Path) -> Result<()> {
        match &self.task.expected {
            Expected::Prints(session) => {
                self.run_and_compare(program, session, TIME_LIMIT, |run| {
                    check_exit_status(run, session.status)
                })
            }
            Expected::Panics {
                message,
                prints,
                exit,
            } => {
                let session = prints
                    .clone()
                    .unwrap_or_else(|| session_with_any_output(*exit));
                self.run_and_compare(program, &session, TIME_LIMIT, |run| {
                    check_exit_status(run, *exit)?;
                    check_panic(message, run)
                })
            }
            Expected::Hangs(prints) => {
                let session = prints
                    .clone()
                    .unwrap_or_else(|| session_with_any_output(0));
                self.run_and_compare(
                    program,
                    &session,
                    HANG_TIME_LIMIT,
                    |run| match run.termination {
                        Termination::TimedOut(_) => Ok(()),
                        end => bail!("it {end}, and the task says it hangs"),
                    },
                )
            }
            Expected::CompileError(_) => Ok(()),
        }
    }

    /// Runs the program and compares. If its output differs, it gets further
    /// attempts, because a busy machine may be the reason, but not if a line
    /// came too early.
    fn run_and_compare(
        &self,
        program: &Path,
        session: &Session,
        limit: Duration,
        ended: impl Fn(&FinishedRun) -> Result<()>,
    ) -> Result<()> {
        let transcript = Transcript {
            sessions: vec![session.clone()],
        };
        let run = || {
            run_in_quiet(&self.listing, &transcript, || {
                let mut command = Command::new(program);
                process::run_with_time_limit(
                    command.args(&self.task.arguments),
                    limit,
                )
            })
        };
        let mut last = None;
        let compared = with_attempts(
            &self.listing.name,
            |mismatch: &Mismatch| !mismatch.is_too_early,
            || {
                let finished = match run() {
                    Ok(finished) => last.insert(finished),
                    Err(error) => return Ok(Err(error.into())),
                };
                let ended = ended(finished)
                    .with_context(|| proof::describe_output(finished));
                if ended.is_err() {
                    return Ok(ended);
                }
                matching::compare(session, &finished.stdout).map(Ok)
            },
        )
        .unwrap_or_else(|mismatch| Err(mismatch.into()));
        match (compared, last) {
            (Err(_), Some(finished))
                if update::is_requested() && ended(&finished).is_ok() =>
            {
                self.rewrite(session, &finished.stdout)
            }
            (compared, _) => compared,
        }
    }

    fn rewrite(&self, session: &Session, printed: &str) -> Result<()> {
        let _guard = self.book.rewrite_lock.lock();
        let path = root().join(try_path(&self.listing));
        let old = std::fs::read_to_string(&path)?;
        let prints = try_task::correct_prints(session, printed);
        let new = try_task::replace_prints(&old, &self.task, &prints)?;
        std::fs::write(&path, new)?;
        let file = try_path(&self.listing);
        eprintln!("rewrote `{}`; read it before you commit", file.display());
        Ok(())
    }
}

/// A program for trials of this test's own.
const SAMPLE_PROGRAM: &str =
    "//! Prints.\nfn main() {\n    println!(\"one\");\n}\n";

/// Shows that a task is accepted only if all that it says happens: each task
/// changes a program of our own.
fn create_comparison_trials(book: &Arc<Book>) -> Result<Vec<Trial>> {
    let change = |replace: &str| {
        format!(
            "[[try.edit]]\nfind = 'println!(\"one\");'\nreplace = '{replace}'\n"
        )
    };
    let two = change("println!(\"two\");");
    let park = change("println!(\"on\"); loop { std::thread::park() }");
    let panic = change("println!(\"on\"); panic!(\"alas\");");
    let broken = change("one();");
    let accepted = [
        ("what is printed", format!("prints = \"two\"\n{two}")),
        (
            "an error by its code",
            format!("error = \"E0425\"\n{broken}"),
        ),
        (
            "an error by its text",
            format!("error = \"`one`\"\n{broken}"),
        ),
        ("a hang", format!("hangs = true\nprints = \"on\"\n{park}")),
        (
            "a panic",
            format!("panics = \"alas\"\nprints = \"on\"\n{panic}"),
        ),
    ];
    let refused = [
        ("another line", format!("prints = \"one\"\n{two}")),
        (
            "another status",
            format!("prints = \"two\"\nexit = 1\n{two}"),
        ),
        ("no error", format!("error = \"E0425\"\n{two}")),
        ("another error", format!("error = \"E0382\"\n{broken}")),
        (
            "an error in place of a run",
            format!("prints = \"\"\n{broken}"),
        ),
        ("an end in place of a hang", format!("hangs = true\n{two}")),
        ("a hang that prints another line", {
            format!("hangs = true\nprints = \"off\"\n{park}")
        }),
        ("no panic", format!("panics = \"alas\"\nexit = 0\n{two}")),
        ("another panic", format!("panics = \"hurray\"\n{panic}")),
    ];
    let mut trials = Vec::new();
    for (what, lines) in accepted {
        let trial = create_sample_trial(book, &lines)?;
        let run = move || trial.check_task().map_err(to_failed);
        trials.push(Trial::test(format!("accepts {what}"), run));
    }
    for (what, lines) in refused {
        let trial = create_sample_trial(book, &lines)?;
        let run = move || match trial.check_task() {
            Err(_) => Ok(()),
            Ok(()) => Err("the task is accepted".into()),
        };
        trials.push(Trial::test(format!("refuses {what}"), run));
    }
    Ok(trials)
}

fn create_sample_trial(book: &Arc<Book>, lines: &str) -> Result<TryTrial> {
    let package = book.catalogue.packages.first().context("no package")?;
    let mut listing = package.listings.first().context("no listing")?.clone();
    listing.name = "our_own".to_owned();
    listing.path = "our_own.rs".into();
    let text = format!("[[try]]\ntask = \"\"\nwhy = \"\"\n{lines}");
    let task = TryTask::parse_all(&text, &listing, SAMPLE_PROGRAM)?.remove(0);
    Ok(TryTrial {
        book: Arc::clone(book),
        package: package.clone(),
        listing,
        source: SAMPLE_PROGRAM.to_owned(),
        task,
    })
}

/// A run that ends with this status, and may print anything.
fn session_with_any_output(status: i32) -> Session {
    let text = format!("$ program\n? {status}\n...\n");
    let transcript = Transcript::parse(&text).expect("a session");
    transcript.sessions[0].clone()
}

fn check_exit_status(run: &FinishedRun, status: i32) -> Result<()> {
    ensure!(
        run.termination.code() == Some(status),
        "it {}, not with {status}",
        run.termination
    );
    Ok(())
}

/// The error's code, or a part of the compiler's messages.
fn check_rejection(error: &str, messages: &str) -> Result<()> {
    ensure!(
        contains_error(messages, error),
        "the compiler doesn't report `{error}`:\n{messages}"
    );
    Ok(())
}

fn check_panic(message: &str, run: &FinishedRun) -> Result<()> {
    ensure!(
        run.stderr.contains("panicked at") && run.stderr.contains(message),
        "it doesn't panic with `{message}`"
    );
    Ok(())
}
