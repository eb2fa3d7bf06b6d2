//! `record`: runs listings and keeps what they print, with its times.

use crate::catalogue::{Catalogue, Kind, Listing};
use crate::recording::Recording;
use crate::runner::Runner;
use crate::settings;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Records the named listings, or all that the page may run.
pub fn record(root: &Path, names: &[String]) -> Result<()> {
    let catalogue = Catalogue::load(root)?;
    let listings: Vec<&Listing> = match names {
        [] => catalogue
            .listings()
            .filter(|l| l.kind == Kind::Runs && !l.limits.terminal_only)
            .collect(),
        names => names
            .iter()
            .map(|name| catalogue.find(name))
            .collect::<Result<_, _>>()?,
    };
    let limits = settings::limits(root)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let runner = Runner::start(root.to_owned(), limits);
        runner.ready().await?;
        for listing in listings {
            let recording = Recording::of(listing, &catalogue, &runner).await?;
            let path = listing.recording_path();
            fs::write(root.join(&path), recording.to_json())
                .with_context(|| format!("`{}`", path.display()))?;
            println!("recorded `{}`", path.display());
        }
        runner.shutdown().await;
        Ok(())
    })
}
