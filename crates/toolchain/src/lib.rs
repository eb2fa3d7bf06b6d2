//! Drives cargo and rustc: the one place that knows their arguments and reads
//! their messages.
//!
//! In: a workspace to build, or one program's text with the crates that it
//! may use. Out: the paths of what was built, the compiler's diagnostics, and
//! progress while cargo works.
//!
//! | what | where |
//! |---|---|
//! | a `cargo build` below a supervisor, with progress | `cargo`, `progress` |
//! | what cargo has built | `artifacts` |
//! | the crates of recorded programs | `recorded` |
//! | one program compiled by rustc below a supervisor | `rustc` |
//! | rustc's JSON messages | `diagnostics` |
//! | one program formatted by rustfmt below a supervisor | `rustfmt` |
//! | the environment of rustc and of programs | `environment` |

mod artifacts;
mod cargo;
mod cargo_stderr;
mod diagnostics;
pub mod environment;
mod recorded;
mod rustc;
mod rustfmt;

pub use artifacts::{Artifacts, extern_arguments};
pub use cargo::{
    CargoBuild, CargoOutcome, build_examples, cargo_command, run_example,
    target_folder,
};
pub use cargo_stderr::BuildProgress;
pub use diagnostics::{Diagnostic, Fix, Replacement, Span};
pub use recorded::{EXERCISES_PACKAGE, RECORDER_FOLDER, RecordedWorkspace};
pub use rustc::{
    CompileOutcome, CompileUnit, Emit, Rustc, SupervisedRustc, check_source,
    error_count_message, program_path, rustc_command,
};
pub use rustfmt::{SupervisedRustfmt, find_rustfmt};
