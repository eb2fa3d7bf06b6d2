//! Runs every listing, and every asyncio twin, and compares what it prints
//! with the `.out` file; compiles what must not compile, and compares the
//! compiler's words.
//!
//! Each recorded run is compared with a fresh one too: `ch01/two_waits.timeline`.
//!
//! `SNAPSHOTS=overwrite cargo test --workspace --test listings` rewrites what is wrong.

use anyhow::{Context, Result, anyhow};
use book_tests::process::{self, End, Finished};
use book_tests::quiet::in_quiet;
use book_tests::{proof, python, recorded, root, update};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use workbook::catalogue::{Catalogue, Kind, Listing, Package};
use workbook::toolchain::{self, Built};
use workbook::transcript::{Session, Transcript};

const LIMIT: Duration = Duration::from_secs(60);

/// Many more than there are processors: listings mostly sleep.
const THREADS: usize = 24;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let book = match Book::load() {
        Ok(book) => Arc::new(book),
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    libtest_mimic::run(&arguments, trials(&book)).exit_code()
}

/// What all trials look things up in.
struct Book {
    catalogue: Catalogue,
    built: OnceLock<Result<Built, String>>,
}

/// One program and what it must print.
struct Proof {
    book: Arc<Book>,
    package: Package,
    listing: Listing,
    /// The `.out` file, relative to the root.
    file: PathBuf,
    transcript: Transcript,
}

#[derive(Clone, Copy)]
enum Side {
    Listing,
    /// The asyncio twin.
    Twin,
}

impl Book {
    fn load() -> Result<Self> {
        Ok(Book {
            catalogue: Catalogue::load(root())?,
            built: OnceLock::new(),
        })
    }

    /// Builds all listings, once; `cargo test --workspace` has done it.
    fn built(&self) -> Result<&Built> {
        self.built
            .get_or_init(|| {
                toolchain::build_examples(root())
                    .map_err(|error| format!("{error:#}"))
            })
            .as_ref()
            .map_err(|error| anyhow!("{error}"))
    }
}

/// In an order that ends early: what takes long and measures nothing first,
/// then what must be alone, then the rest side by side.
fn trials(book: &Arc<Book>) -> Vec<Trial> {
    let mut trials = Vec::new();
    for package in &book.catalogue.packages {
        for listing in &package.listings {
            let folder = match listing.kind {
                Kind::Runs => "",
                Kind::Broken => "broken/",
            };
            let name =
                format!("{}/{folder}{}", package.chapter(), listing.name);
            let rank = rank(book, listing);
            if root().join(listing.twin_path()).is_file() {
                let twin = trial(book, package, listing, Side::Twin);
                let twin = Trial::ignorable_test(format!("{name}.py"), twin);
                trials.push((rank, twin));
            }
            if listing.is_recorded() {
                let timeline = timeline_trial(book, listing);
                let name = format!("{name}.timeline");
                trials.push((rank, Trial::ignorable_test(name, timeline)));
            }
            let program = trial(book, package, listing, Side::Listing);
            trials.push((rank, Trial::ignorable_test(name, program)));
        }
    }
    trials.sort_by_key(|(rank, _)| *rank);
    trials.into_iter().map(|(_, trial)| trial).collect()
}

fn timeline_trial(
    book: &Arc<Book>,
    listing: &Listing,
) -> impl FnOnce() -> Result<Completion, Failed> + use<> {
    let (book, listing) = (Arc::clone(book), listing.clone());
    move || {
        timeline(&book, &listing).map_err(|error| format!("{error:#}").into())
    }
}

/// No picture on a page is stale: a fresh run has the same shape.
fn timeline(book: &Book, listing: &Listing) -> Result<Completion> {
    if !cfg!(target_os = "linux") {
        return Ok(Completion::ignored_with("recorded on Linux only"));
    }
    if update::wanted() {
        let reason = "the expectation is being rewritten; test again";
        return Ok(Completion::ignored_with(reason));
    }
    let transcript = book.catalogue.transcript(listing)?;
    in_quiet(listing, &transcript, || {
        recorded::is_still_true(&book.catalogue, listing)
    })?;
    Ok(Completion::Completed)
}

fn rank(book: &Book, listing: &Listing) -> u8 {
    match book.catalogue.transcript(listing) {
        Ok(transcript) if !proof::needs_quiet(&transcript) => 0,
        _ if listing.alone => 1,
        _ => 2,
    }
}

fn trial(
    book: &Arc<Book>,
    package: &Package,
    listing: &Listing,
    side: Side,
) -> impl FnOnce() -> Result<Completion, Failed> + use<> {
    let (book, package) = (Arc::clone(book), package.clone());
    let listing = listing.clone();
    move || {
        Proof::read(book, package, listing, side)
            .and_then(|proof| match side {
                Side::Listing => program(&proof),
                Side::Twin => twin(&proof),
            })
            .map_err(|error| format!("{error:#}").into())
    }
}

/// The listing itself, or the compiler's words where it is broken.
fn program(proof: &Proof) -> Result<Completion> {
    let built = proof.book.built()?;
    match proof.listing.kind {
        Kind::Broken => proof.judge(|_| proof.compile(built)),
        Kind::Runs => {
            let name = &proof.listing.name;
            let program = built
                .program(name)
                .with_context(|| format!("cargo built no `{name}`"))?;
            proof.judge(|session| {
                let mut command = Command::new(program);
                process::run(command.args(session.arguments()), LIMIT)
            })
        }
    }?;
    Ok(Completion::Completed)
}

/// The listing's asyncio twin: it prints what the listing prints, but for
/// figures of its own.
fn twin(proof: &Proof) -> Result<Completion> {
    let has_own = proof.file == proof.listing.twin_transcript_path();
    if update::wanted() && !has_own {
        let reason = "the expectation is being rewritten; test again";
        return Ok(Completion::ignored_with(reason));
    }
    let Some(python) = python::find() else {
        let reason = "there is no Python >= 3.11 on the path";
        return match std::env::var_os("CI") {
            Some(_) => Err(anyhow!(reason)),
            None => Ok(Completion::ignored_with(reason)),
        };
    };
    let script = root().join(proof.listing.twin_path());
    proof.judge(|session| {
        let mut command = Command::new(python);
        command.arg(&script).args(session.arguments());
        process::run(&mut command, LIMIT)
    })?;
    Ok(Completion::Completed)
}

impl Proof {
    fn read(
        book: Arc<Book>,
        package: Package,
        listing: Listing,
        side: Side,
    ) -> Result<Self> {
        let own = listing.twin_transcript_path();
        let file = match side {
            Side::Twin if root().join(&own).is_file() => own,
            _ => listing.transcript_path(),
        };
        let is_there = root().join(&file).is_file();
        let transcript = match side {
            Side::Twin => book.catalogue.twin_transcript(&listing)?,
            // A listing without the file gets one when the run shall write it.
            Side::Listing if !is_there && update::wanted() => {
                Transcript::parse(&format!("$ {}\n", listing.command()))
                    .map_err(|fault| anyhow!(fault.what))?
            }
            Side::Listing => book.catalogue.transcript(&listing)?,
        };
        Ok(Proof {
            book,
            package,
            listing,
            file,
            transcript,
        })
    }

    fn judge(
        &self,
        run: impl Fn(&Session) -> io::Result<Finished>,
    ) -> Result<()> {
        if update::wanted() {
            self.rewrite(run)
        } else {
            self.compare(run)
        }
    }

    fn compare(
        &self,
        run: impl Fn(&Session) -> io::Result<Finished>,
    ) -> Result<()> {
        in_quiet(&self.listing, &self.transcript, || {
            proof::prove(&self.transcript, run)
        })
        .map_err(|fault| self.fault(&fault))
    }

    fn rewrite(
        &self,
        run: impl Fn(&Session) -> io::Result<Finished>,
    ) -> Result<()> {
        let corrected = || proof::corrected(&self.transcript, run);
        let text = in_quiet(&self.listing, &self.transcript, corrected)
            .map_err(|fault| self.fault(&fault))?;
        let path = root().join(&self.file);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        std::fs::write(&path, text)?;
        let file = self.file.display();
        eprintln!("rewrote `{file}`; read it before you commit");
        Ok(())
    }

    fn fault(&self, text: &str) -> anyhow::Error {
        anyhow!("`{}`: {text}", self.file.display())
    }

    /// The compiler's words take the place of what a program prints.
    fn compile(&self, built: &Built) -> io::Result<Finished> {
        let path = &self.listing.path;
        // As the page shows it, so that its lines are those that are counted.
        let source = self.book.catalogue.source(&self.listing);
        let text = source.map_err(io::Error::other)?.text();
        let output = toolchain::check_broken(built, &self.package, path, &text)
            .map_err(io::Error::other)?;
        if output.status.success() {
            return Err(io::Error::other(
                "it compiles; move it out of `broken`, or break it again",
            ));
        }
        Ok(Finished {
            end: End::Exited(output.status),
            stdout: String::from_utf8_lossy(&output.stderr).into_owned(),
            stderr: String::new(),
        })
    }
}
