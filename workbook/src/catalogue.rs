//! The listings as data: which there are, in which order, and where they lie.
//!
//! The one place for these facts is the `[[example]]` tables of the chapter
//! packages in `listings/`; programs that must not compile have no such
//! table and are found in the `broken/` folders.

mod manifest;
mod package;
mod source;

pub use manifest::OwnLimits;
pub use source::{Fault, Source};

use crate::problem::{Problem, suggest};
use crate::transcript::Transcript;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every chapter's listings, in the book's order.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The book's root, which all paths here start from.
    pub root: PathBuf,
    pub packages: Vec<Package>,
}

/// A chapter's package in `listings/`.
#[derive(Debug, Clone)]
pub struct Package {
    /// `ch01-waiting`: the chapter's slug everywhere.
    pub slug: String,
    /// The crates that the chapter's listings may use.
    pub dependencies: BTreeSet<String>,
    pub listings: Vec<Listing>,
}

/// A program of the book: a listing, or a stage of the weather service.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Unique in the whole book, and the name of the cargo example.
    pub name: String,
    pub kind: Kind,
    /// The program's file, relative to the root.
    pub path: PathBuf,
    /// It keeps the machine busy: tests run nothing that measures beside it.
    pub alone: bool,
    /// It runs on the public Rust Playground too.
    pub playground: bool,
    /// Recording would change what it measures, so it runs without.
    pub plain: bool,
    /// Where the page must allow it more, or less.
    pub limits: OwnLimits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Runs with `cargo run --example NAME`.
    Runs,
    /// Must not compile: it shows what the compiler says.
    Broken,
}

impl Package {
    /// `ch01` of `ch01-waiting`.
    pub fn chapter(&self) -> &str {
        self.slug.split('-').next().unwrap_or(&self.slug)
    }
}

impl Listing {
    /// The expected output, relative to the root.
    pub fn transcript_path(&self) -> PathBuf {
        self.path.with_extension("out")
    }

    /// The asyncio twin, relative to the root; it need not exist.
    pub fn twin_path(&self) -> PathBuf {
        self.path.with_extension("py")
    }

    /// What the twin prints, where it measures figures of its own; a twin
    /// without that file prints what the listing prints.
    pub fn twin_transcript_path(&self) -> PathBuf {
        self.path.with_extension("py.out")
    }

    /// Its recorded run, relative to the root.
    pub fn recording_path(&self) -> PathBuf {
        self.path.with_extension("run.json")
    }

    /// Whether its runs have a timeline.
    pub fn is_recorded(&self) -> bool {
        self.kind == Kind::Runs && !self.plain && !self.limits.terminal_only
    }

    /// What a reader types to run it.
    pub fn command(&self) -> String {
        match self.kind {
            Kind::Runs => format!("cargo run --example {}", self.name),
            Kind::Broken => format!("cargo run -- run {}", self.name),
        }
    }
}

impl Catalogue {
    /// Reads the manifests of all packages in `listings/` below `root`.
    pub fn load(root: &Path) -> Result<Self> {
        let folder = root.join("listings");
        let packages = package::sorted_entries(&folder)?
            .into_iter()
            .filter(|dir| dir.join("Cargo.toml").is_file())
            .map(|dir| Package::load(root, &dir))
            .collect::<Result<Vec<_>>>()?;
        let catalogue = Catalogue {
            root: root.to_owned(),
            packages,
        };
        catalogue.check_names()?;
        Ok(catalogue)
    }

    pub fn listings(&self) -> impl Iterator<Item = &Listing> {
        self.packages.iter().flat_map(|package| &package.listings)
    }

    /// The listing of that name, or what to write instead.
    pub fn find(&self, name: &str) -> Result<&Listing, NotFound> {
        self.listings()
            .find(|listing| listing.name == name)
            .ok_or_else(|| NotFound {
                what: format!("there is no listing `{name}`"),
                help: suggest(name, self.listings().map(|l| l.name.as_str())),
            })
    }

    /// The chapter package that `listing` belongs to.
    ///
    /// # Panics
    /// Where the listing is of another catalogue.
    pub fn package_of(&self, listing: &Listing) -> &Package {
        self.packages
            .iter()
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
            .map_err(|fault| fault.problem(&listing.path).into())
    }

    /// What the listing prints.
    pub fn transcript(&self, listing: &Listing) -> Result<Transcript> {
        self.read_transcript(listing, &listing.transcript_path())
    }

    /// What the listing's asyncio twin prints.
    pub fn twin_transcript(&self, listing: &Listing) -> Result<Transcript> {
        let own = listing.twin_transcript_path();
        match self.root.join(&own).is_file() {
            true => self.read_transcript(listing, &own),
            false => self.transcript(listing),
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
        Transcript::parse(&text).map_err(|fault| fault.problem(path).into())
    }

    fn check_names(&self) -> Result<()> {
        let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
        for listing in self.listings() {
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

/// A name that no listing has, and the nearest that one has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    pub what: String,
    pub help: String,
}

impl std::fmt::Display for NotFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; {}", self.what, self.help)
    }
}

impl std::error::Error for NotFound {}
