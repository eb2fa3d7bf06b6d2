//! `cargo run` starts the workbook in the browser; `--help` lists the other
//! commands.

use std::process::ExitCode;
use workbook::{command, terminal};

fn main() -> ExitCode {
    let command_line = match command::parse(std::env::args_os().skip(1)) {
        Ok(command_line) => command_line,
        // A help text is such an error too, with the exit code 0.
        Err(error) => {
            let _ = error.print();
            return u8::try_from(error.exit_code())
                .map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    let result = command::run(command_line);
    supervise::remove_scratch_folder();
    match result {
        Ok(code) => code,
        Err(error) if terminal::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::print_error(&error);
            ExitCode::FAILURE
        }
    }
}
