//! All listings of the book, and how to look them up.

use crate::listing::{Listing, ListingKind};
use crate::package::{Package, list_sorted_entries};
use crate::source::Source;
use crate::transcript::Transcript;
use anyhow::Result;
use problem::{Problem, SourceError};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every chapter's listings, in the book's order.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The book's root, which all paths here start from.
    pub root: PathBuf,
    pub packages: Vec<Package>,
    /// Packages that need flags of their own, in `unstable/`. Each is a
    /// workspace of its own, which the pages show and only a terminal runs.
    pub unstable_packages: Vec<Package>,
}

impl Catalogue {
    /// Reads the manifests of all packages in `listings/` and `unstable/` below
    /// `root`.
    pub fn load(root: &Path) -> Result<Self> {
        let unstable = root.join("unstable");
        let unstable_packages = if unstable.is_dir() {
            load_packages(root, &unstable, ListingKind::Unstable)?
        } else {
            Vec::new()
        };
        let catalogue = Catalogue {
            root: root.to_owned(),
            packages: load_packages(
                root,
                &root.join("listings"),
                ListingKind::Runs,
            )?,
            unstable_packages,
        };
        catalogue.check_names()?;
        Ok(catalogue)
    }

    /// The listings of the book's workspace.
    pub fn listings(&self) -> impl Iterator<Item = &Listing> {
        self.packages.iter().flat_map(|package| &package.listings)
    }

    /// The listings that are built in a workspace of their own.
    pub fn unstable_listings(&self) -> impl Iterator<Item = &Listing> {
        self.unstable_packages
            .iter()
            .flat_map(|package| &package.listings)
    }

    /// All listings, wherever they are built.
    pub fn all_listings(&self) -> impl Iterator<Item = &Listing> {
        self.listings().chain(self.unstable_listings())
    }

    /// Finds a listing by its name, or suggests another name.
    pub fn find(&self, name: &str) -> Result<&Listing, SourceError> {
        let found = self.all_listings().find(|listing| listing.name == name);
        found.ok_or_else(|| {
            let names = self.all_listings().map(|l| l.name.as_str());
            SourceError::not_found("listing", name, names)
        })
    }

    /// The chapter package that `listing` belongs to.
    ///
    /// # Panics
    /// Panics if the listing is of another catalogue.
    pub fn package_of(&self, listing: &Listing) -> &Package {
        self.packages
            .iter()
            .chain(&self.unstable_packages)
            .find(|package| {
                package.listings.iter().any(|l| l.name == listing.name)
            })
            .expect("a listing of this catalogue")
    }

    pub fn source(&self, listing: &Listing) -> Result<Source> {
        let file = self.root.join(&listing.path);
        let text = fs::read_to_string(&file).map_err(|error| {
            Problem::in_file(
                &listing.path,
                format!("listing `{}` cannot be read: {error}", listing.name),
                "create the file, or remove its `[[example]]` table",
            )
        })?;
        Source::parse(&text)
            .map_err(|error| error.in_file(&listing.path).into())
    }

    /// What the listing prints.
    pub fn transcript(&self, listing: &Listing) -> Result<Transcript> {
        self.read_transcript(listing, &listing.transcript_path())
    }

    /// What the listing's Python version prints.
    pub fn python_transcript(&self, listing: &Listing) -> Result<Transcript> {
        let own_path = listing.python_transcript_path();
        if self.root.join(&own_path).is_file() {
            self.read_transcript(listing, &own_path)
        } else {
            self.transcript(listing)
        }
    }

    fn read_transcript(
        &self,
        listing: &Listing,
        path: &Path,
    ) -> Result<Transcript> {
        let text =
            fs::read_to_string(self.root.join(path)).map_err(|error| {
                Problem::in_file(
                    path,
                    format!("what `{}` prints: {error}", listing.name),
                    "write its first line, `$ COMMAND`, then run \
                     `SNAPSHOTS=overwrite cargo test --workspace \
                     --test listings`",
                )
            })?;
        Transcript::parse(&text).map_err(|error| error.in_file(path).into())
    }

    fn check_names(&self) -> Result<()> {
        let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
        for listing in self.all_listings() {
            if let Some(first) = seen.insert(&listing.name, &listing.path) {
                return Err(Problem::in_file(
                    &listing.path,
                    format!(
                        "`{}` has the name `{}` already",
                        first.display(),
                        listing.name
                    ),
                    "rename one: a name stands for one listing in the book",
                )
                .into());
            }
        }
        Ok(())
    }
}

fn load_packages(
    root: &Path,
    folder: &Path,
    kind: ListingKind,
) -> Result<Vec<Package>> {
    list_sorted_entries(folder)?
        .into_iter()
        .filter(|dir| dir.join("Cargo.toml").is_file())
        .map(|dir| Package::load(root, &dir, kind))
        .collect()
}
