//! Formatting a reader's text: with the book's settings, within limits, and
//! without touching any file.

use crate::driver::{create_runner, wait_for};
use runner::Limits;
use std::fs;
use std::time::Duration;

fn format(source: &str) -> anyhow::Result<String> {
    wait_for(create_runner(Limits::default()).format(source))
}

#[test]
fn a_text_is_formatted_with_the_settings_of_the_book() {
    let long = "fn main(){call(first_argument, second_argument, \
                third_argument, fourth_argument, fifth)}";
    let formatted = format(long).unwrap();
    assert!(
        formatted.starts_with("fn main() {\n    call("),
        "{formatted}"
    );
    // rustfmt's own width is 100.
    assert!(
        formatted.lines().all(|line| line.len() <= 80),
        "{formatted}"
    );
    assert_eq!(format(&formatted).unwrap(), formatted);
}

#[test]
fn a_text_that_does_not_parse_is_refused_with_its_line() {
    let error = format("fn main() {\n    let a = 1\n    let b = 2;\n}\n");
    let error = error.unwrap_err().to_string();
    assert_eq!(error, "expected `;`, found keyword `let` (line 2)");
}

#[test]
fn formatting_has_a_time_limit() {
    let mut limits = Limits::default();
    limits.compiler.time = Duration::from_millis(1);
    let error =
        wait_for(create_runner(limits).format("fn main() {}")).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("rustfmt was stopped, because it "),
        "{error}"
    );
}

#[test]
fn a_module_in_another_file_is_not_formatted() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.rs");
    let text = "fn   ugly( ) { }\n";
    fs::write(&other, text).unwrap();
    let source = format!("#[path = {other:?}]\nmod other;\nfn main() {{}}\n");
    let _ = format(&source);
    assert_eq!(fs::read_to_string(&other).unwrap(), text);
}
