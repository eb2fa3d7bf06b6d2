//! The recorder's crates, built once for all tests of a file.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The recorder's folder.
pub fn root() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the tests have a folder above")
}

/// The crate that stands for tokio, and the folder of what it needs.
pub fn tokio() -> (&'static Path, &'static Path) {
    static BUILT: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();
    let (library, needs) = BUILT.get_or_init(build);
    (library, needs)
}

fn build() -> (PathBuf, PathBuf) {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["build", "--offline", "--quiet", "--message-format=json"])
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "the recorder does not build");
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let library = text
        .lines()
        .find_map(shim)
        .expect("cargo has built the crate `tokio`");
    let debug = library.parent().expect("a library lies in a folder");
    let needs = debug.join("deps");
    (library, needs)
}

/// The library, if this message is about the crate that stands for tokio.
fn shim(line: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(line).ok()?;
    let manifest = Path::new(message["manifest_path"].as_str()?);
    let files = message["filenames"].as_array()?;
    let files = files.iter().filter_map(Value::as_str);
    (manifest == root().join("tokio/Cargo.toml"))
        .then(|| files.into_iter().find(|file| file.ends_with(".rlib")))?
        .map(PathBuf::from)
}
