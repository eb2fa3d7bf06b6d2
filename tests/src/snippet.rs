//! What skeptic's rustc is told about a block: its edition, and only the
//! crates that the reader of its chapter has.
//!
//! Skeptic 0.14 knows editions up to 2021 only, and offers every crate that
//! this package depends on. Each block therefore ends with a line that names
//! its crates, and `snippet-rustc` corrects the arguments by it.

use std::ffi::OsString;
use std::path::Path;

const RUST_EDITION: &str = "2024";
const CRATES_COMMENT: &str = "// edition 2024, crates:";

/// Adds the line that [`correct_rustc_arguments`] looks for to the block.
pub fn append_crates_comment<'a>(
    source: &str,
    crates: impl IntoIterator<Item = &'a str>,
) -> String {
    let crates: Vec<&str> = crates.into_iter().collect();
    format!(
        "{}\n{CRATES_COMMENT} {}\n",
        source.trim_end(),
        crates.join(" ")
    )
}

/// The arguments for the real rustc. What is no block, such as the question
/// for the version, is passed on as it is.
pub fn correct_rustc_arguments(original: Vec<OsString>) -> Vec<OsString> {
    let Some(crates) = original
        .iter()
        .find_map(|arg| read_crates_comment(arg.as_ref()))
    else {
        return original;
    };
    let mut out = Vec::with_capacity(original.len());
    let mut rest = original.into_iter();
    while let Some(argument) = rest.next() {
        if argument.to_string_lossy().starts_with("--edition") {
            out.push(format!("--edition={RUST_EDITION}").into());
        } else if argument == "--extern" {
            let library = rest.next().unwrap_or_default();
            if crates.contains(&crate_name_of_extern(&library)) {
                out.extend([argument, library]);
            }
        } else {
            out.push(argument);
        }
    }
    out
}

/// The crates that the source file may use, if it has that comment.
fn read_crates_comment(file: &Path) -> Option<Vec<String>> {
    let is_source = file.extension().is_some_and(|ext| ext == "rs");
    let text = std::fs::read_to_string(is_source.then_some(file)?).ok()?;
    let names = text
        .trim_end()
        .lines()
        .next_back()?
        .strip_prefix(CRATES_COMMENT)?;
    let name = |name: &str| name.replace('-', "_");
    Some(names.split_whitespace().map(name).collect())
}

/// `serde` of `serde=/target/debug/deps/libserde.rlib`.
fn crate_name_of_extern(library: &OsString) -> String {
    let library = library.to_string_lossy();
    library.split('=').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corrected_arguments_for_block(crates: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.rs");
        let text =
            append_crates_comment("fn main() {}", crates.iter().copied());
        std::fs::write(&file, text).unwrap();
        let line = ["--edition=2021", "--extern", "serde_json=/d/j.rlib"];
        let mut original = vec![file.into_os_string()];
        original.extend(line.map(OsString::from));
        correct_rustc_arguments(original)[1..]
            .iter()
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn externs_of_the_chapters_crates_stay() {
        assert_eq!(
            corrected_arguments_for_block(&["tokio", "serde-json"]),
            ["--edition=2024", "--extern", "serde_json=/d/j.rlib"]
        );
    }

    #[test]
    fn externs_of_other_crates_are_removed() {
        assert_eq!(
            corrected_arguments_for_block(&["serde"]),
            ["--edition=2024"]
        );
        assert_eq!(corrected_arguments_for_block(&[]), ["--edition=2024"]);
    }

    #[test]
    fn rustc_arguments_without_a_code_block_are_unchanged() {
        let version = vec![OsString::from("-vV")];
        assert_eq!(correct_rustc_arguments(version.clone()), version);
    }
}
