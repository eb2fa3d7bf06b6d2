//! The crates that exercises may use: cargo builds them once, for us and for
//! rustlings.

use super::FOLDER;
use crate::catalogue::Package;
use crate::runner::{Errand, Supervised};
use crate::toolchain::{self, Built};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// Builds the crates, and gives what rustc must be told to find them.
/// `building` hears the name of each crate that is being compiled.
pub async fn build(
    root: &Path,
    workbook: &Path,
    building: impl FnMut(&str),
) -> Result<Vec<OsString>> {
    let folder = root.join(FOLDER);
    let package = Package {
        slug: FOLDER.to_owned(),
        dependencies: dependencies(&folder)?,
        listings: Vec::new(),
    };
    if package.dependencies.is_empty() {
        return Ok(Vec::new());
    }
    let mut cargo = Supervised::start(Errand {
        workbook,
        program: Path::new(toolchain::cargo().get_program()),
        arguments: arguments(&package.dependencies),
        folder: &folder,
        remove: false,
        environment: None,
        stdout: Stdio::piped(),
    })
    .context("cargo could not be started")?;
    let stdout = cargo.stdout.take().context("cargo is silent")?;
    let stderr = cargo.stderr.take().context("cargo is silent")?;
    let (built, words) =
        tokio::join!(read_built(stdout), read_words(stderr, building));
    let status = cargo.wait().await.context("cargo")?;
    ensure!(
        status.success(),
        "cargo cannot build the crates of the exercises:\n{words}"
    );
    built.rustc_arguments(&package)
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    dependencies: BTreeMap<String, toml::Value>,
}

fn dependencies(folder: &Path) -> Result<BTreeSet<String>> {
    let file = folder.join("Cargo.toml");
    let name = || format!("`{}`", file.display());
    let text = fs::read_to_string(&file).with_context(name)?;
    let manifest: Manifest = toml::from_str(&text).with_context(name)?;
    Ok(manifest.dependencies.into_keys().collect())
}

/// Only the crates: the exercises themselves need not compile.
fn arguments(dependencies: &BTreeSet<String>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = [
        "build",
        "--locked",
        "--message-format=json-render-diagnostics",
        "--color=never",
    ]
    .map(OsString::from)
    .to_vec();
    for name in dependencies {
        arguments.extend(["--package".into(), name.into()]);
    }
    arguments
}

async fn read_built(stdout: impl AsyncRead + Unpin) -> Built {
    let mut built = Built::default();
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        built.read_message(&line);
    }
    built
}

async fn read_words(
    stderr: impl AsyncRead + Unpin,
    mut building: impl FnMut(&str),
) -> String {
    let mut words = String::new();
    let mut lines = BufReader::new(stderr).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match line.trim_start().strip_prefix("Compiling ") {
            Some(name) => building(name),
            None => words += &(line + "\n"),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_being_compiled_is_told_and_the_rest_are_words() {
        let cargo = "   Compiling tokio v1.54.1\nerror: no linker\n";
        let mut told = Vec::new();
        let note = |name: &str| told.push(name.to_owned());
        let words = read_words(cargo.as_bytes(), note).await;
        assert_eq!(told, ["tokio v1.54.1"]);
        assert_eq!(words, "error: no linker\n");
    }

    #[test]
    fn cargo_is_asked_for_the_crates_only() {
        let names = BTreeSet::from(["serde".to_owned(), "tokio".to_owned()]);
        let arguments = arguments(&names);
        let end = ["--package", "serde", "--package", "tokio"];
        assert!(arguments.ends_with(&end.map(OsString::from)));
    }
}
