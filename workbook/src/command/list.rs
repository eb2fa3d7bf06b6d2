//! `list`: the chapters, what there is to run in each, and the exercises.

use super::learn;
use crate::catalogue::{Catalogue, Kind};
use crate::exercises::{Exercises, Standing};
use crate::progress::Store;
use crate::terminal::Paint;
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
    list_exercises(root)
}

fn list_exercises(root: &Path) -> Result<()> {
    let exercises = Exercises::load(root)?;
    if exercises.all.is_empty() {
        return Ok(());
    }
    let loaded = Store::of(root).load()?;
    learn::tell_notice(&loaded);
    let standing = Standing::new(&exercises, &loaded.progress)?;
    println!("\nexercises");
    print!(
        "{}",
        learn::list(&exercises, &standing, Paint::for_stdout())
    );
    println!("\nSolve them with `cargo run -- watch`.");
    Ok(())
}
