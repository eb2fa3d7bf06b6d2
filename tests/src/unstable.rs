//! Runs the programs in `unstable/` as a reader does in a terminal: each in its
//! own workspace, with the flags that this one sets.

use crate::process::{self, Finished};
use crate::quiet::in_quiet;
use crate::{proof, root, samples, update};
use anyhow::{Result, anyhow};
use catalogue::transcript::{Session, Transcript};
use catalogue::{Catalogue, Listing};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The first session compiles the crates too.
const LIMIT: Duration = Duration::from_secs(900);

/// Programs that need much larger crates than the book. Only a benchmark
/// builds them: `cargo bench -p book-tests --bench observers`.
pub const OBSERVERS: &str = "unstable-observers";

/// Downloads the crates of the workspace in this folder, which needs no
/// network once they are there. Returns whether they are.
pub fn fetch(folder: &Path) -> bool {
    let status = Command::new(env!("CARGO"))
        .current_dir(folder)
        .args(["fetch", "--locked", "--quiet"])
        .status();
    status.is_ok_and(|status| status.success())
}

/// Runs the listing's sessions, and compares what they print with its `.out`
/// file, or rewrites that, with the numbers that were measured.
pub fn check(catalogue: &Catalogue, listing: &Listing) -> Result<()> {
    let file = listing.transcript_path();
    let transcript = catalogue.transcript(listing)?;
    let checked = in_quiet(listing, &transcript, || {
        if update::is_requested() {
            rewrite(listing, &transcript)
        } else {
            proof::check_sessions(&transcript, |s| run_session(listing, s))
        }
    });
    checked.map_err(|text| anyhow!("`{}`: {text}", file.display()))
}

fn rewrite(listing: &Listing, transcript: &Transcript) -> Result<(), String> {
    let outputs = RefCell::new(HashMap::new());
    let corrected = proof::corrected(transcript, |session| {
        let run = run_session(listing, session)?;
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
            update::session_text(&samples::taken_from(printed, session))
        })
        .collect();
    let path = root().join(listing.transcript_path());
    fs::write(path, text).map_err(|error| error.to_string())
}

/// Runs the command of a session in the listing's folder. It's a line for a
/// shell, since it may set variables.
fn run_session(listing: &Listing, session: &Session) -> io::Result<Finished> {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("cd \"$FOLDER\" && {}", session.command))
        .env("FOLDER", root().join(listing.folder()))
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TERM_QUIET", "true")
        // The flags are those of the workspace or of the session.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_TARGET_DIR");
    process::run(&mut command, LIMIT)
}
