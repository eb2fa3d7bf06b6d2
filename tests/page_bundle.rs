//! The bundled scripts and styles are those that `page/src` gives, and no
//! page loads many of them.
//!
//! `page/build.js` records the hashes of all that it read and wrote. So this
//! test needs neither Node nor a browser.

use book_tests::root;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const BUNDLE_RECORD: &str = "page/dist/bundle.json";

const REBUILD_ADVICE: &str = "run `npm ci && npm run build` in page/, and commit \
                      what it changes";

/// What `build.js` reads apart from `page/src`.
const BUILD_FILES: [&str; 3] = [
    "page/build.js",
    "page/package-lock.json",
    "page/package.json",
];

/// What it writes apart from `src/scripts`.
const BUNDLE_FILES: [&str; 2] = ["page/dist/page.css", "page/theme/head.hbs"];

/// The SHA-256 of each file, by its path.
type Hashes = BTreeMap<String, String>;

#[derive(Deserialize)]
struct BundleRecord {
    sources: Hashes,
    results: Hashes,
}

#[test]
fn the_bundle_is_as_new_as_its_sources() {
    let text = fs::read_to_string(root().join(BUNDLE_RECORD)).unwrap();
    let record: BundleRecord = serde_json::from_str(&text).unwrap();
    let sources = hash_folder_and_files("page/src", &BUILD_FILES);
    let results = hash_folder_and_files("src/scripts", &BUNDLE_FILES);
    assert!(sources.len() > 50, "where are the sources?");
    assert_same_hashes(&sources, &record.sources);
    assert_same_hashes(&results, &record.results);
}

#[track_caller]
fn assert_same_hashes(found: &Hashes, recorded: &Hashes) {
    let names: BTreeSet<_> = found.keys().chain(recorded.keys()).collect();
    let changed: Vec<_> = names
        .into_iter()
        .filter(|name| found.get(*name) != recorded.get(*name))
        .collect();
    assert!(changed.is_empty(), "stale: {changed:?}\n{REBUILD_ADVICE}");
}

fn hash_folder_and_files(folder: &str, files: &[&str]) -> Hashes {
    let mut hashes = Hashes::new();
    hash_folder(Path::new(folder), &mut hashes);
    for file in files {
        hash_file(Path::new(file), &mut hashes);
    }
    hashes
}

fn hash_folder(folder: &Path, hashes: &mut Hashes) {
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = folder.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            hash_folder(&path, hashes);
        } else if !path.to_string_lossy().ends_with(".test.js") {
            hash_file(&path, hashes);
        }
    }
}

/// Hashes the file with the line ends of Unix, as `build.js` does.
fn hash_file(path: &Path, hashes: &mut Hashes) {
    let text = fs::read_to_string(root().join(path)).unwrap();
    let digest = Sha256::digest(text.replace("\r\n", "\n"));
    let hex = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let name = path.to_string_lossy().replace('\\', "/");
    hashes.insert(name, hex);
}
