//! Derives what Cargo manifests repeat, so that each fact has one place.
//!
//! | in | out |
//! |---|---|
//! | the folders in `listings/` | `default-members` of the root's `Cargo.toml` |
//! | the programs in `listings/` and `examples/`, and the order in which the chapters show them | the `[[example]]` tables of each chapter's package |
//! | `[dependencies]` of the chapters' packages | `[dev-dependencies]` of `tests/Cargo.toml`, for skeptic |
//! | the crates that exercises name, `[workspace.dependencies]` | `[dependencies]` of `exercises/Cargo.toml` |
//! | `exercises/info.toml` | the programs in `exercises/Cargo.toml` |
//!
//! `cargo run -- sync` writes what is stale; a test only compares.

mod chapter;
mod exercise_package;
mod manifest;
mod page_order;
mod test_package;
mod workspace;

use anyhow::Result;
use manifest::Manifest;
use std::path::{Path, PathBuf};

/// Writes each manifest of the book in the folder `root` that is stale, and
/// returns the files that it has written, relative to `root`.
pub fn sync(root: &Path) -> Result<Vec<PathBuf>> {
    let stale = stale_manifests(root)?;
    stale.iter().try_for_each(|manifest| manifest.write(root))?;
    Ok(paths(&stale))
}

/// Returns the manifests that [`sync`] would write.
pub fn find_stale(root: &Path) -> Result<Vec<PathBuf>> {
    Ok(paths(&stale_manifests(root)?))
}

fn stale_manifests(root: &Path) -> Result<Vec<Manifest>> {
    let mut manifests = vec![workspace::derive(root)?];
    let order = page_order::listings_in_order(root)?;
    for package in manifest::chapter_packages(root)? {
        manifests.push(chapter::derive(root, &package, &order)?);
    }
    manifests.push(test_package::derive(root)?);
    manifests.push(exercise_package::derive(root)?);
    manifests.retain(Manifest::is_stale);
    Ok(manifests)
}

fn paths(manifests: &[Manifest]) -> Vec<PathBuf> {
    let path = |manifest: &Manifest| manifest.path.clone();
    manifests.iter().map(path).collect()
}

#[cfg(test)]
mod tests;
