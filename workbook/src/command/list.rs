//! `list`: the chapters and what there is to run in each.

use crate::catalogue::{Catalogue, Kind};
use anyhow::Result;
use std::path::Path;

pub fn list(root: &Path) -> Result<()> {
    let catalogue = Catalogue::load(root)?;
    let width = catalogue
        .listings()
        .map(|listing| listing.name.len())
        .max()
        .unwrap_or_default();
    for package in &catalogue.packages {
        println!("{}", package.slug);
        for listing in &package.listings {
            let title = catalogue.source(listing)?.title;
            let mark = match listing.kind {
                Kind::Runs => "",
                Kind::Broken => " (does not compile)",
            };
            println!("  {:width$}  {title}{mark}", listing.name);
        }
    }
    println!("\nRun one with `cargo run --example NAME`.");
    Ok(())
}
