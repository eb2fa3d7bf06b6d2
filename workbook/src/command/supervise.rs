//! `supervise`: runs one program, and nothing that the program has started
//! outlives it or the workbook.
//!
//! The workbook starts this for each run and holds the other end of our
//! standard input. A `t` on it asks the program and all that descends from it
//! to end (SIGTERM), a `k` kills them. Its end means that the workbook is
//! gone, however it ended, and kills them too.
//!
//! The workbook gives us a process group of our own, and we give one to the
//! program: neither Ctrl-C in the terminal nor a signal that the program
//! sends to its group reaches us.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(all(unix, not(target_os = "linux")))]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
mod ending;

#[cfg(target_os = "linux")]
use linux::Family;
#[cfg(all(unix, not(target_os = "linux")))]
use unix::Family;
#[cfg(windows)]
use windows::Family;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;

/// Asks the family to end.
pub const TERMINATE: u8 = b't';
/// Kills it.
pub const KILL: u8 = b'k';

/// The exit code of a program that could not be started, as in a shell.
const NOT_STARTED: u8 = 127;

/// What to run, and which folder to remove afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    pub remove: Option<PathBuf>,
}

/// Runs the program and ends as it ends, when all its family is gone.
pub fn supervise(errand: &Errand) -> ExitCode {
    let mut command = Command::new(&errand.program);
    command.args(&errand.arguments).stdin(Stdio::null());
    let family = match Family::start(&mut command) {
        Ok(family) => family,
        Err(error) => {
            let program = errand.program.display();
            eprintln!("error: `{program}` cannot be started: {error}");
            return ExitCode::from(NOT_STARTED);
        }
    };
    let watched = family.clone();
    thread::spawn(move || obey(io::stdin(), &watched));
    let ending = family.wait();
    if let Some(folder) = &errand.remove {
        remove(folder);
    }
    ending.pass_on()
}

/// Does what the workbook asks until it is gone.
fn obey(mut workbook: impl Read, family: &Family) {
    let mut wish = [0];
    while let Ok(1) = workbook.read(&mut wish) {
        match wish[0] {
            TERMINATE => family.terminate(),
            KILL => family.kill(),
            _ => {}
        }
    }
    family.kill();
}

/// Some systems do not remove a folder that a process works in, and we do.
fn remove(folder: &Path) {
    let _ = env::set_current_dir(env::temp_dir());
    // The workbook removes it too; whoever comes second finds nothing.
    let _ = fs::remove_dir_all(folder);
}
