//! The book's listings, and the versions of its crates.

use crate::crates::root;
use crate::program::Program;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

/// Crates that a listing may use and that are not here.
const OTHERS: [&str; 3] = ["lexopt", "serde", "serde_json"];

#[test]
fn the_first_chapters_listings_compile() {
    let mut compiled = 0;
    for path in listings() {
        let text = fs::read_to_string(&path).unwrap();
        let uses = |name: &&str| text.contains(&format!("use {name}::"));
        if !OTHERS.iter().any(uses) {
            Program::compile(&text);
            compiled += 1;
        }
    }
    assert!(compiled > 5, "{compiled} of them");
}

fn listings() -> Vec<PathBuf> {
    let folder = root().join("../listings/ch01-waiting");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let rust = Some(OsStr::new("rs"));
    files.filter(|path| path.extension() == rust).collect()
}

#[test]
fn each_crate_has_the_version_that_the_listings_have() {
    let versions = |file: &str| -> HashSet<(String, String)> {
        let text = fs::read_to_string(root().join(file)).unwrap();
        let packages = text.split("[[package]]").skip(1);
        packages.filter_map(name_and_version).collect()
    };
    let theirs = versions("../Cargo.lock");
    let ours = versions("Cargo.lock");
    assert!(ours.len() > 20);
    let other: Vec<_> = ours.difference(&theirs).collect();
    assert!(other.is_empty(), "{other:?}");
}

/// None for this workspace's own.
fn name_and_version(package: &str) -> Option<(String, String)> {
    package.lines().find(|line| line.starts_with("source"))?;
    let value = |key: &str| {
        let mut lines = package.lines();
        lines.find_map(|line| line.strip_prefix(key).map(str::to_owned))
    };
    Some((value("name = ")?, value("version = ")?))
}
