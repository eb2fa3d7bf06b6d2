//! What chapter 9 says about the lints of the compiler and of Clippy: each row
//! of its table, with the compiler that finds it or doesn't.

use book_tests::root;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PRELUDE: &str = "
#![allow(dead_code, unused_imports, clippy::redundant_async_block)]
use std::{cell::RefCell, fmt::Error, sync::Mutex, time::Duration};
pub async fn save() -> Result<(), Error> { Ok(()) }
pub async fn log() {}
";

/// In the order of the table in `lints-and-tools.md`.
const ROWS: [Row; 17] = [
    row("pub async fn f() { log(); }", "unused_must_use", On),
    row(
        "pub async fn f() { let _ = log(); }",
        "let_underscore_future",
        On,
    ),
    row("pub async fn f() { let _later = log(); }", "", Nothing),
    row(
        "pub async fn f() { let _ = tokio::spawn(log()); }",
        "let_underscore_future",
        On,
    ),
    row("pub async fn f() { tokio::spawn(log()); }", "", Nothing),
    row(
        "pub async fn f() { let later = async { log() }; later.await.await }",
        "async_yields_async",
        On,
    ),
    row(
        "pub fn f() -> usize {
            let all: Vec<_> = (0..3).map(|_| log()).collect();
            all.len()
        }",
        "",
        Nothing,
    ),
    row("pub async fn f() { save().await; }", "unused_must_use", On),
    row(
        "pub async fn f() { let _ = save().await; }",
        "let_underscore_must_use",
        Off,
    ),
    row(
        "pub async fn f() { save().await.ok(); }",
        "unused_result_ok",
        Off,
    ),
    row(
        "pub fn f(all: Vec<Result<u32, Error>>) -> Vec<u32> {
            all.into_iter().filter_map(Result::ok).collect()
        }",
        "",
        Nothing,
    ),
    row(
        "pub async fn f(counter: &Mutex<u32>) {
            let mut guard = counter.lock().unwrap();
            log().await;
            *guard += 1;
        }",
        "await_holding_lock",
        On,
    ),
    row(
        "pub async fn f(counter: &RefCell<u32>) {
            let mut count = counter.borrow_mut();
            log().await;
            *count += 1;
        }",
        "await_holding_refcell_ref",
        On,
    ),
    row(
        "pub async fn f(counter: &tokio::sync::Mutex<u32>) {
            let mut guard = counter.lock().await;
            log().await;
            *guard += 1;
        }",
        "await_holding_invalid_type",
        Configured,
    ),
    row(
        "pub async fn f() { std::thread::sleep(Duration::from_secs(1)); }",
        "disallowed_methods",
        Configured,
    ),
    row("pub async fn f() -> u32 { 20 }", "unused_async", Off),
    row(
        "pub async fn g(all: [u8; 20_000]) -> u8 { log().await; all[0] }
        pub async fn f() -> u8 { g([0; 20_000]).await }",
        "large_futures",
        Off,
    ),
];

struct Row {
    code: &'static str,
    lint: &'static str,
    level: Level,
}

const fn row(code: &'static str, lint: &'static str, level: Level) -> Row {
    Row { code, lint, level }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Without any settings.
    On,
    /// It has to be switched on.
    Off,
    /// It needs the page's `clippy.toml`.
    Configured,
    Nothing,
}
use Level::{Configured, Nothing, Off, On};

fn page(name: &str) -> String {
    let path = root().join("src/ch09-pitfalls").join(name);
    fs::read_to_string(path).unwrap()
}

/// The `clippy.toml` that the pages show, in two parts.
fn clippy_toml() -> String {
    ["blocking-calls.md", "locks-across-await.md"]
        .map(|name| {
            let page = page(name);
            let (_, toml) = page.split_once("```toml\n").unwrap();
            toml.split_once("```").unwrap().0.to_owned()
        })
        .concat()
}

/// The tokio that this test was built with.
fn tokio() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let files = fs::read_dir(test.parent().unwrap()).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let is_tokio = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("libtokio-") && name.ends_with(".rlib")
    };
    files.find(is_tokio).expect("tokio was built for this test")
}

fn check(
    code: &str,
    options: &[String],
    configuration: Option<&str>,
) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lib.rs");
    fs::write(&path, format!("{PRELUDE}{code}")).unwrap();
    let toml = configuration.unwrap_or_default();
    fs::write(folder.path().join("clippy.toml"), toml).unwrap();
    let tokio = tokio();
    let output = Command::new("clippy-driver")
        .args(["--edition", "2024", "--crate-type", "lib"])
        .args(["--emit=metadata", "--out-dir"])
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
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_lints_find_what_the_table_says() {
    let toml = clippy_toml();
    for Row { code, lint, level } in ROWS {
        let messages = check(code, &[], None);
        if level == On {
            assert!(messages.contains(lint), "{code}\n{messages}");
            continue;
        }
        assert_eq!(messages, "", "{code}");
        if level == Off {
            let options = ["-W".to_owned(), format!("clippy::{lint}")];
            let messages = check(code, &options, None);
            assert!(messages.contains("warning: "), "{code}\n{messages}");
        }
        if level == Configured {
            let messages = check(code, &[], Some(&toml));
            assert!(messages.contains(lint), "{code}\n{messages}");
        }
    }
}

#[test]
fn the_table_has_a_row_for_each() {
    let page = page("lints-and-tools.md");
    let (_, table) = page.split_once("| is it on? |\n|---|---|---|\n").unwrap();
    let table: Vec<&str> = table.lines().take(ROWS.len()).collect();
    for (line, Row { code, lint, level }) in table.iter().zip(ROWS) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let expected = match level {
            Nothing => "nothing",
            On | Off | Configured => lint,
        };
        assert!(cells[2].contains(expected), "{code}: {line}");
        let expected = match level {
            On => "yes",
            Off => "no",
            Configured => "with `clippy.toml`",
            Nothing => "",
        };
        assert!(cells[3].starts_with(expected), "{code}: {line}");
    }
}
