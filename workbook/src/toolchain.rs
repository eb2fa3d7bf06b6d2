//! Cargo and rustc as this workspace uses them: all listings built at once,
//! and single programs compiled against the crates that cargo has built.

use crate::catalogue::Package;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What cargo has built: the listings' programs and their crates.
#[derive(Debug, Clone, Default)]
pub struct Built {
    programs: BTreeMap<String, PathBuf>,
    libraries: BTreeMap<String, PathBuf>,
}

impl Built {
    /// The program of the listing `name`.
    pub fn program(&self, name: &str) -> Option<&Path> {
        self.programs.get(name).map(PathBuf::as_path)
    }

    /// The compiled crate, for rustc's `--extern`.
    pub fn library(&self, name: &str) -> Option<&Path> {
        self.libraries
            .get(&name.replace('-', "_"))
            .map(PathBuf::as_path)
    }

    fn library_folders(&self) -> BTreeSet<&Path> {
        self.libraries
            .values()
            .filter_map(|lib| lib.parent())
            .collect()
    }
}

/// Builds every listing of the workspace, as `cargo test --workspace` does.
///
/// Fails with the compiler's words where a listing does not compile.
pub fn build_examples(root: &Path) -> Result<Built> {
    let output = cargo()
        .current_dir(root)
        .args(["build", "--workspace", "--examples", "--quiet"])
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!("a listing does not compile; the compiler's words are above");
    }
    Ok(read_messages(&String::from_utf8_lossy(&output.stdout)))
}

/// Compiles a listing that must not compile, and gives rustc's words.
///
/// Only the crates of the listing's `package` can be used. Nothing is
/// written; `source` is relative to `root`, and so are the paths in the words.
pub fn check_broken(
    built: &Built,
    root: &Path,
    package: &Package,
    source: &Path,
) -> Result<Output> {
    let out = tempfile::tempdir().context("no temporary folder")?;
    let mut rustc = rustc();
    rustc
        .current_dir(root)
        .arg(source)
        .args(["--edition", "2024", "--emit", "metadata"])
        .arg("--out-dir")
        .arg(out.path());
    for folder in built.library_folders() {
        rustc.arg("-L").arg(joined("dependency=", folder));
    }
    for name in &package.dependencies {
        let library = built
            .library(name)
            .with_context(|| format!("cargo built no crate `{name}`"))?;
        let name = name.replace('-', "_");
        rustc
            .arg("--extern")
            .arg(joined(&format!("{name}="), library));
    }
    rustc.output().context("rustc could not be started")
}

fn joined(key: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(key);
    argument.push(path);
    argument
}

/// The cargo that runs us, or the one on the path.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn rustc() -> Command {
    Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// The part of cargo's messages that tells what was built.
#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

fn read_messages(lines: &str) -> Built {
    let mut built = Built::default();
    let messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter(|message| message.reason == "compiler-artifact");
    for message in messages {
        let Some(target) = message.target else {
            continue;
        };
        match (target.kind.first().map(String::as_str), message.executable) {
            (Some("example"), Some(program)) => {
                built.programs.insert(target.name, program);
            }
            (Some("lib" | "rlib" | "proc-macro"), _) => {
                let library = message.filenames.into_iter().find(|file| {
                    file.extension().is_some_and(|ext| ext != "rmeta")
                });
                let name = target.name.replace('-', "_");
                library.map(|file| built.libraries.insert(name, file));
            }
            _ => {}
        }
    }
    built
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_crates_are_read_from_cargos_messages() {
        let lines = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"serde-json","#,
            r#""kind":["lib"]},"filenames":["/d/libs.rmeta","/d/libs.rlib"],"#,
            r#""executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"two_waits","#,
            r#""kind":["example"]},"filenames":["/e/two_waits"],"#,
            r#""executable":"/e/two_waits"}"#,
            "\nnot JSON\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        let built = read_messages(lines);
        assert_eq!(built.program("two_waits"), Some(Path::new("/e/two_waits")));
        assert_eq!(
            built.library("serde-json"),
            Some(Path::new("/d/libs.rlib"))
        );
        assert_eq!(built.library_folders().len(), 1);
    }
}
