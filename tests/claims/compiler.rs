//! Compiles short programs for tests that compare the compiler's messages.

use std::path::Path;
use std::process::{Command, Output};

/// Type-checks a library with `rustc` or `clippy-driver`.
pub fn compile(compiler: &str, source: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lib.rs");
    std::fs::write(&path, source).unwrap();
    run_compiler(compiler, &path, folder.path())
}

fn run_compiler(compiler: &str, path: &Path, folder: &Path) -> Output {
    let options = ["--edition", "2024", "--crate-type", "lib", "--out-dir"];
    let mut command = Command::new(compiler);
    command.args(options).arg(folder).arg("--emit=metadata");
    command.arg(path).output().unwrap()
}
