//! Runs the programs in `unstable/` as a reader does in a terminal: each in its
//! own workspace, with the flags that this one sets.

use crate::process::{self, Finished};
use crate::quiet::in_quiet;
use crate::{proof, root, update};
use anyhow::{Context, Result, anyhow};
use catalogue::transcript::Session;
use catalogue::{Catalogue, Listing};
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The first session compiles the crates too.
const LIMIT: Duration = Duration::from_secs(900);

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
/// file, or rewrites that.
pub fn check(catalogue: &Catalogue, listing: &Listing) -> Result<()> {
    let file = listing.transcript_path();
    let transcript = catalogue.transcript(listing)?;
    let run = |session: &Session| run_session(listing, session);
    let fault = |text: String| anyhow!("`{}`: {text}", file.display());
    if update::is_requested() {
        let corrected = || proof::corrected(&transcript, run);
        let text = in_quiet(listing, &transcript, corrected).map_err(fault)?;
        return fs::write(root().join(&file), text)
            .with_context(|| format!("`{}`", file.display()));
    }
    in_quiet(listing, &transcript, || {
        proof::check_sessions(&transcript, run)
    })
    .map_err(fault)
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
