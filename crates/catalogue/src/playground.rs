//! Which listings the public Rust Playground can run.

use serde::Deserialize;
use std::fs;
use std::path::Path;

/// Crates that the Playground offers, as its own list of them (the page
/// `/meta/crates` of play.rust-lang.org) says, as far as listings use them.
const PLAYGROUND_CRATES: [&str; 7] = [
    "futures",
    "reqwest",
    "serde",
    "serde_json",
    "std",
    "tokio",
    "tokio_util",
];

/// It has no network, and its programs start no others.
const UNAVAILABLE_MODULES: [&str; 3] =
    ["std::net", "tokio::net", "std::process"];

/// It allows 10 s with the compilation.
const MAX_RUN_MS: f64 = 8000.0;

/// The part of a recorded run that says how long it took.
#[derive(Deserialize)]
struct RecordedEnd {
    end: f64,
}

/// Whether the Playground has what the program in this file uses, and time
/// enough for it. A program without a recorded run counts as a quick one.
pub(crate) fn can_run(program_path: &Path) -> bool {
    // A file that can't be read is reported when its text is needed.
    let text = fs::read_to_string(program_path).unwrap_or_default();
    let has_all = !UNAVAILABLE_MODULES.iter().any(|name| text.contains(name))
        && find_used_crates(&text)
            .all(|name| PLAYGROUND_CRATES.contains(&name));
    has_all && recorded_run_ms(program_path).is_none_or(|ms| ms < MAX_RUN_MS)
}

/// The first word of each `use` at the margin.
fn find_used_crates(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter_map(|line| line.strip_prefix("use "))
        .filter_map(|path| path.split(['{', ':', ';']).next())
        .filter(|name| !name.is_empty())
}

fn recorded_run_ms(program_path: &Path) -> Option<f64> {
    let text =
        fs::read_to_string(program_path.with_extension("run.json")).ok()?;
    let recorded: RecordedEnd = serde_json::from_str(&text).ok()?;
    Some(recorded.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_playground(
        program: &str,
        recording: Option<&str>,
        is_expected: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.rs");
        fs::write(&file, program).unwrap();
        if let Some(recording) = recording {
            fs::write(file.with_extension("run.json"), recording).unwrap();
        }
        assert_eq!(can_run(&file), is_expected, "{program}");
    }

    #[test]
    fn a_program_needs_only_what_the_playground_has() {
        assert_playground(
            "use std::time;\nuse tokio::{fs, time};\n",
            None,
            true,
        );
        assert_playground("use lexopt::Arg;\n", None, false);
        assert_playground(
            "let a = std::net::TcpStream::connect(b);\n",
            None,
            false,
        );
        assert_playground("use std::process::Command;\n", None, false);
    }

    #[test]
    fn a_program_with_a_long_recorded_run_cannot_run_there() {
        assert_playground("", Some("{\"v\": 1, \"end\": 7999.0}"), true);
        assert_playground("", Some("{\"v\": 1, \"end\": 8000.0}"), false);
    }
}
