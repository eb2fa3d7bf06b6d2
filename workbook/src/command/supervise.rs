//! `supervise`: what the workbook starts between itself and each program.

use ::supervise::supervisor::{Stage, SupervisorArgs, supervise};
use ::supervise::{Priority, ResourceLimits};
use clap::Args;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Run a program and end everything that it leaves behind
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(hide = true)]
pub struct Options {
    /// Remove this folder at the end
    #[arg(long, value_name = "FOLDER")]
    pub remove: Option<PathBuf>,
    /// What the program may use
    #[arg(long, value_name = "MS/MB/PROCESSES/THREADS/MB")]
    pub limits: Option<ResourceLimits>,
    /// The address space that one process may reserve
    #[arg(long, value_name = "MB")]
    pub address_space_mb: Option<u64>,
    /// Leave the processors to other programs
    #[arg(long)]
    pub background: bool,
    /// The stage of supervision that this process is
    #[arg(long)]
    pub stage: Option<Stage>,
    // In one argument, so that options after the program are its own.
    /// The program and its arguments
    #[arg(
        required = true,
        num_args = 1..,
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "PROGRAM"
    )]
    pub command: Vec<OsString>,
}

pub fn run(options: Options) -> ExitCode {
    let mut command = options.command.into_iter();
    supervise(&SupervisorArgs {
        program: command.next().unwrap_or_default().into(),
        arguments: command.collect(),
        folder_to_remove: options.remove,
        limits: options.limits,
        address_space_mb: options.address_space_mb,
        priority: if options.background {
            Priority::Background
        } else {
            Priority::Normal
        },
        stage: options.stage.unwrap_or_default(),
    })
}
