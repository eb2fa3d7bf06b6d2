//! What tracing, tokio-console, dial9, a CPU profiler and the timeline show of
//! the same program, and what they cost: runs `unstable/observers` and its
//! "Try it" tasks, and compares what they print with the `.out` and
//! `.try.toml` files.
//!
//! `cargo bench -p book-tests --profile dev --bench observers` first compiles
//! some hundred crates, with optimization. `SNAPSHOTS=overwrite` keeps what was
//! measured, on a machine that has nothing else to do. It needs `perf`.

use anyhow::{Context, Result, ensure};
use book_tests::recorded_program::InstrumentedCrates;
use book_tests::root;
use book_tests::unstable::{
    OBSERVERS_SLUG, check_listing, check_try_tasks, fetch_crates,
};
use catalogue::Catalogue;
use std::env;
use std::fs;
use std::process::Command;

/// A main function for the program that is observed.
const OBSERVED_MAIN_FUNCTION: &str = r#"
fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_time()
        .build()
        .unwrap();
    let poll = runtime.spawn(measure_poll_ns(|task| task));
    println!("a poll takes {} ns", runtime.block_on(poll).unwrap());
}
"#;

/// No program records so much.
const UNLIMITED_RECORDS: &str = "1000000000";

fn main() -> Result<()> {
    if env::args().any(|argument| argument == "timeline") {
        return measure_timeline_overhead();
    }
    let catalogue = Catalogue::load(root())?;
    let packages = &catalogue.unstable_packages;
    let package = packages
        .iter()
        .find(|package| package.slug == OBSERVERS_SLUG);
    for listing in &package.context("no observers")?.listings {
        let folder = root().join(listing.folder());
        ensure!(
            fetch_crates(&folder),
            "`cargo fetch` in `{}`",
            folder.display()
        );
        check_listing(&catalogue, listing)?;
        check_try_tasks(&catalogue, listing)?;
        let transcript =
            fs::read_to_string(root().join(listing.transcript_path()))?;
        println!("{transcript}");
    }
    Ok(())
}

/// Prints what a poll takes with and without a timeline, both unoptimized, as
/// the workbook compiles listings.
fn measure_timeline_overhead() -> Result<()> {
    let text = root().join("unstable/observers/src/lib.rs");
    let text = fs::read_to_string(text)? + OBSERVED_MAIN_FUNCTION;
    let crates = InstrumentedCrates::build(root(), "ch04-tasks", &[])?;
    let program = crates.compile("observed", &text)?;
    let file = tempfile::NamedTempFile::new()?;
    let mut recorded = program.recording_command(file.path());
    recorded.env("WORKBOOK_TIMELINE_MOST", UNLIMITED_RECORDS);
    print!(
        "without a timeline, {}",
        run_for_stdout(program.unrecorded_command())?
    );
    print!("with a timeline, {}", run_for_stdout(recorded)?);
    ensure!(file.as_file().metadata()?.len() > 0, "nothing was recorded");
    Ok(())
}

fn run_for_stdout(mut command: Command) -> Result<String> {
    let output = command.output()?;
    ensure!(output.status.success(), "{output:?}");
    Ok(String::from_utf8(output.stdout)?)
}
