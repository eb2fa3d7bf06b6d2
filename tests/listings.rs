//! Runs every listing and every Python version, and compares what each prints
//! with its `.out` file. Compiles the broken listings, and compares the
//! compiler's messages.
//!
//! Each recorded run is compared with a fresh one too: `ch01/two_waits.timeline`.
//!
//! `SNAPSHOTS=overwrite cargo test --workspace --test listings` rewrites what is wrong.

use anyhow::{Context, Result, anyhow};
use book_tests::process::{self, FinishedRun, Termination};
use book_tests::quiet::run_in_quiet;
use book_tests::test_cache::{self, BOOK_SOURCES};
use book_tests::{proof, python, recorded, root, update};
use catalogue::transcript::{Session, Transcript};
use catalogue::{Catalogue, Listing, ListingKind, Package};
use libtest_mimic::{Arguments, Completion, Trial};
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use toolchain::{self, Artifacts};

const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Many more than there are processors: listings mostly sleep.
const THREAD_COUNT: usize = 24;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREAD_COUNT);
    let book = match Book::load() {
        Ok(book) => Arc::new(book),
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    test_cache::run_trials(
        "listings",
        &arguments,
        &BOOK_SOURCES,
        &python::tools(),
        trials(&book),
    )
}

/// What all tests share.
struct Book {
    catalogue: Catalogue,
    artifacts: OnceLock<Result<Artifacts, String>>,
}

/// One program and what it must print.
struct TestCase {
    book: Arc<Book>,
    package: Package,
    listing: Listing,
    /// The `.out` file, relative to the root.
    out_file: PathBuf,
    transcript: Transcript,
}

#[derive(Clone, Copy)]
enum Language {
    Rust,
    /// Of the asyncio program beside the listing.
    Python,
}

/// The order of the tests. Long ones start first, so that the whole ends early.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Schedule {
    /// Takes long and measures nothing, so it may run beside anything.
    LongUnmeasured,
    /// Must run by itself.
    Exclusive,
    Parallel,
}

impl Schedule {
    fn of_listing(book: &Book, listing: &Listing) -> Schedule {
        match book.catalogue.transcript(listing) {
            Ok(transcript) if !proof::needs_quiet(&transcript) => {
                Schedule::LongUnmeasured
            }
            _ if listing.runs_alone => Schedule::Exclusive,
            _ => Schedule::Parallel,
        }
    }
}

impl Book {
    fn load() -> Result<Self> {
        Ok(Book {
            catalogue: Catalogue::load(root())?,
            artifacts: OnceLock::new(),
        })
    }

    /// Builds all listings at the first call. `cargo test --workspace` has
    /// already done so.
    fn build_artifacts(&self) -> Result<&Artifacts> {
        self.artifacts
            .get_or_init(|| {
                toolchain::build_examples(root())
                    .map_err(|error| format!("{error:#}"))
            })
            .as_ref()
            .map_err(|error| anyhow!("{error}"))
    }
}

/// Returns all tests in the order in which they start.
fn trials(book: &Arc<Book>) -> Vec<Trial> {
    let mut trials = Vec::new();
    for package in &book.catalogue.packages {
        for listing in &package.listings {
            let folder = match listing.kind {
                ListingKind::Runs | ListingKind::Unstable => "",
                ListingKind::Broken => "broken/",
            };
            let name =
                format!("{}/{folder}{}", package.chapter(), listing.name);
            let schedule = Schedule::of_listing(book, listing);
            let mut add = |name: String, test: TestFunction| {
                let run = || test().map_err(|e| format!("{e:#}").into());
                trials.push((schedule, Trial::ignorable_test(name, run)));
            };
            let output_test = |language| -> TestFunction {
                let (book, package) = (Arc::clone(book), package.clone());
                let listing = listing.clone();
                Box::new(move || check_output(book, package, listing, language))
            };
            if root().join(listing.python_path()).is_file() {
                add(format!("{name}.py"), output_test(Language::Python));
            }
            if listing.is_recorded() {
                let (book, listing) = (Arc::clone(book), listing.clone());
                let test = move || check_timeline(&book, &listing);
                add(format!("{name}.timeline"), Box::new(test));
            }
            add(name, output_test(Language::Rust));
        }
    }
    trials.sort_by_key(|(schedule, _)| *schedule);
    trials.into_iter().map(|(_, trial)| trial).collect()
}

type TestFunction = Box<dyn FnOnce() -> Result<Completion> + Send>;

const REWRITING_MESSAGE: &str =
    "the expectation is being rewritten; test again";

/// Records a run, and compares its shape with that of the recorded one.
fn check_timeline(book: &Book, listing: &Listing) -> Result<Completion> {
    if !cfg!(target_os = "linux") {
        return Ok(Completion::ignored_with("recorded on Linux only"));
    }
    if update::is_requested() {
        return Ok(Completion::ignored_with(REWRITING_MESSAGE));
    }
    let transcript = book.catalogue.transcript(listing)?;
    run_in_quiet(listing, &transcript, || {
        recorded::check_recording(&book.catalogue, listing)
    })?;
    Ok(Completion::Completed)
}

fn check_output(
    book: Arc<Book>,
    package: Package,
    listing: Listing,
    language: Language,
) -> Result<Completion> {
    let case = TestCase::read(book, package, listing, language)?;
    match language {
        Language::Rust => check_listing(&case),
        Language::Python => check_python_version(&case),
    }
}

/// Runs the listing, or compiles it if it's a broken one.
fn check_listing(case: &TestCase) -> Result<Completion> {
    let artifacts = case.book.build_artifacts()?;
    match case.listing.kind {
        ListingKind::Broken => case.check(|_| case.compile(artifacts)),
        ListingKind::Runs | ListingKind::Unstable => {
            let name = &case.listing.name;
            let program = artifacts
                .program(name)
                .with_context(|| format!("cargo built no `{name}`"))?;
            case.check(|session| {
                let mut command = Command::new(program);
                process::run_with_time_limit(
                    command.args(session.arguments()),
                    TIME_LIMIT,
                )
            })
        }
    }?;
    Ok(Completion::Completed)
}

/// Runs the Python version, which must print what the listing prints, unless
/// it has a `.out` file of its own.
fn check_python_version(case: &TestCase) -> Result<Completion> {
    let has_own_file = case.out_file == case.listing.python_transcript_path();
    if update::is_requested() && !has_own_file {
        return Ok(Completion::ignored_with(REWRITING_MESSAGE));
    }
    let script = root().join(case.listing.python_path());
    let python = match python::find_for_script(&script)? {
        Ok(python) => python,
        Err(reason) => {
            return match std::env::var_os("CI") {
                Some(_) => Err(anyhow!(reason)),
                None => Ok(Completion::ignored_with(reason)),
            };
        }
    };
    case.check(|session| {
        let mut command = Command::new(&python);
        command.arg(&script).args(session.arguments());
        process::run_with_time_limit(&mut command, TIME_LIMIT)
    })?;
    Ok(Completion::Completed)
}

impl TestCase {
    fn read(
        book: Arc<Book>,
        package: Package,
        listing: Listing,
        language: Language,
    ) -> Result<Self> {
        let python_path = listing.python_transcript_path();
        let file = match language {
            Language::Python if root().join(&python_path).is_file() => {
                python_path
            }
            _ => listing.transcript_path(),
        };
        let is_there = root().join(&file).is_file();
        let transcript = match language {
            Language::Python => book.catalogue.python_transcript(&listing)?,
            // A listing without the file gets one if the run is to write it.
            Language::Rust if !is_there && update::is_requested() => {
                Transcript::parse(&format!("$ {}\n", listing.command()))?
            }
            Language::Rust => book.catalogue.transcript(&listing)?,
        };
        Ok(TestCase {
            book,
            package,
            listing,
            out_file: file,
            transcript,
        })
    }

    fn check(
        &self,
        run: impl Fn(&Session) -> io::Result<FinishedRun>,
    ) -> Result<()> {
        if update::is_requested() {
            self.rewrite(run)
        } else {
            self.compare(run)
        }
    }

    fn compare(
        &self,
        run: impl Fn(&Session) -> io::Result<FinishedRun>,
    ) -> Result<()> {
        run_in_quiet(&self.listing, &self.transcript, || {
            proof::check_sessions(&self.transcript, run)
        })
        .map_err(|fault| self.prefix_with_file(&fault))
    }

    fn rewrite(
        &self,
        run: impl Fn(&Session) -> io::Result<FinishedRun>,
    ) -> Result<()> {
        let corrected = || proof::correct_transcript(&self.transcript, run);
        let text = run_in_quiet(&self.listing, &self.transcript, corrected)
            .map_err(|fault| self.prefix_with_file(&fault))?;
        let path = root().join(&self.out_file);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        std::fs::write(&path, text)?;
        let file = self.out_file.display();
        eprintln!("rewrote `{file}`; read it before you commit");
        Ok(())
    }

    fn prefix_with_file(&self, message: &str) -> anyhow::Error {
        anyhow!("`{}`: {message}", self.out_file.display())
    }

    /// Compiles the broken listing, and returns the compiler's messages as if
    /// a program had printed them.
    fn compile(&self, artifacts: &Artifacts) -> io::Result<FinishedRun> {
        let path = &self.listing.path;
        // The text as the page shows it, so that the line numbers agree.
        let source = self.book.catalogue.source(&self.listing);
        let text = source.map_err(io::Error::other)?.text();
        let output = toolchain::check_source(
            artifacts,
            &self.package.dependencies,
            path,
            &text,
        )
        .map_err(io::Error::other)?;
        if output.status.success() {
            return Err(io::Error::other(
                "it compiles; move it out of `broken`, or break it again",
            ));
        }
        Ok(FinishedRun {
            termination: Termination::Exited(output.status),
            stdout: String::from_utf8_lossy(&output.stderr).into_owned(),
            stderr: String::new(),
        })
    }
}
