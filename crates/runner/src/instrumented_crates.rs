//! The crates that recorded programs are compiled against.

use std::ffi::OsString;
use std::path::PathBuf;

/// The crates of a chapter or of the exercises, built with a tokio that
/// records what it does.
#[derive(Debug)]
pub struct InstrumentedCrates {
    /// The crates that a program may use and the probe, whose files tell
    /// whether a program is still up to date.
    pub crates: Vec<(String, PathBuf)>,
    /// For rustc.
    pub crate_arguments: Vec<OsString>,
}

impl InstrumentedCrates {
    /// Whether the compiled crates are still there. `cargo clean` removes
    /// them.
    pub fn still_exist(&self) -> bool {
        self.crates.iter().all(|(_, library)| library.is_file())
    }
}
