//! `rustc` as skeptic shall call it; `book_tests::snippet` says why.

use book_tests::snippet;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1).collect();
    let rustc =
        std::env::var_os("SNIPPET_RUSTC").unwrap_or_else(|| "rustc".into());
    match Command::new(&rustc)
        .args(snippet::correct_rustc_arguments(arguments))
        .status()
    {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("`{}` could not be started: {error}", rustc.display());
            ExitCode::FAILURE
        }
    }
}
