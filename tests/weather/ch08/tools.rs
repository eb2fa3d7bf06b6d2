//! The programs that act as clients: curl, wrk, and Python with aiohttp.
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use book_tests::{program, python, root};

/// Finds the program; only on a developer's machine may it be missing.
pub fn find_tool(name: &str) -> Option<PathBuf> {
    let found = program::find_tool(name);
    if found.is_none() {
        skip_outside_ci(&format!("there is no `{name}` on the path"));
    }
    found
}

/// Finds the Python that has aiohttp, and the script for it.
pub fn find_aiohttp_client() -> Option<(PathBuf, PathBuf)> {
    let script = root().join("tests/weather/ch08/aiohttp_client.py");
    match python::find_for_script(&script).unwrap() {
        Ok(python) => Some((python, script)),
        Err(reason) => {
            skip_outside_ci(&reason);
            None
        }
    }
}

fn skip_outside_ci(reason: &str) {
    assert!(env::var_os("CI").is_none(), "CI needs more: {reason}");
    println!("skipped: {reason}");
}

/// Runs the program until it ends.
#[track_caller]
pub fn run(program: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    command.output().unwrap()
}
