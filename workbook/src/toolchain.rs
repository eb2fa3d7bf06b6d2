//! Cargo and rustc as this workspace uses them: all listings built at once,
//! and single programs compiled against the crates that cargo has built.

use crate::catalogue::Package;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsString;
use std::fs;
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

    /// The compiled crates that `package` names, each with its name in
    /// programs.
    pub fn crates_of<'a>(
        &'a self,
        package: &'a Package,
    ) -> Result<Vec<(String, &'a Path)>> {
        package
            .dependencies
            .iter()
            .map(|name| {
                let library = self.library(name).with_context(|| {
                    format!("cargo built no crate `{name}`")
                })?;
                Ok((name.replace('-', "_"), library))
            })
            .collect()
    }

    /// What rustc must be told so that a program can use the crates of
    /// `package`, and no others.
    pub fn rustc_arguments(&self, package: &Package) -> Result<Vec<OsString>> {
        let mut arguments = self.folder_arguments();
        for (name, library) in self.crates_of(package)? {
            arguments.extend(crate_arguments(&name, library));
        }
        Ok(arguments)
    }

    /// Where rustc finds the crates that those it is told of are built on.
    pub fn folder_arguments(&self) -> Vec<OsString> {
        self.library_folders()
            .into_iter()
            .flat_map(|dir| ["-L".into(), joined("dependency=", dir)])
            .collect()
    }

    fn library_folders(&self) -> BTreeSet<&Path> {
        self.libraries
            .values()
            .filter_map(|lib| lib.parent())
            .collect()
    }

    /// Notes what a line of cargo's JSON messages says was built.
    pub fn read_message(&mut self, line: &str) {
        let Ok(message) = serde_json::from_str::<Message>(line) else {
            return;
        };
        if message.reason == "compiler-artifact"
            && let Some(target) = message.target
        {
            self.note(target, message.filenames, message.executable);
        }
    }

    fn note(
        &mut self,
        target: Target,
        files: Vec<PathBuf>,
        executable: Option<PathBuf>,
    ) {
        match (target.kind.first().map(String::as_str), executable) {
            (Some("example"), Some(program)) => {
                self.programs.insert(target.name, program);
            }
            (Some("lib" | "rlib" | "proc-macro"), _) => {
                let library = files.into_iter().find(|file| {
                    file.extension().is_some_and(|ext| ext != "rmeta")
                });
                let name = target.name.replace('-', "_");
                library.map(|file| self.libraries.insert(name, file));
            }
            _ => {}
        }
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
/// Only the crates of the listing's `package` can be used. Nothing is kept;
/// `path`, relative to the book's root, is the one in the words.
pub fn check_broken(
    built: &Built,
    package: &Package,
    path: &Path,
    text: &str,
) -> Result<Output> {
    let out = tempfile::tempdir().context("no temporary folder")?;
    let file = out.path().join(path);
    let folder = file.parent().context("a listing lies in a folder")?;
    fs::create_dir_all(folder)?;
    fs::write(&file, text)?;
    let mut rustc = rustc();
    rustc
        .current_dir(out.path())
        .arg(path)
        .args(["--edition", "2024", "--emit", "metadata"])
        .arg("--out-dir")
        .arg(out.path());
    rustc.args(built.rustc_arguments(package)?);
    rustc.output().context("rustc could not be started")
}

/// One crate that a program may use, for rustc.
pub fn crate_arguments(name: &str, library: &Path) -> [OsString; 2] {
    ["--extern".into(), joined(&format!("{name}="), library)]
}

fn joined(key: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(key);
    argument.push(path);
    argument
}

/// Where cargo builds.
pub fn target_folder(root: &Path) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let output = cargo()
        .current_dir(root)
        .args(["metadata", "--no-deps", "--format-version=1"])
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!("cargo: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    Ok(metadata.target_directory)
}

/// The cargo that runs us, or the one on the path.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn rustc() -> Command {
    Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// The compiler itself, found once: asking for `rustc` each time would start
/// rustup's proxy first, which takes a tenth of a second.
#[derive(Debug, Clone)]
pub struct Rustc {
    pub program: PathBuf,
    /// What `rustc -vV` says: it differs where programs would.
    pub version: String,
}

impl Rustc {
    pub fn find(root: &Path) -> Result<Rustc> {
        let sysroot = words_of(root, &["--print", "sysroot"])?;
        let name = format!("rustc{}", env::consts::EXE_SUFFIX);
        let program = Path::new(sysroot.trim()).join("bin").join(name);
        Ok(Rustc {
            program: match program.is_file() {
                true => program,
                false => rustc().get_program().into(),
            },
            version: words_of(root, &["-vV"])?,
        })
    }
}

fn words_of(root: &Path, arguments: &[&str]) -> Result<String> {
    let output = rustc()
        .current_dir(root)
        .args(arguments)
        .output()
        .context("rustc could not be started")?;
    if !output.status.success() {
        bail!("rustc: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).context("rustc's words")
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
    for line in lines.lines() {
        built.read_message(line);
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
