//! A learner's first command must stay light: crates are counted, not timed.

use book_tests::root;
use std::collections::BTreeSet;

/// What `cargo tree` says of each crate that cargo compiles on this machine.
fn list_crates(packages: &[&str], format: &str) -> BTreeSet<String> {
    let output = toolchain::cargo_command()
        .current_dir(root())
        .args(["tree", "--offline", "--prefix", "none", "--format", format])
        .args(packages)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| line.trim_end_matches("(*)").trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

#[track_caller]
fn crates_of(package: &str) -> BTreeSet<String> {
    let edges = ["--edges", "normal,build", "--package", package];
    let crates = list_crates(&edges, "{p}");
    assert!(crates.iter().any(|name| name.starts_with(package)));
    crates
}

#[track_caller]
fn at_most(limit: usize, package: &str) {
    let crates = crates_of(package);
    let count = crates.len();
    assert!(
        count <= limit,
        "`{package}` compiles {count} crates, more than {limit}:\n{}",
        Vec::from_iter(crates).join("\n")
    );
}

#[test]
fn a_listing_of_chapter_1_compiles_at_most_32_crates() {
    at_most(32, "ch01-waiting");
}

/// All of them are compiled before a learner sees the first page. About half
/// come with mdBook, so the limit leaves no room for a crate that isn't needed.
#[test]
fn the_workbook_compiles_at_most_200_crates() {
    at_most(200, "workbook");
}

/// The page on the last stage says how many its library compiles. On other
/// systems there are some more, or fewer.
#[test]
#[cfg(target_os = "linux")]
fn the_page_counts_the_crates_of_the_last_stage() {
    let page = root().join("src/ch08-real-world/service-tests.md");
    let page = std::fs::read_to_string(page).unwrap();
    let count = crates_of("weather-web").len();
    let sentence = format!("compiles {count} crates");
    assert!(page.contains(&sentence), "the page must say `{sentence}`");
}

/// Otherwise, `cargo run` after `cargo test` would compile crates again.
#[test]
fn the_tests_change_no_feature_of_the_workbooks_crates() {
    let format = "{p} [{f}]";
    let with_tests = list_crates(&["--workspace"], format);
    let changed: Vec<String> = list_crates(&[], format)
        .difference(&with_tests)
        .cloned()
        .collect();
    assert!(
        changed.is_empty(),
        "with the tests, these have other features:\n{}",
        changed.join("\n")
    );
}
