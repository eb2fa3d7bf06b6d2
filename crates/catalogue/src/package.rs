//! Reading a chapter's package: its manifest, and its `broken/` folder.

use crate::listing::{Listing, ListingKind};
use crate::manifest::{ListingsMetadata, Manifest, ManifestExample, OwnLimits};
use crate::playground;
use anyhow::{Context, Result, ensure};
use problem::suggest;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A chapter's package in `listings/`.
#[derive(Debug, Clone)]
pub struct Package {
    /// `ch01-waiting`: the chapter's slug everywhere.
    pub slug: String,
    /// The crates that the chapter's listings may use.
    pub dependencies: BTreeSet<String>,
    pub listings: Vec<Listing>,
}

impl Package {
    /// `ch01` of `ch01-waiting`.
    pub fn chapter(&self) -> &str {
        self.slug.split('-').next().unwrap_or(&self.slug)
    }

    /// Reads the package in `dir`, whose programs are of this kind.
    pub(crate) fn load(
        root: &Path,
        dir: &Path,
        kind: ListingKind,
    ) -> Result<Self> {
        let file = dir.join("Cargo.toml");
        let text = fs::read_to_string(&file)
            .with_context(|| format!("`{}`", file.display()))?;
        let manifest: Manifest = toml::from_str(&text)
            .with_context(|| format!("`{}`", file.display()))?;
        let metadata = manifest.package.metadata.listings;
        let mut listings: Vec<Listing> = manifest
            .example
            .into_iter()
            .map(|ManifestExample { name, path }| Listing {
                path: normalize_path(root, &dir.join(&path)),
                runs_alone: metadata.alone.contains(&name),
                runs_on_playground: kind == ListingKind::Runs
                    && !metadata.no_playground.contains(&name)
                    && playground::can_run(&dir.join(&path)),
                runs_unrecorded: metadata.plain.contains(&name),
                limits: metadata.limits.get(&name).cloned().unwrap_or_default(),
                name,
                kind,
            })
            .collect();
        check_names(&file, &metadata, &listings)?;
        listings.extend(find_broken_listings(root, dir)?);
        Ok(Package {
            slug: manifest.package.name,
            dependencies: manifest.dependencies.into_keys().collect(),
            listings,
        })
    }
}

/// Rejects metadata about a listing that the package does not have.
fn check_names(
    manifest_file: &Path,
    metadata: &ListingsMetadata,
    listings: &[Listing],
) -> Result<()> {
    let known = || listings.iter().map(|listing| listing.name.as_str());
    let lists = [
        ("alone", &metadata.alone),
        ("no-playground", &metadata.no_playground),
        ("plain", &metadata.plain),
    ];
    let in_lists = lists
        .iter()
        .flat_map(|(list, names)| names.iter().map(move |name| (*list, name)));
    let in_tables = metadata.limits.keys().map(|name| ("a table", name));
    for (place, name) in in_lists.chain(in_tables) {
        ensure!(
            known().any(|listing| listing == name),
            "`{}`: `[package.metadata.listings]` names in {place} `{name}`, \
             which is no listing; {}",
            manifest_file.display(),
            suggest(name, known())
        );
    }
    Ok(())
}

fn find_broken_listings(root: &Path, dir: &Path) -> Result<Vec<Listing>> {
    let folder = dir.join("broken");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    Ok(list_sorted_entries(&folder)?
        .into_iter()
        .filter(|file| file.extension().is_some_and(|ext| ext == "rs"))
        .filter_map(|file| {
            Some(Listing {
                name: file.file_stem()?.to_str()?.to_owned(),
                kind: ListingKind::Broken,
                path: normalize_path(root, &file),
                runs_alone: false,
                runs_on_playground: false,
                runs_unrecorded: false,
                limits: OwnLimits::default(),
            })
        })
        .collect())
}

pub(crate) fn list_sorted_entries(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .with_context(|| format!("folder `{}`", dir.display()))?;
    entries.sort();
    Ok(entries)
}

/// `listings/a/../../examples/b.rs` as `examples/b.rs`.
fn normalize_path(root: &Path, path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.strip_prefix(root).unwrap_or(path).components() {
        match part {
            std::path::Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_dot_in_a_path_is_resolved() {
        assert_eq!(
            normalize_path(
                Path::new("/book"),
                Path::new("/book/listings/ch01-a/../../examples/b.rs")
            ),
            Path::new("examples/b.rs")
        );
    }
}
