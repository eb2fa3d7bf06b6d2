//! `record`: runs listings and keeps what they print, with its times.

use crate::catalogue::{Catalogue, Kind, Listing};
use crate::recording::{Recording, VERSION};
use crate::runner::{Event, How, Job, Runner};
use crate::settings;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use tokio::sync::mpsc;

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
        for listing in listings {
            let recording = run(&runner, &catalogue, listing).await?;
            let path = listing.recording_path();
            fs::write(root.join(&path), recording.to_json())
                .with_context(|| format!("`{}`", path.display()))?;
            println!("recorded `{}`", path.display());
        }
        runner.shutdown().await;
        Ok(())
    })
}

async fn run(
    runner: &Runner,
    catalogue: &Catalogue,
    listing: &Listing,
) -> Result<Recording> {
    let job = Job {
        source: catalogue.source(listing)?.text(),
        listing: listing.name.clone(),
    };
    let (sender, mut events) = mpsc::channel(64);
    let running = runner.run(job, sender);
    let listening = async {
        let mut out = Vec::new();
        while let Some(event) = events.recv().await {
            match event {
                Event::Out { stream, ms, text } => {
                    out.push((tenths(ms), stream, text));
                }
                Event::Ended {
                    how: How::Exit,
                    code: Some(code),
                    ms: end,
                    ..
                } => {
                    return Ok(Recording {
                        v: VERSION,
                        end: tenths(end),
                        code,
                        out,
                    });
                }
                Event::Ended { says, .. } => {
                    bail!("`{}` cannot be recorded: {says}", listing.name)
                }
                _ => {}
            }
        }
        bail!("the run of `{}` never ended", listing.name)
    };
    let ((), recording) = tokio::join!(running, listening);
    recording
}

/// A tenth of a millisecond is exact enough for a reader.
fn tenths(ms: f64) -> f64 {
    (ms * 10.0).round() / 10.0
}
