//! Runs a program within limits, so that nothing of it outlives the run or
//! the workbook.
//!
//! In: a program to start, and what it may use. Out: how it ended, once every
//! process that it started is gone.
//!
//! The workbook starts itself again as a *supervisor* (`supervisor`), which
//! starts the program and enforces the limits. `child` is the workbook's
//! handle to the supervisor, and `protocol` is what the two say to each other.

mod child;
mod limits;
#[cfg(target_os = "linux")]
mod orphans;
#[cfg(target_os = "linux")]
mod process_tree;
pub mod processes;
mod protocol;
mod removal;
mod scratch;
pub mod supervisor;
#[cfg(target_os = "linux")]
mod usage;

pub use child::this_program;
pub use child::{Priority, ProgramExit, SpawnSpec, SupervisedChild};
pub use limits::{LimitExceeded, ResourceLimits};
pub use protocol::{EndCause, TERMINATE_GRACE};
pub use scratch::{
    ScratchFolder, create_scratch_folder, remove_scratch_folder,
};
