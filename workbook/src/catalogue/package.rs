//! Reading a chapter's package: its manifest, and its `broken/` folder.

use super::manifest::{ListingsMetadata, Manifest};
use super::{Kind, Listing, OwnLimits, Package};
use crate::problem::suggest;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};

impl Package {
    pub(super) fn load(root: &Path, dir: &Path) -> Result<Self> {
        let file = dir.join("Cargo.toml");
        let text = fs::read_to_string(&file)
            .with_context(|| format!("`{}`", file.display()))?;
        let manifest: Manifest = toml::from_str(&text)
            .with_context(|| format!("`{}`", file.display()))?;
        let ListingsMetadata {
            alone,
            playground,
            plain,
            mut limits,
        } = manifest.package.metadata.listings;
        let mut listings: Vec<Listing> = manifest
            .example
            .into_iter()
            .map(|example| Listing {
                path: below(root, &dir.join(example.path)),
                alone: alone.contains(&example.name),
                playground: playground.contains(&example.name),
                plain: plain.contains(&example.name),
                limits: limits.remove(&example.name).unwrap_or_default(),
                name: example.name,
                kind: Kind::Runs,
            })
            .collect();
        let names = || listings.iter().map(|listing| listing.name.as_str());
        let lists = [("alone", alone), ("playground", playground)];
        let named = lists
            .into_iter()
            .chain([("plain", plain)])
            .flat_map(|(list, names)| names.into_iter().map(move |n| (list, n)))
            .chain(limits.into_keys().map(|name| ("a table", name)));
        for (place, name) in named {
            ensure!(
                names().any(|known| known == name),
                "`{}`: `[package.metadata.listings]` names in {place} \
                 `{name}`, which is no listing; {}",
                file.display(),
                suggest(&name, names())
            );
        }
        listings.extend(broken_in(root, dir)?);
        Ok(Package {
            slug: manifest.package.name,
            dependencies: manifest.dependencies.into_keys().collect(),
            listings,
        })
    }
}

fn broken_in(root: &Path, dir: &Path) -> Result<Vec<Listing>> {
    let folder = dir.join("broken");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    Ok(sorted_entries(&folder)?
        .into_iter()
        .filter(|file| file.extension().is_some_and(|ext| ext == "rs"))
        .filter_map(|file| {
            Some(Listing {
                name: file.file_stem()?.to_str()?.to_owned(),
                kind: Kind::Broken,
                path: below(root, &file),
                alone: false,
                playground: false,
                plain: false,
                limits: OwnLimits::default(),
            })
        })
        .collect())
}

pub(super) fn sorted_entries(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .with_context(|| format!("folder `{}`", dir.display()))?;
    entries.sort();
    Ok(entries)
}

/// `listings/a/../../examples/b.rs` as `examples/b.rs`.
fn below(root: &Path, path: &Path) -> PathBuf {
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
    fn a_path_out_of_the_package_is_made_plain() {
        assert_eq!(
            below(
                Path::new("/book"),
                Path::new("/book/listings/ch01-a/../../examples/b.rs")
            ),
            Path::new("examples/b.rs")
        );
    }
}
