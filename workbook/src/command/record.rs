//! `record`: runs listings and keeps what they print, with its times.

use crate::shutdown::ShutdownSignals;
use anstream::stdout;
use anyhow::{Context, Result, anyhow};
use catalogue::{Catalogue, Listing, ListingKind};
use clap::Args;
use runner::recording::Recording;
use runner::{Limits, OpenPage, Runner};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// Run listings and keep their output, with its times, for the static site
///
/// The runs are kept beside each listing as `NAME.run.json`; the static site
/// replays them.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = "\
Examples:
  cargo run -- record two_waits waiting_line")]
pub struct Options {
    /// The listings [default: all that the page can run]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// Records the named listings, or all that the page may run.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    let catalogue = Catalogue::load(root)?;
    let listings: Vec<&Listing> = match &options.names[..] {
        [] => catalogue
            .listings()
            .filter(|l| l.kind == ListingKind::Runs && !l.limits.terminal_only)
            .collect(),
        names => names
            .iter()
            .map(|name| catalogue.find(name))
            .collect::<Result<_, _>>()?,
    };
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut signals = ShutdownSignals::catch()?;
        // Only the chapters of these listings are built.
        let mut limits = Limits::default();
        limits.background.max_time = Duration::ZERO;
        let runner = Runner::start(root.to_owned(), limits);
        let names = listings.iter().map(|listing| listing.name.clone());
        runner.set_open_page(OpenPage {
            listings: names.collect(),
        });
        let recording = async {
            runner.wait_until_ready().await?;
            for listing in listings {
                record_listing(root, listing, &catalogue, &runner).await?;
            }
            Ok(())
        };
        // Dropping a recording stops its program.
        let result = tokio::select! {
            result = recording => result,
            () = signals.wait_for_signal() => Err(anyhow!("stopped")),
        };
        signals.run_cleanup(runner.shutdown()).await;
        result
    })
}

/// Records one listing, and writes the recording beside it.
async fn record_listing(
    root: &Path,
    listing: &Listing,
    catalogue: &Catalogue,
    runner: &Runner,
) -> Result<()> {
    let recording = Recording::record(listing, catalogue, runner).await?;
    let path = listing.recording_path();
    fs::write(root.join(&path), recording.to_json())
        .with_context(|| format!("`{}`", path.display()))?;
    writeln!(stdout(), "recorded `{}`", path.display())?;
    Ok(())
}
