//! A `Cargo.toml`, and where the manifests of the book lie.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, Table};

/// A manifest with the changes that were made to it.
pub(crate) struct Manifest {
    /// Relative to the book's root.
    pub path: PathBuf,
    pub document: DocumentMut,
    text_on_disk: String,
}

impl Manifest {
    pub fn read(root: &Path, path: &Path) -> Result<Self> {
        let describe = || format!("`{}`", path.display());
        let text =
            fs::read_to_string(root.join(path)).with_context(describe)?;
        let document = text.parse().with_context(describe)?;
        Ok(Manifest {
            path: path.to_owned(),
            document,
            text_on_disk: text,
        })
    }

    pub fn is_stale(&self) -> bool {
        self.document.to_string() != self.text_on_disk
    }

    pub fn write(&self, root: &Path) -> Result<()> {
        fs::write(root.join(&self.path), self.document.to_string())
            .with_context(|| format!("`{}`", self.path.display()))
    }

    /// A table of the manifest; an empty one is added if it has none.
    pub fn table_mut(&mut self, name: &str) -> Result<&mut Table> {
        self.document
            .entry(name)
            .or_insert_with(|| Item::Table(Table::new()))
            .as_table_mut()
            .with_context(|| {
                format!("`{}`: `{name}` is no table", self.path.display())
            })
    }

    /// The names in a table of dependencies.
    pub fn dependencies(&self, table: &str) -> BTreeSet<String> {
        let table = self.document.get(table).and_then(Item::as_table_like);
        let names = table.into_iter().flat_map(|table| table.iter());
        names.map(|(name, _)| name.to_owned()).collect()
    }
}

/// The folders of the chapters' packages, relative to the root, in the order
/// of the chapters.
pub(crate) fn chapter_packages(root: &Path) -> Result<Vec<PathBuf>> {
    let listings = Path::new("listings");
    let entries = fs::read_dir(root.join(listings)).context("`listings`")?;
    let mut packages = Vec::new();
    for entry in entries {
        let package = listings.join(entry?.file_name());
        if root.join(&package).join("Cargo.toml").is_file() {
            packages.push(package);
        }
    }
    packages.sort();
    Ok(packages)
}

/// The crates that the listings of at least one chapter may use.
pub(crate) fn chapter_crates(root: &Path) -> Result<BTreeSet<String>> {
    let mut crates = BTreeSet::new();
    for package in chapter_packages(root)? {
        let manifest = Manifest::read(root, &package.join("Cargo.toml"))?;
        crates.extend(manifest.dependencies("dependencies"));
    }
    Ok(crates)
}

/// A path as Cargo manifests write it, with `/`.
pub(crate) fn to_manifest_path(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}
