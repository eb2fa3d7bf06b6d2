//! The part of a chapter's `Cargo.toml` that is the registry.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

#[derive(Deserialize)]
pub struct Manifest {
    pub package: ManifestPackage,
    #[serde(default)]
    pub dependencies: BTreeMap<String, toml::Value>,
    #[serde(default)]
    pub example: Vec<ManifestExample>,
}

#[derive(Deserialize)]
pub struct ManifestPackage {
    pub name: String,
    #[serde(default)]
    pub metadata: Metadata,
}

#[derive(Deserialize, Default)]
pub struct Metadata {
    #[serde(default)]
    pub listings: ListingsMetadata,
}

/// `[package.metadata.listings]`: what cargo need not know of the listings.
#[derive(Deserialize, Default)]
pub struct ListingsMetadata {
    /// Those that keep the machine busy.
    #[serde(default)]
    pub alone: BTreeSet<String>,
    /// Those that the public Rust Playground is not given although it has all
    /// that they use.
    #[serde(default, rename = "no-playground")]
    pub no_playground: BTreeSet<String>,
    /// Those that run without a timeline, since they measure what recording
    /// would change.
    #[serde(default)]
    pub plain: BTreeSet<String>,
    /// `[package.metadata.listings.NAME]`.
    #[serde(flatten)]
    pub limits: BTreeMap<String, OwnLimits>,
}

/// Where a listing needs other limits in the page than the rest has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnLimits {
    pub wall_s: Option<u64>,
    pub output_kb: Option<usize>,
    pub memory_mb: Option<u64>,
    pub processes: Option<usize>,
    pub threads: Option<usize>,
    /// It is not for the page at all: the reader is told its command.
    pub terminal_only: bool,
}

#[derive(Deserialize)]
pub struct ManifestExample {
    pub name: String,
    pub path: PathBuf,
}
