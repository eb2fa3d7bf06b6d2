//! The manifests of the workspace, as far as tests ask them.

use crate::root;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A package: its folder, and what its `Cargo.toml` says.
#[derive(Debug)]
pub struct Package {
    /// Relative to the root.
    pub folder: PathBuf,
    pub name: String,
    /// Crates as they are named in source, with `_`, of all three kinds.
    pub dependencies: BTreeSet<String>,
    pub tests: BTreeSet<String>,
    /// `[[example]]` names, in their order.
    pub examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Manifest {
    package: PackageTable,
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
    #[serde(default)]
    dev_dependencies: BTreeMap<String, toml::Value>,
    #[serde(default)]
    build_dependencies: BTreeMap<String, toml::Value>,
    #[serde(default)]
    target: BTreeMap<String, TargetTable>,
    #[serde(default)]
    test: Vec<NamedTarget>,
    #[serde(default)]
    example: Vec<NamedTarget>,
}

/// `[target.'cfg(unix)'.dependencies]`.
#[derive(Deserialize)]
struct TargetTable {
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
struct PackageTable {
    name: String,
}

#[derive(Deserialize)]
struct NamedTarget {
    name: String,
}

/// All members of the workspace.
pub fn read_packages() -> Result<Vec<Package>> {
    let mut folders = subfolders(&root().join("listings"))?;
    folders.extend(subfolders(&root().join("crates"))?);
    folders.push(root().join("workbook"));
    folders.push(root().join("tests"));
    folders.iter().map(|folder| read_package(folder)).collect()
}

fn subfolders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.join("Cargo.toml").is_file() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

fn read_package(folder: &Path) -> Result<Package> {
    let file = folder.join("Cargo.toml");
    let name = || format!("`{}`", file.display());
    let text = fs::read_to_string(&file).with_context(name)?;
    let manifest: Manifest = toml::from_str(&text).with_context(name)?;
    let names = |named: Vec<NamedTarget>| named.into_iter().map(|n| n.name);
    let targets = manifest.target.into_values().map(|t| t.dependencies);
    let dependencies = [
        manifest.dependencies,
        manifest.dev_dependencies,
        manifest.build_dependencies,
    ];
    Ok(Package {
        folder: folder.strip_prefix(root())?.to_owned(),
        name: manifest.package.name,
        dependencies: dependencies
            .into_iter()
            .chain(targets)
            .flat_map(BTreeMap::into_keys)
            .map(|name| name.replace('-', "_"))
            .collect(),
        tests: names(manifest.test).collect(),
        examples: names(manifest.example).collect(),
    })
}
