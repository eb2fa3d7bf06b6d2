//! Facts that several files repeat are the same in all of them.

use book_tests::root;
use book_tests::tree::read_file;
use serde::Deserialize;
use std::path::Path;

fn read_manifest(path: &str) -> toml::Table {
    read_file(Path::new(path)).parse().unwrap()
}

/// The oldest Rust that the workbook promises to work with.
fn read_oldest_rust_version(path: &str) -> String {
    let manifest = read_manifest(path);
    let version = &manifest["workspace"]["package"]["rust-version"];
    version.as_str().unwrap().to_owned()
}

#[test]
fn repeated_parts_of_manifests_are_derived() {
    let stale = manifests::find_stale(root()).unwrap();
    assert!(
        stale.is_empty(),
        "{stale:?} differ from what the book has; `cargo run -- sync` \
         writes them"
    );
}

#[test]
fn the_oldest_rust_is_the_same_everywhere() {
    let version = read_oldest_rust_version("Cargo.toml");
    let promise = format!(
        "Rust](https://www.rust-lang.org/tools/install) {version} or newer"
    );
    assert!(
        read_file(Path::new("README.md")).contains(&promise),
        "{promise}"
    );
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    rust_version: Option<String>,
}

/// `[1, 88, 0]` of `1.88`.
fn version_numbers(version: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = version
        .split('.')
        .map(|part| part.parse().unwrap())
        .collect();
    numbers.resize(3, 0);
    numbers
}

/// Nothing here compiles with the oldest Rust. But no crate may say that it
/// needs a newer one, and clippy's `incompatible_msrv` rejects functions of
/// the standard library that are newer.
#[test]
fn no_crate_needs_a_newer_rust() {
    let oldest = read_oldest_rust_version("Cargo.toml");
    for folder in ["", "exercises"] {
        let output = toolchain::cargo_command()
            .current_dir(root().join(folder))
            .args(["metadata", "--offline", "--format-version", "1"])
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "run `cargo fetch`: {errors}");
        let metadata: Metadata =
            serde_json::from_slice(&output.stdout).unwrap();
        for package in metadata.packages {
            let needs = package.rust_version.unwrap_or_default();
            assert!(
                needs.is_empty()
                    || version_numbers(&needs) <= version_numbers(&oldest),
                "`{}` needs Rust {needs}, newer than {oldest}",
                package.name
            );
        }
    }
}

#[test]
fn the_readme_counts_the_chapters() {
    let summary = read_file(Path::new("src/SUMMARY.md"));
    let chapters = summary.lines().filter(|line| line.starts_with("- ["));
    let (drafts, written): (Vec<_>, Vec<_>) =
        chapters.partition(|line| line.ends_with("()"));
    let count = format!(
        "chapters 1 to {} of {}",
        written.len(),
        written.len() + drafts.len()
    );
    assert!(
        read_file(Path::new("README.md")).contains(&count),
        "{count}"
    );
}
