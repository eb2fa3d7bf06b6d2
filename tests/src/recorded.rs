//! Fresh runs of recorded listings, through the workbook's own runner.

use crate::retry::with_attempts;
use crate::{program, root};
use anyhow::{Context, Result, anyhow};
use catalogue::{Catalogue, Listing};
use runner::recording::Recording;
use runner::{Limits, Runner};
use std::fs;
use std::sync::OnceLock;
use timeline::compare;
use tokio::runtime::Runtime;

/// The tests decide what runs beside what.
const MAX_CONCURRENT_RUNS: usize = 64;

/// Runs on when the tests have ended, so that it can be shared.
struct SharedRunner {
    runtime: Runtime,
    runner: Runner,
}

/// Fails where the recorded run of the listing no longer shows what a run
/// of it does. A run on a busy machine gets further attempts.
pub fn check_recording(catalogue: &Catalogue, listing: &Listing) -> Result<()> {
    let path = listing.recording_path();
    let text = fs::read_to_string(root().join(&path)).with_context(|| {
        let (name, path) = (&listing.name, path.display());
        format!("`{path}` is missing; `cargo run -- record {name}`")
    })?;
    let recording: Recording = serde_json::from_str(&text)?;
    let recorded = recording
        .timeline
        .with_context(|| stale_message(listing, ""))?;
    let shared = shared_runner()?;
    let attempt = || {
        let run = Recording::record(listing, catalogue, &shared.runner);
        let fresh = shared.runtime.block_on(run)?.timeline;
        let fresh = fresh.context("the run has no timeline")?;
        compare(&recorded, &fresh).map_err(|faults| {
            anyhow!(stale_message(listing, &faults.join("\n")))
        })
    };
    with_attempts(&listing.name, |_| true, attempt)
}

fn stale_message(listing: &Listing, faults: &str) -> String {
    let name = &listing.name;
    format!("the timeline is stale; `cargo run -- record {name}`\n{faults}")
}

fn shared_runner() -> Result<&'static SharedRunner> {
    static SHARED: OnceLock<Result<SharedRunner, String>> = OnceLock::new();
    SHARED
        .get_or_init(|| {
            start_shared_runner().map_err(|error| format!("{error:#}"))
        })
        .as_ref()
        .map_err(|error| anyhow!("{error}"))
}

fn start_shared_runner() -> Result<SharedRunner> {
    let runtime = Runtime::new()?;
    let limits = Limits {
        max_concurrent_runs: MAX_CONCURRENT_RUNS,
        ..Limits::default()
    };
    let _inside = runtime.enter();
    let runner = Runner::start_with(
        program::build_workbook()?,
        root().to_owned(),
        limits,
    );
    runtime.block_on(runner.wait_until_ready())?;
    drop(_inside);
    Ok(SharedRunner { runtime, runner })
}
