//! `progress`: what the reader has done, and its way to another machine.

use super::learn::{is_confirmed, tell_notice};
use crate::progress::{Deed, Progress, Store};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// What to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    Show,
    Export(PathBuf),
    Import(PathBuf),
    Reset { sure: bool },
}

pub fn progress(root: &Path, wish: Wish) -> Result<()> {
    let store = Store::of(root);
    match wish {
        Wish::Show => show(&store),
        Wish::Export(file) => export(&store, &file),
        Wish::Import(file) => import(&store, &file),
        Wish::Reset { sure } => reset(&store, sure),
    }
}

fn show(store: &Store) -> Result<()> {
    let loaded = store.load()?;
    tell_notice(&loaded);
    for (deed, word) in Deed::ALL.into_iter().zip([
        "pages read",
        "listings run",
        "questions answered",
        "exercises solved",
    ]) {
        let marks = loaded.progress.of(deed);
        let names: Vec<&str> = marks.keys().map(String::as_str).collect();
        let names = names.join(", ");
        let line = format!("{:>4} {word}: {names}", marks.len());
        println!("{}", line.trim_end_matches(": "));
    }
    Ok(())
}

/// Never over a file that is there.
fn export(store: &Store, file: &Path) -> Result<()> {
    let loaded = store.load()?;
    tell_notice(&loaded);
    let name = || format!("`{}` cannot be written", file.display());
    if file.exists() {
        bail!("`{}` exists; choose another name", file.display());
    }
    fs::write(file, loaded.progress.text()?).with_context(name)?;
    println!("your progress is in `{}`", file.display());
    Ok(())
}

fn import(store: &Store, file: &Path) -> Result<()> {
    let name = || format!("`{}`", file.display());
    let text = fs::read_to_string(file).with_context(name)?;
    let theirs = Progress::parse(&text).with_context(name)?;
    let loaded = store.update(|progress| progress.merge(theirs))?;
    tell_notice(&loaded);
    println!("what `{}` holds is yours now", file.display());
    Ok(())
}

fn reset(store: &Store, sure: bool) -> Result<()> {
    let question = "Forget what you have read, run, predicted and solved? \
                    [y/N] ";
    if !sure && !is_confirmed(question)? {
        bail!("nothing was changed");
    }
    match store.reset()? {
        Some(kept) => println!(
            "your progress begins anew; the old one is kept as `{}`",
            kept.display()
        ),
        None => println!("there is no progress to reset"),
    }
    Ok(())
}
