//! `cargo run`: the workbook in the browser. `--help` tells the rest.

use std::process::ExitCode;
use workbook::command;

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    match command::parse(arguments).and_then(command::run) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
