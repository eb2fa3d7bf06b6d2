//! `workbook supervise`: runs one program within its limits, and nothing that
//! the program has started outlives it or the workbook.
//!
//! The workbook starts a supervisor for each run. On Linux, three more stages
//! follow, each started by the one before:
//!
//! | stage | what it does |
//! |---|---|
//! | supervisor (`enforce`) | enforces the limits, follows the workbook's commands, and reports how the program ended |
//! | parent (`parent`) | is the program's parent and reaps its orphans; ends everything when the supervisor is killed or stopped |
//! | launcher (`launch`) | sets the kernel's limits for itself, and becomes the program |
//!
//! So a program that kills or stops one of the two is ended by the other.
//! Where it kills both, the kernel ends it (PR_SET_PDEATHSIG), and the workbook
//! adopts and kills the processes that it has started (`orphans`). Where it
//! stops both, or takes away their right to open files, the workbook kills all
//! of them (`child`). Each stage has a process group of its own, so neither
//! Ctrl-C in the terminal nor a signal that the program sends to its group
//! reaches the supervisor.

mod args;
#[cfg(target_os = "linux")]
mod enforce;
#[cfg(target_os = "linux")]
mod launch;
#[cfg(target_os = "linux")]
mod parent;
#[cfg(any(not(target_os = "linux"), test))]
mod portable;
#[cfg(unix)]
mod report;
#[cfg(unix)]
mod signals;

pub use args::{Stage, SupervisorArgs};

use std::process::ExitCode;

/// Runs the program until all its processes are gone.
pub fn supervise(args: &SupervisorArgs) -> ExitCode {
    #[cfg(target_os = "linux")]
    match args.stage {
        Stage::Supervisor => enforce::run(args),
        Stage::Parent => parent::run(args),
        Stage::Launcher { parent } => launch::run(args, parent),
    }
    #[cfg(not(target_os = "linux"))]
    portable::run(args)
}
