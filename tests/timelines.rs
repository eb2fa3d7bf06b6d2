//! Timelines of recorded programs, against the expected documents.
//!
//! `SNAPSHOTS=overwrite cargo test --workspace --test timelines` rewrites the
//! expected documents; look at each before you commit it.

use libtest_mimic::{Arguments, Trial};
use std::process::ExitCode;

#[path = "timeline/goldens.rs"]
mod goldens;

/// Programs are recorded on Linux only.
const IS_RECORDING_SUPPORTED: bool = cfg!(target_os = "linux");

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    goldens::trials()
        .into_iter()
        .map(|trial| trial.with_ignored_flag(!IS_RECORDING_SUPPORTED))
        .collect()
}
