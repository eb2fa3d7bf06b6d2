//! The edits against the tokio that the workspace's lockfile names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn every_anchor_matches_the_locked_tokio() {
    let copy = tempfile::tempdir().unwrap();
    let probe = Path::new("/a/probe");
    instrument::copy_tokio(&find_locked_tokio_folder(), copy.path(), probe)
        .unwrap_or_else(|error| panic!("{error}"));
    let manifest = fs::read_to_string(copy.path().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("[dependencies.probe]\npath = '/a/probe'"));
    assert!(!manifest.contains("[[test]]"));
}

#[test]
fn each_edit_changes_its_files() {
    let tokio = find_locked_tokio_folder();
    let copy = tempfile::tempdir().unwrap();
    instrument::copy_tokio(&tokio, copy.path(), Path::new("probe")).unwrap();
    for file in instrument::all_edits().iter().flat_map(|edit| &edit.files) {
        let read = |root: &Path| {
            fs::read_to_string(root.join("src").join(file)).unwrap()
        };
        assert_ne!(read(&tokio), read(copy.path()), "{file}");
    }
}

#[test]
fn a_source_that_has_changed_is_refused_with_each_anchor() {
    let source = tempfile::tempdir().unwrap();
    copy_folder(&find_locked_tokio_folder(), source.path());
    let change = |file: &str, from: &str, to: &str| {
        let file = source.path().join("src").join(file);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from));
        fs::write(file, text.replace(from, to)).unwrap();
    };
    change("sync/mpsc/list.rs", "fn push(", "fn append(");
    change("runtime/park.rs", "pin!(f);", "let f = pin!(f);");
    let to = tempfile::tempdir().unwrap();
    let kept = to.path().join("kept");
    fs::write(&kept, "").unwrap();
    let refused = instrument::copy_tokio(source.path(), to.path(), &kept);
    let message = refused.unwrap_err().to_string();
    for anchor in [
        "src/sync/mpsc/list.rs, `fn push`, after `let slot_index = \
         self.tail_position.fetch_add(1, Acquire);`: there is no `fn push`",
        "src/runtime/park.rs, `fn block_on`, before `pin!(f);`: there are no \
         such lines",
    ] {
        assert!(message.contains(anchor), "{message}");
    }
    assert!(
        kept.exists(),
        "what was there is replaced only by a whole copy"
    );
}

/// The folder in the registry of the version in `Cargo.lock`.
fn find_locked_tokio_folder() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Without a platform, cargo would need the crates of all of them.
    let platform = format!("--filter-platform={}", host_triple());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--offline", &platform])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let tokio = packages.find(|package| package["name"] == "tokio").unwrap();
    let manifest = Path::new(tokio["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().to_owned()
}

fn host_triple() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().unwrap();
    let version = String::from_utf8(output.stdout).unwrap();
    let line = version.lines().find_map(|line| line.strip_prefix("host: "));
    line.unwrap().to_owned()
}

fn copy_folder(source_folder: &Path, target_folder: &Path) {
    fs::create_dir_all(target_folder).unwrap();
    for entry in fs::read_dir(source_folder).unwrap() {
        let path = entry.unwrap().path();
        let target_folder = target_folder.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target_folder);
        } else {
            fs::copy(&path, target_folder).unwrap();
        }
    }
}
