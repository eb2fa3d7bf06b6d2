//! What cargo has built: read from its JSON messages, passed on to rustc.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The programs and the libraries that cargo has built.
#[derive(Debug, Clone, Default)]
pub struct Artifacts {
    programs: BTreeMap<String, PathBuf>,
    libraries: BTreeMap<String, PathBuf>,
}

impl Artifacts {
    /// Whether the compiled crates are still there. `cargo clean` removes
    /// them.
    pub fn has_libraries(&self) -> bool {
        self.libraries.values().all(|library| library.is_file())
    }

    /// The program of the example `program_name`.
    pub fn program(&self, program_name: &str) -> Option<&Path> {
        self.programs.get(program_name).map(PathBuf::as_path)
    }

    /// The compiled crate, for rustc's `--extern`.
    pub fn library(&self, crate_name: &str) -> Option<&Path> {
        self.libraries
            .get(&crate_name.replace('-', "_"))
            .map(PathBuf::as_path)
    }

    /// The compiled crates of these packages, each with its name in programs.
    pub fn libraries<'a>(
        &'a self,
        packages: &BTreeSet<String>,
    ) -> Result<Vec<(String, &'a Path)>> {
        packages
            .iter()
            .map(|name| {
                let library = self.library(name).with_context(|| {
                    format!("cargo built no crate `{name}`")
                })?;
                Ok((name.replace('-', "_"), library))
            })
            .collect()
    }

    /// The arguments with which a program can use the crates of these
    /// packages, and no others.
    pub fn rustc_arguments(
        &self,
        packages: &BTreeSet<String>,
    ) -> Result<Vec<OsString>> {
        let mut arguments = self.folder_arguments();
        for (name, library) in self.libraries(packages)? {
            arguments.extend(extern_arguments(&name, library));
        }
        Ok(arguments)
    }

    /// The folders in which rustc finds the dependencies of the crates that
    /// `--extern` names.
    pub fn folder_arguments(&self) -> Vec<OsString> {
        self.library_folders()
            .into_iter()
            .flat_map(|folder| {
                ["-L".into(), key_value_argument("dependency=", folder)]
            })
            .collect()
    }

    fn library_folders(&self) -> BTreeSet<&Path> {
        self.libraries
            .values()
            .filter_map(|library| library.parent())
            .collect()
    }

    /// Adds what one line of cargo's JSON messages reports as built.
    pub fn read_message(&mut self, line: &str) {
        let Ok(message) = serde_json::from_str::<Message>(line) else {
            return;
        };
        if message.reason == "compiler-artifact"
            && let Some(target) = message.target
        {
            self.add(target, message.filenames, message.executable);
        }
    }

    fn add(
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
                let is_library = |file: &PathBuf| {
                    file.extension().is_some_and(|ext| ext != "rmeta")
                };
                if let Some(library) = files.into_iter().find(is_library) {
                    let name = target.name.replace('-', "_");
                    self.libraries.insert(name, library);
                }
            }
            _ => {}
        }
    }
}

/// The arguments for one crate that a program may use.
pub fn extern_arguments(crate_name: &str, library: &Path) -> [OsString; 2] {
    [
        "--extern".into(),
        key_value_argument(&format!("{crate_name}="), library),
    ]
}

pub(crate) fn key_value_argument(key: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(key);
    argument.push(path);
    argument
}

/// The part of cargo's messages that reports what was built.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removed_crates_are_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("liba.rlib");
        std::fs::write(&library, "").unwrap();
        let artifacts = Artifacts {
            libraries: [("a".to_owned(), library.clone())].into(),
            ..Artifacts::default()
        };
        assert!(artifacts.has_libraries());
        std::fs::remove_file(library).unwrap();
        assert!(!artifacts.has_libraries());
    }

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
        let mut artifacts = Artifacts::default();
        for line in lines.lines() {
            artifacts.read_message(line);
        }
        assert_eq!(
            artifacts.program("two_waits"),
            Some(Path::new("/e/two_waits"))
        );
        assert_eq!(
            artifacts.library("serde-json"),
            Some(Path::new("/d/libs.rlib"))
        );
        assert_eq!(artifacts.library_folders().len(), 1);
    }
}
