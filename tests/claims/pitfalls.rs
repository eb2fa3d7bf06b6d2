//! What chapter 9 says about the lints of the compiler and of Clippy: each row
//! of its table, with the compiler that finds it or doesn't.

use book_tests::root;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CHECKED_CODE_PRELUDE: &str = "
#![allow(dead_code, unused_imports, clippy::redundant_async_block)]
use std::{cell::RefCell, fmt::Error, sync::Mutex, time::Duration};
pub async fn save() -> Result<(), Error> { Ok(()) }
pub async fn log() {}
";

/// In the order of the table in `lints-and-tools.md`.
const TABLE_ROWS: [LintTableRow; 17] = [
    row(
        "`log();`",
        "pub async fn f() { log(); }",
        Warned("unused_must_use"),
    ),
    row(
        "`let _ = log();`",
        "pub async fn f() { let _ = log(); }",
        Warned("clippy::let_underscore_future"),
    ),
    row(
        "`let _later = log();`",
        "pub async fn f() { let _later = log(); }",
        Accepted,
    ),
    row(
        "`let _ = tokio::spawn(log());`",
        "pub async fn f() { let _ = tokio::spawn(log()); }",
        Warned("clippy::let_underscore_future"),
    ),
    row(
        "`tokio::spawn(log());`",
        "pub async fn f() { tokio::spawn(log()); }",
        Accepted,
    ),
    row(
        "`async { log() }` instead of `async { log().await }`",
        "pub async fn f() { let later = async { log() }; later.await.await }",
        Rejected("clippy::async_yields_async"),
    ),
    row(
        "a `Vec` of futures that's only counted",
        "pub fn f() -> usize {
            let all: Vec<_> = (0..3).map(|_| log()).collect();
            all.len()
        }",
        Accepted,
    ),
    row(
        "`save().await;`",
        "pub async fn f() { save().await; }",
        Warned("unused_must_use"),
    ),
    row(
        "`let _ = save().await;`",
        "pub async fn f() { let _ = save().await; }",
        OffByDefault("let_underscore_must_use"),
    ),
    row(
        "`save().await.ok();`",
        "pub async fn f() { save().await.ok(); }",
        OffByDefault("unused_result_ok"),
    ),
    row(
        "`filter_map(Result::ok)`",
        "pub fn f(all: Vec<Result<u32, Error>>) -> Vec<u32> {
            all.into_iter().filter_map(Result::ok).collect()
        }",
        Accepted,
    ),
    row(
        "std's `MutexGuard` across an `.await`",
        "pub async fn f(counter: &Mutex<u32>) {
            let mut guard = counter.lock().unwrap();
            log().await;
            *guard += 1;
        }",
        Warned("clippy::await_holding_lock"),
    ),
    row(
        "a borrowed `RefCell` across an `.await`",
        "pub async fn f(counter: &RefCell<u32>) {
            let mut count = counter.borrow_mut();
            log().await;
            *count += 1;
        }",
        Warned("clippy::await_holding_refcell_ref"),
    ),
    row(
        "tokio's `MutexGuard` across an `.await`",
        "pub async fn f(counter: &tokio::sync::Mutex<u32>) {
            let mut guard = counter.lock().await;
            log().await;
            *guard += 1;
        }",
        NeedsConfiguration("clippy::await_holding_invalid_type"),
    ),
    row(
        "`std::thread::sleep` in async code",
        "pub async fn f() { std::thread::sleep(Duration::from_secs(1)); }",
        NeedsConfiguration("clippy::disallowed_methods"),
    ),
    row(
        "an async function without an `.await`",
        "pub async fn f() -> u32 { 20 }",
        OffByDefault("unused_async"),
    ),
    row(
        "a future that's very large",
        "pub async fn g(all: [u8; 20_000]) -> u8 { log().await; all[0] }
        pub async fn f() -> u8 { g([0; 20_000]).await }",
        OffByDefault("large_futures"),
    ),
];

struct LintTableRow {
    /// The first cell of the table's row.
    first_cell: &'static str,
    code: &'static str,
    verdict: LintVerdict,
}

const fn row(
    first_cell: &'static str,
    code: &'static str,
    verdict: LintVerdict,
) -> LintTableRow {
    LintTableRow {
        first_cell,
        code,
        verdict,
    }
}

/// What the compiler and Clippy say about a row's code.
#[derive(Clone, Copy)]
enum LintVerdict {
    /// The lint warns without any settings.
    Warned(&'static str),
    /// The lint is an error without any settings.
    Rejected(&'static str),
    /// The lint of Clippy warns once it's switched on. Its name lacks
    /// `clippy::`.
    OffByDefault(&'static str),
    /// The lint warns with the pages' `clippy.toml`.
    NeedsConfiguration(&'static str),
    Accepted,
}
use LintVerdict::{
    Accepted, NeedsConfiguration, OffByDefault, Rejected, Warned,
};

impl LintTableRow {
    /// Returns the row of the table, as it must be on the page.
    fn to_markdown(&self) -> String {
        let first_cell = self.first_cell;
        match self.verdict {
            Warned(lint) => format!("| {first_cell} | `{lint}` | yes |"),
            Rejected(lint) => {
                format!("| {first_cell} | `{lint}` | yes, as an error |")
            }
            OffByDefault(lint) => {
                format!("| {first_cell} | `clippy::{lint}` | no |")
            }
            NeedsConfiguration(lint) => {
                format!("| {first_cell} | `{lint}` | with `clippy.toml` |")
            }
            Accepted => format!("| {first_cell} | nothing | |"),
        }
    }
}

/// A message of the compiler or of Clippy, as JSON.
#[derive(Deserialize)]
struct CargoMessage {
    level: String,
    code: Option<Code>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

fn read_page(page_name: &str) -> String {
    let path = root().join("src/ch09-pitfalls").join(page_name);
    fs::read_to_string(path).unwrap()
}

/// The `clippy.toml` that the pages show, in two parts.
fn read_clippy_toml() -> String {
    ["blocking-calls.md", "locks-across-await.md"]
        .map(|name| {
            let page = read_page(name);
            let (_, toml) = page.split_once("```toml\n").unwrap();
            toml.split_once("```").unwrap().0.to_owned()
        })
        .concat()
}

/// The tokio that this test was built with.
fn find_tokio_library() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let files = fs::read_dir(test.parent().unwrap()).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let is_tokio = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("libtokio-") && name.ends_with(".rlib")
    };
    files.find(is_tokio).expect("tokio was built for this test")
}

/// Compiles `code`, and returns each lint that reports it, with its level, such
/// as `warning unused_must_use`.
fn find_reported_lints(
    code: &str,
    options: &[String],
    configuration: Option<&str>,
) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lib.rs");
    fs::write(&path, format!("{CHECKED_CODE_PRELUDE}{code}")).unwrap();
    let toml = configuration.unwrap_or_default();
    fs::write(folder.path().join("clippy.toml"), toml).unwrap();
    let tokio = find_tokio_library();
    let output = Command::new("clippy-driver")
        .args(["--edition", "2024", "--crate-type", "lib"])
        .args(["--error-format=json", "--emit=metadata", "--out-dir"])
        .arg(folder.path())
        .arg("-L")
        .arg(tokio.parent().map(Path::as_os_str).unwrap())
        .arg("--extern")
        .arg(format!("tokio={}", tokio.display()))
        .args(options)
        .arg(&path)
        .env("CLIPPY_CONF_DIR", folder.path())
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    messages
        .lines()
        .map(|line| {
            serde_json::from_str::<CargoMessage>(line)
                .unwrap_or_else(|error| panic!("{error}: {line}"))
        })
        .filter_map(|message| {
            let lint = message.code?.code;
            Some(format!("{} {lint}", message.level))
        })
        .collect()
}

#[test]
fn the_lints_find_what_the_table_says() {
    let toml = read_clippy_toml();
    for LintTableRow { code, verdict, .. } in TABLE_ROWS {
        let found = find_reported_lints(code, &[], None);
        let by_default = match verdict {
            Warned(lint) => string_set(&[&format!("warning {lint}")]),
            Rejected(lint) => string_set(&[&format!("error {lint}")]),
            OffByDefault(_) | NeedsConfiguration(_) | Accepted => {
                string_set(&[])
            }
        };
        assert_eq!(found, by_default, "{code}");
        if let OffByDefault(lint) = verdict {
            let options = ["-W".to_owned(), format!("clippy::{lint}")];
            let found = find_reported_lints(code, &options, None);
            let expected = string_set(&[&format!("warning clippy::{lint}")]);
            assert_eq!(found, expected, "{code}");
        }
        if let NeedsConfiguration(lint) = verdict {
            let found = find_reported_lints(code, &[], Some(&toml));
            assert_eq!(
                found,
                string_set(&[&format!("warning {lint}")]),
                "{code}"
            );
        }
    }
}

fn string_set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn the_table_has_exactly_these_rows() {
    let page = read_page("lints-and-tools.md");
    let (_, table) = page.split_once("| is it on? |\n|---|---|---|\n").unwrap();
    let table: Vec<&str> =
        table.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(table, TABLE_ROWS.map(|row| row.to_markdown()));
}

#[test]
fn a_cell_that_is_code_stands_in_the_code_that_was_checked() {
    for LintTableRow {
        first_cell, code, ..
    } in TABLE_ROWS
    {
        let inner = first_cell
            .strip_prefix('`')
            .and_then(|c| c.strip_suffix('`'));
        let Some(inner) = inner.filter(|inner| !inner.contains('`')) else {
            continue;
        };
        assert!(code.contains(inner), "{first_cell} isn't in {code}");
    }
}

#[test]
fn the_page_switches_on_each_lint_that_is_off() {
    let page = read_page("lints-and-tools.md");
    let (_, toml) = page.split_once("[lints.clippy]\n").unwrap();
    let (toml, _) = toml.split_once("```").unwrap();
    let off = TABLE_ROWS.into_iter().filter_map(|row| match row.verdict {
        OffByDefault(lint) => Some(format!("{lint} = \"warn\"\n")),
        _ => None,
    });
    assert_eq!(toml, off.collect::<String>());
}
