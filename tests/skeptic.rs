//! Every Rust block that the reader sees is compiled and run by skeptic: as
//! edition 2024, and with only the crates that the chapter's reader has.
//!
//! Skeptic's own way is a build script that writes tests. A chapter that is
//! edited would then compile all tests anew; so the chapters are read when
//! the test runs, and each block goes to skeptic in a process of its own,
//! which can be killed and whose environment can be set.

use anyhow::{Context, Result, anyhow, bail};
use book_tests::blocks::{self, Block, Proof};
use book_tests::test_cache::{self, BOOK_SOURCES};
use book_tests::{process, root, snippet};
use catalogue::transcript::Piece;
use catalogue::{Catalogue, Listing, ListingKind};
use exercises::{Exercises, code_of, tests_of};
use libtest_mimic::{Arguments, Failed, Trial};
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

const TIME_LIMIT: Duration = Duration::from_secs(60);

/// More than there are processors: most programs of the book sleep.
const THREAD_COUNT: usize = 8;

/// A program that takes longer, in seconds, is not run twice in each test of
/// the book: `tests/listings.rs` runs it.
const MAX_BLOCK_RUN_SECONDS: f64 = 5.0;

/// Names the file with the block, for the process that is to prove it.
const BLOCK_VARIABLE: &str = "BOOK_BLOCK";
/// Set where the block is only to be compiled.
const NO_RUN_VARIABLE: &str = "BOOK_BLOCK_NO_RUN";

fn main() -> ExitCode {
    if let Some(file) = env::var_os(BLOCK_VARIABLE) {
        test_with_skeptic(Path::new(&file));
        return ExitCode::SUCCESS;
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREAD_COUNT);
    match trials() {
        Ok(trials) => test_cache::run_trials(
            "skeptic",
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

fn trials() -> Result<Vec<Trial>> {
    let catalogue = Catalogue::load(root())?;
    let listed = Arc::new(TextsProvedElsewhere::read(&catalogue)?);
    let mut trials = create_wrapper_trials();
    for (chapter, text) in book::expand_chapters(root())? {
        let crates: Vec<String> = blocks::crates_of_page(&catalogue, &chapter)
            .into_iter()
            .collect();
        let stem = chapter.with_extension("").display().to_string();
        let blocks = blocks::parse_page(&stem, &text)
            .map_err(|fault| anyhow!("`src/{}`: {fault}", chapter.display()))?;
        for block in blocks {
            let (crates, listed) = (crates.clone(), Arc::clone(&listed));
            trials.push(Trial::test(block.name.clone(), move || {
                prove(&block, &crates, &listed).map_err(to_failed)
            }));
        }
    }
    Ok(trials)
}

fn to_failed(error: anyhow::Error) -> Failed {
    format!("{error:#}").into()
}

/// The texts that `tests/listings.rs` and `tests/exercises/` prove better than
/// a block can be proved here.
#[derive(Default)]
struct TextsProvedElsewhere {
    /// Must not compile, or not without its other half: exercises and tests.
    not_compilable: Vec<String>,
    slow: Vec<String>,
    /// Parts of listings, as `{{#excerpt}}` shows them.
    excerpts: Vec<String>,
}

impl TextsProvedElsewhere {
    fn read(catalogue: &Catalogue) -> Result<Self> {
        let mut listed = TextsProvedElsewhere::default();
        let exercises = Exercises::load(&catalogue.root)?;
        for exercise in &exercises.list {
            let tests = exercises.solution(exercise)?;
            let tests = tests_of(&tests).unwrap_or_default().to_owned();
            let code = code_of(&exercises.source(exercise)?).to_owned();
            listed.not_compilable.extend([code, tests]);
        }
        for listing in catalogue.listings().chain(catalogue.unstable_listings())
        {
            let source = catalogue.source(listing)?;
            let excerpts = source.anchors().filter_map(|anchor| {
                source.excerpt(anchor).ok().map(|excerpt| excerpt.text)
            });
            listed.excerpts.extend(excerpts);
            let text = source.text();
            match listing.kind {
                ListingKind::Broken => listed.not_compilable.push(text),
                // `tests/unstable.rs` runs it, with its flags.
                ListingKind::Unstable => listed.not_compilable.push(text),
                ListingKind::Runs
                    if longest_printed_seconds(catalogue, listing)
                        > MAX_BLOCK_RUN_SECONDS =>
                {
                    listed.slow.push(text);
                }
                ListingKind::Runs => {}
            }
        }
        Ok(listed)
    }

    fn contain(texts: &[String], block: &Block) -> bool {
        texts
            .iter()
            .any(|text| text.trim_end() == block.text.trim_end())
    }
}

/// The longest time that the listing prints.
fn longest_printed_seconds(catalogue: &Catalogue, listing: &Listing) -> f64 {
    let transcript = catalogue.transcript(listing);
    transcript.map_or(0.0, |transcript| {
        let times = transcript.patterns().flat_map(|p| &p.pieces);
        times.filter_map(time_in_seconds).fold(0.0, f64::max)
    })
}

fn time_in_seconds(piece: &Piece) -> Option<f64> {
    match piece {
        Piece::Time { number, unit } => {
            Some(number.parse::<f64>().ok()? / unit.units_per_second())
        }
        _ => None,
    }
}

fn prove(
    block: &Block,
    crates: &[String],
    listed: &TextsProvedElsewhere,
) -> Result<()> {
    match block.proof {
        Proof::Ignored
            if TextsProvedElsewhere::contain(&listed.not_compilable, block) =>
        {
            Ok(())
        }
        Proof::Ignored => bail!(
            "the block says `ignore` and is neither a listing of a `broken` \
             folder nor of an exercise, so that nothing proves it; make it a \
             listing, or remove `ignore`"
        ),
        Proof::Excerpt
            if TextsProvedElsewhere::contain(&listed.excerpts, block) =>
        {
            Ok(())
        }
        Proof::Excerpt => bail!(
            "the block says `excerpt` and is no part of a listing, so that \
             nothing proves it; show it with `{{{{#excerpt NAME anchor=A}}}}`"
        ),
        Proof::Runs if TextsProvedElsewhere::contain(&listed.slow, block) => {
            compile_and_run(&block.text, crates, Proof::Compiles)
        }
        proof => compile_and_run(&block.text, crates, proof),
    }
}

/// Has a process of this program give the block to skeptic.
fn compile_and_run(
    source: &str,
    crates: &[String],
    proof: Proof,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("block.rs");
    fs::write(
        &file,
        snippet::append_crates_comment(
            source,
            crates.iter().map(String::as_str),
        ),
    )?;
    let mut command = Command::new(env::current_exe()?);
    command
        .env(BLOCK_VARIABLE, &file)
        .env("RUSTC", env!("CARGO_BIN_EXE_snippet-rustc"))
        .env("SNIPPET_RUSTC", rustc_path());
    if proof == Proof::Compiles {
        command.env(NO_RUN_VARIABLE, "1");
    }
    let run = process::run_with_time_limit(&mut command, TIME_LIMIT)?;
    match run.termination.code() {
        Some(0) => Ok(()),
        _ => bail!(
            "the block {}\n{}{}",
            run.termination,
            run.stdout,
            run.stderr
        ),
    }
}

fn rustc_path() -> std::ffi::OsString {
    env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// Skeptic panics where the block does not compile or fails.
fn test_with_skeptic(file: &Path) {
    std::panic::set_hook(Box::new(|panic| {
        // The rest is a command line of many screens.
        let text = panic.payload_as_str().unwrap_or_default();
        eprintln!("{}", text.lines().next().unwrap_or_default());
    }));
    let text = fs::read_to_string(file).expect("the block's file is there");
    let out =
        profile_out_dir().expect("the test lies in cargo's target folder");
    let triple =
        host_triple().expect("rustc says for which machine it compiles");
    let manifest = env!("CARGO_MANIFEST_DIR");
    match env::var_os(NO_RUN_VARIABLE) {
        None => skeptic::rt::run_test(manifest, &out, &triple, &text),
        Some(_) => skeptic::rt::compile_test(manifest, &out, &triple, &text),
    }
}

/// A build script's `OUT_DIR`, from which skeptic finds the profile's folder.
fn profile_out_dir() -> Option<String> {
    let program = env::current_exe().ok()?;
    let profile: PathBuf = program
        .ancestors()
        .skip_while(|dir| dir.file_name() != Some(OsStr::new("deps")))
        .nth(1)?
        .to_owned();
    let out = profile.join("build").join("book-tests").join("out");
    Some(out.to_str()?.to_owned())
}

fn host_triple() -> Result<String> {
    let output = Command::new(rustc_path()).arg("-vV").output()?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("no line `host:`")?.to_owned())
}

/// That the wrapper around rustc is at work, proved on blocks of our own.
fn create_wrapper_trials() -> Vec<Trial> {
    const RUNTIME_BLOCK: &str = "#[tokio::main] async fn main() {}";
    // Edition 2021 has no `let` chains.
    const NEW_SYNTAX_BLOCK: &str =
        "fn main() { if let n = 1 && n == 2 { panic!() } }";
    let refused = |text, crates: &[&str], expected_message: &'static str| {
        let crates: Vec<String> =
            crates.iter().map(|c| c.to_string()).collect();
        move || match compile_and_run(text, &crates, Proof::Runs) {
            Ok(()) => Err("it is accepted".into()),
            Err(error) if error.to_string().contains(expected_message) => {
                Ok(())
            }
            Err(error) => Err(to_failed(error)),
        }
    };
    let accepted = |text, crates: &[&str]| {
        let crates: Vec<String> =
            crates.iter().map(|c| c.to_string()).collect();
        move || compile_and_run(text, &crates, Proof::Runs).map_err(to_failed)
    };
    vec![
        Trial::test(
            "a crate that the chapter has not is refused",
            refused(RUNTIME_BLOCK, &["serde"], "E0433"),
        ),
        Trial::test(
            "a crate that the chapter has is there",
            accepted(RUNTIME_BLOCK, &["tokio"]),
        ),
        Trial::test("a block is edition 2024", accepted(NEW_SYNTAX_BLOCK, &[])),
        Trial::test(
            "a block that panics fails",
            refused("fn main() { panic!(\"alas\") }", &[], "alas"),
        ),
    ]
}
