//! Runs the programs in `unstable/` as a reader does in a terminal: each in a
//! copy of its own workspace, with the flags that this one sets.

use crate::process::{self, FinishedRun};
use crate::quiet::run_in_quiet;
use crate::try_task::{correct_prints, replace_prints};
use crate::{proof, root, samples, update};
use anyhow::{Context, Result, anyhow, bail, ensure};
use catalogue::transcript::Transcript;
use catalogue::{Catalogue, Expected, Listing, TryTask, try_path};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// The first session compiles the crates too.
const SESSION_TIMEOUT: Duration = Duration::from_secs(900);

/// Programs that need much larger crates than the book. Only a benchmark
/// builds them: `cargo bench -p book-tests --bench observers`.
pub const OBSERVERS_SLUG: &str = "unstable-observers";

/// Downloads the crates of the workspace in this folder, which needs no
/// network once they are there. Returns whether they are.
pub fn fetch_crates(folder: &Path) -> bool {
    let status = Command::new(env!("CARGO"))
        .current_dir(folder)
        .args(["fetch", "--locked", "--quiet"])
        .status();
    status.is_ok_and(|status| status.success())
}

/// Runs the listing's sessions, and compares what they print with its `.out`
/// file, or rewrites that, with the numbers that were measured.
pub fn check_listing(catalogue: &Catalogue, listing: &Listing) -> Result<()> {
    let file = listing.transcript_path();
    let transcript = catalogue.transcript(listing)?;
    let copy =
        copy_workspace_with(listing, &catalogue.source(listing)?.text())?;
    let checked = run_in_quiet(listing, &transcript, || {
        if update::is_requested() {
            rewrite_transcript(copy.path(), listing, &transcript)
        } else {
            proof::check_sessions(&transcript, |session| {
                run_in(copy.path(), &session.command)
            })
        }
    });
    checked.map_err(|text| anyhow!("`{}`: {text}", file.display()))
}

fn rewrite_transcript(
    folder: &Path,
    listing: &Listing,
    transcript: &Transcript,
) -> Result<(), String> {
    let outputs = RefCell::new(HashMap::new());
    let corrected = proof::correct_transcript(transcript, |session| {
        let run = run_in(folder, &session.command)?;
        let command = session.command.clone();
        outputs.borrow_mut().insert(command, run.stdout.clone());
        Ok(run)
    })?;
    let corrected =
        Transcript::parse(&corrected).map_err(|error| error.to_string())?;
    let outputs = outputs.into_inner();
    let sessions = corrected.sessions.iter();
    let text: String = sessions
        .map(|session| {
            let printed = &outputs[&session.command];
            update::session_text(&samples::with_numbers_of_run(
                printed, session,
            ))
        })
        .collect();
    let path = root().join(listing.transcript_path());
    fs::write(path, text).map_err(|error| error.to_string())
}

/// Makes the change of each "Try it" task of the listing in a copy of its
/// workspace, runs the task's command there, and compares what it prints with
/// the task, or rewrites that.
pub fn check_try_tasks(catalogue: &Catalogue, listing: &Listing) -> Result<()> {
    let file = try_path(listing);
    if !root().join(&file).is_file() {
        return Ok(());
    }
    let source = catalogue.source(listing)?.text();
    for task in TryTask::load_all(catalogue, listing)? {
        let place = format!("`{}:{}`", file.display(), task.line);
        check_task(listing, &task, &source).context(place)?;
    }
    Ok(())
}

fn check_task(listing: &Listing, task: &TryTask, source: &str) -> Result<()> {
    let Expected::Prints(session) = &task.expected else {
        bail!("a task of a listing in `unstable/` says what it `prints`");
    };
    let copy = copy_workspace_with(listing, &task.apply(source))?;

    let transcript = Transcript {
        sessions: vec![session.clone()],
    };
    // Only of a run that ended as the task says.
    let last_output = RefCell::new(None);
    let proved = run_in_quiet(listing, &transcript, || {
        proof::check_sessions(&transcript, |session| {
            let run = run_in(copy.path(), &session.command)?;
            let is_expected = run.termination.code() == Some(session.status);
            last_output.replace(is_expected.then(|| run.stdout.clone()));
            Ok(run)
        })
    });
    match (proved, last_output.into_inner()) {
        (Err(_), Some(printed)) if update::is_requested() => {
            let prints = correct_prints(session, &printed);
            let path = root().join(try_path(listing));
            let text = fs::read_to_string(&path)?;
            Ok(fs::write(&path, replace_prints(&text, task, &prints)?)?)
        }
        (proved, _) => proved.map_err(anyhow::Error::msg),
    }
}

/// Copies the listing's workspace, with `source` as its program: the text that
/// a page shows, whose lines are counted without `// ANCHOR` comments. The copy
/// is as deep as the workspace, because commands have paths such as `../..`.
fn copy_workspace_with(listing: &Listing, source: &str) -> Result<TempDir> {
    let copy = tempfile::tempdir_in(root().join("target"))?;
    copy_folder(&root().join(listing.folder()), copy.path())?;
    change_version(&copy.path().join("Cargo.toml"))?;
    let program = listing.path.file_name().context("a listing is a file")?;
    fs::write(copy.path().join(program), source)?;
    Ok(copy)
}

/// Gives the copy of a workspace a version of its own. Both use the same
/// `target/`, and cargo would take a program of the one for one of the other.
fn change_version(manifest: &Path) -> Result<()> {
    let text = fs::read_to_string(manifest)?;
    let own_version = "version = \"0.1.0\"";
    ensure!(
        text.contains(own_version),
        "`{own_version}` isn't in the manifest of a workspace in `unstable/`"
    );
    let text = text.replacen(own_version, "version = \"0.1.0-task\"", 1);
    Ok(fs::write(manifest, text)?)
}

/// Copies what is in a workspace. What cargo builds is elsewhere.
fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}

/// Runs a command, which is a line for a shell, since it may set variables.
/// A copy of a workspace uses the same `target/` as the workspace.
fn run_in(folder: &Path, command_line: &str) -> io::Result<FinishedRun> {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("cd \"$FOLDER\" && {command_line}"))
        .env("FOLDER", folder)
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_QUIET", "true")
        // The flags are those of the workspace or of the session.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TARGET_DIR", root().join("target/unstable"));
    process::run_with_time_limit(&mut command, SESSION_TIMEOUT)
}
