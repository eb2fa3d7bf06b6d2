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
#[serde(deny_unknown_fields)]
pub struct ListingsMetadata {
    #[serde(default)]
    pub alone: BTreeSet<String>,
}

#[derive(Deserialize)]
pub struct ManifestExample {
    pub name: String,
    pub path: PathBuf,
}
