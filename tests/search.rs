//! What the search field finds first (`tests/search.toml`). The queries run
//! in Node, with the scripts and the index of the built site.

use anyhow::{Context, Result, ensure};
use book::phrasebook::{PhrasebookRow, parse_rows};
use book::{self, BuildOptions};
use book_tests::tree::read_file;
use book_tests::{node, root};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

#[derive(Deserialize)]
struct ExpectedResults {
    queries: BTreeMap<String, String>,
}

/// The site, or why it can't be searched here.
fn build_searchable_site() -> Option<&'static Path> {
    static SITE: OnceLock<PathBuf> = OnceLock::new();
    if let Some(reason) = node::explain_missing_tool() {
        assert!(!node::is_ci(), "{reason}");
        println!("skipped: {reason}");
        return None;
    }
    let site = SITE.get_or_init(|| {
        // No folder of its own, because nothing would remove it.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search");
        let options = BuildOptions { dest: Some(folder) };
        book::build(root(), &options).unwrap()
    });
    Some(site)
}

/// Returns the addresses that each query finds, the best first.
fn search(site: &Path, queries: &[&str]) -> Result<Vec<Vec<String>>> {
    let mut node = Command::new("node")
        .arg(root().join("tests/search.js"))
        .arg(site)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("Node could not be started")?;
    let mut stdin = node.stdin.take().context("Node has no input")?;
    stdin.write_all(serde_json::to_string(queries)?.as_bytes())?;
    drop(stdin);
    let output = node.wait_with_output()?;
    ensure!(output.status.success(), "`tests/search.js` fails");
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The queries whose first result is on another page than the expected one.
fn find_wrong_results(
    site: &Path,
    expected: &[(String, String)],
) -> Vec<String> {
    let queries: Vec<&str> =
        expected.iter().map(|(query, _)| query.as_str()).collect();
    let results = search(site, &queries).unwrap();
    let fault = |((query, page), found): (&(String, String), Vec<String>)| {
        let pages: Vec<&str> = found
            .iter()
            .filter_map(|url| url.split('#').next())
            .collect();
        (pages.first() != Some(&page.as_str())).then(|| {
            let first = &pages[..pages.len().min(3)];
            format!("`{query}` finds {first:?}, and not {page} first")
        })
    };
    expected.iter().zip(results).filter_map(fault).collect()
}

#[track_caller]
fn assert_no_faults(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn each_search_query_finds_the_right_page_first() {
    let Some(site) = build_searchable_site() else {
        return;
    };
    let expected: ExpectedResults =
        toml::from_str(&read_file(Path::new("tests/search.toml"))).unwrap();
    let expected: Vec<(String, String)> =
        expected.queries.into_iter().collect();
    assert_no_faults(find_wrong_results(site, &expected));
}

#[test]
fn each_name_of_the_phrasebook_finds_the_page_that_explains_it() {
    let Some(site) = build_searchable_site() else {
        return;
    };
    let rows = parse_rows(&read_file(Path::new("src/phrasebook.md")));
    let expected: Vec<(String, String)> =
        rows.iter().flat_map(queries_with_expected_page).collect();
    assert!(expected.len() > 90, "only {} names", expected.len());
    assert_no_faults(find_wrong_results(site, &expected));
}

/// A name may be explained in two rows, and then the one without arguments is
/// meant: `asyncio.sleep(0)` is a special case of `asyncio.sleep`.
fn queries_with_expected_page(row: &PhrasebookRow) -> Vec<(String, String)> {
    let link = row.links.first().expect("`tests/coverage.rs` checks it");
    let page = link.split('#').next().unwrap().replace(".md", ".html");
    let names = row
        .python_names
        .iter()
        .filter(|name| !is_explained_in_another_row(name));
    names.map(|name| (name.clone(), page.clone())).collect()
}

fn is_explained_in_another_row(name: &str) -> bool {
    name == "asyncio.sleep(0)" || name == "asyncio.as_completed(timeout=…)"
}

#[test]
fn python_versions_and_folded_code_rank_below_explanations() {
    let Some(site) = build_searchable_site() else {
        return;
    };
    // Nearly every Python version contains it, and one page explains it.
    let results = search(site, &["asyncio.run", "perf_counter"]).unwrap();
    assert!(results[0][0].starts_with("ch03-event-loop/runtime.html"));
    // But what stands only there is found all the same.
    assert!(!results[1].is_empty(), "`perf_counter` is found nowhere");
}
