//! Where tokio's source and cargo's target folder are.

use crate::cargo::cargo_command;
use crate::rustc::rustc_command;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub struct LockedTokio {
    pub version: String,
    pub source_folder: PathBuf,
}

/// The part of `cargo metadata` that says where tokio's source is.
#[derive(Deserialize)]
pub struct Metadata {
    pub target_directory: PathBuf,
    packages: Vec<MetadataPackage>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    version: String,
    manifest_path: PathBuf,
}

impl Metadata {
    pub fn read(root: &Path) -> Result<Metadata> {
        // Without a platform, cargo would need the crates of all of them.
        let platform = format!("--filter-platform={}", host_triple(root)?);
        let output = cargo_command()
            .current_dir(root)
            .args(["metadata", "--format-version=1", "--offline", &platform])
            .output()
            .context("cargo could not be started")?;
        if !output.status.success() {
            bail!("cargo: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    pub fn locked_tokio(&self) -> Result<LockedTokio> {
        let mut tokios = self.packages.iter().filter(|p| p.name == "tokio");
        let tokio = tokios.next().context("the book does not use tokio")?;
        ensure!(tokios.next().is_none(), "the book uses more than one tokio");
        let folder = tokio.manifest_path.parent();
        Ok(LockedTokio {
            version: tokio.version.clone(),
            source_folder: folder.context("tokio has no folder")?.to_owned(),
        })
    }
}

fn host_triple(root: &Path) -> Result<String> {
    let output = rustc_command()
        .current_dir(root)
        .arg("-vV")
        .output()
        .context("rustc could not be started")?;
    let version = String::from_utf8_lossy(&output.stdout);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its host")?.to_owned())
}
