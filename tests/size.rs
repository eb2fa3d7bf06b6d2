//! A learner's first command must stay light: crates are counted, not timed.

use book_tests::root;
use std::collections::BTreeSet;

/// What `cargo tree` says of each crate that cargo compiles on this machine.
fn run_cargo_tree(arguments: &[&str], format: &str) -> BTreeSet<String> {
    let output = toolchain::cargo_command()
        .current_dir(root())
        .args(["tree", "--offline", "--prefix", "none", "--format", format])
        .args(arguments)
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
fn compiled_crates_of(package: &str) -> BTreeSet<String> {
    let edges = ["--edges", "normal,build", "--package", package];
    let crates = run_cargo_tree(&edges, "{p}");
    assert!(crates.iter().any(|name| name.starts_with(package)));
    crates
}

#[track_caller]
fn assert_crate_count_at_most(limit: usize, package: &str) {
    let crates = compiled_crates_of(package);
    let count = crates.len();
    assert!(
        count <= limit,
        "`{package}` compiles {count} crates, more than {limit}:\n{}",
        Vec::from_iter(crates).join("\n")
    );
}

#[test]
fn a_listing_of_chapter_1_compiles_at_most_32_crates() {
    assert_crate_count_at_most(32, "ch01-waiting");
}

/// All of them are compiled before a learner sees the first page. About half
/// come with mdBook, so the limit leaves no room for a crate that isn't needed.
#[test]
fn the_workbook_compiles_at_most_200_crates() {
    assert_crate_count_at_most(200, "workbook");
}

/// The page on the last stage says how many its library compiles. On other
/// systems there are some more, or fewer.
#[test]
#[cfg(target_os = "linux")]
fn the_page_counts_the_crates_of_the_last_stage() {
    let page = root().join("src/ch08-real-world/service-tests.md");
    let page = std::fs::read_to_string(page).unwrap();
    let count = compiled_crates_of("weather-web").len();
    let sentence = format!("compiles {count} crates");
    assert!(page.contains(&sentence), "the page must say `{sentence}`");
}

/// Otherwise, `cargo run` after `cargo test` would compile crates again.
#[test]
fn the_tests_change_no_feature_of_the_workbooks_crates() {
    let format = "{p} [{f}]";
    let with_tests = run_cargo_tree(&["--workspace"], format);
    let changed: Vec<String> = run_cargo_tree(&[], format)
        .difference(&with_tests)
        .cloned()
        .collect();
    assert!(
        changed.is_empty(),
        "with the tests, these have other features:\n{}",
        changed.join("\n")
    );
}
