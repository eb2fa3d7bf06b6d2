//! The command line, one file per subcommand.
//!
//! Each file has what the command line says about its subcommand (its
//! options, its help) and the function that runs it.

mod build;
mod check;
mod hint;
mod list;
mod preprocess;
mod progress;
mod python;
mod record;
mod reset;
mod run;
mod serve;
mod solution;
mod supervise;
mod sync;
mod watch;

use anyhow::{Context, Result};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// The Async Workbook: learn asynchronous Rust by running it.
///
/// Without a command, the workbook is served.
#[derive(Debug, Parser)]
#[command(
    bin_name = "cargo run --",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  cargo run                        read the workbook in the browser
  cargo run -- --port 3001         the same on another port
  cargo run -- build               write the static site to `book/`
  cargo run -- list                list what you can run
  cargo run -- watch               solve the exercises in your editor
  cargo run --example two_waits    run one listing, without the workbook"
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Options,
    /// The workbook's folder [default: this folder, or the nearest one above
    /// that has a `book.toml`]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// A command with the workbook that it works on.
#[derive(Debug)]
pub struct CommandLine {
    pub command: Command,
    /// The workbook's folder; if `None`, the nearest one is looked for.
    root: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    Serve(serve::Options),
    Build(build::Options),
    List(list::Options),
    Run(run::Options),
    Record(record::Options),
    Check(check::Options),
    Watch(watch::Options),
    Hint(hint::Options),
    Solution(solution::Options),
    Reset(reset::Options),
    Progress(progress::Options),
    Sync(sync::Options),
    Python(python::Options),
    Preprocess(preprocess::Options),
    Supervise(supervise::Options),
}

/// Parses the arguments that follow the program's name. A request for help
/// is returned as an error with the exit code 0.
pub fn parse(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<CommandLine, clap::Error> {
    let program = OsString::from("workbook");
    let arguments = std::iter::once(program).chain(arguments);
    let matches = Arguments::command().try_get_matches_from(arguments)?;
    let arguments = Arguments::from_arg_matches(&matches)?;
    Ok(CommandLine {
        command: arguments.command.unwrap_or(Command::Serve(arguments.serve)),
        root: arguments.root,
    })
}

/// Runs the command.
pub fn run(CommandLine { command, root }: CommandLine) -> Result<ExitCode> {
    match command {
        Command::Serve(options) => serve::run(&find_root(root)?, &options)?,
        Command::Build(options) => build::run(&find_root(root)?, options)?,
        Command::List(_) => list::run(&find_root(root)?)?,
        Command::Run(options) => return run::run(&find_root(root)?, &options),
        Command::Record(options) => record::run(&find_root(root)?, &options)?,
        Command::Check(options) => {
            return check::run(&find_root(root)?, &options);
        }
        Command::Watch(_) => watch::run(&find_root(root)?)?,
        Command::Hint(options) => hint::run(&find_root(root)?, &options)?,
        Command::Solution(options) => {
            solution::run(&find_root(root)?, &options)?;
        }
        Command::Reset(options) => reset::run(&find_root(root)?, &options)?,
        Command::Progress(options) => {
            progress::run(&find_root(root)?, options)?;
        }
        Command::Sync(_) => sync::run(&find_root(root)?)?,
        Command::Python(_) => python::run(&find_root(root)?)?,
        Command::Preprocess(options) => return preprocess::run(&options),
        Command::Supervise(options) => return Ok(supervise::run(options)),
    }
    Ok(ExitCode::SUCCESS)
}

fn find_root(root: Option<PathBuf>) -> Result<PathBuf> {
    let root = match root {
        Some(root) => root,
        None => {
            let current = std::env::current_dir()
                .context("the current folder cannot be read")?;
            book::find_root(&current)?
        }
    };
    Ok(std::path::absolute(root)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::error::ErrorKind;

    fn parse_command(line: &str) -> Command {
        try_parse(line).unwrap().command
    }

    fn try_parse(line: &str) -> Result<CommandLine, clap::Error> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[track_caller]
    fn assert_refused(line: &str, expected_part: &str) {
        let message = try_parse(line).unwrap_err().to_string();
        assert!(message.contains(expected_part), "{message}");
    }

    #[test]
    fn the_definition_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_has_a_help_text_and_each_shown_one_a_summary() {
        for command in Arguments::command().get_subcommands() {
            let name = command.get_name();
            let help = try_parse(&format!("{name} --help")).unwrap_err();
            assert_eq!(help.kind(), ErrorKind::DisplayHelp, "{name}");
            assert!(command.get_about().is_some(), "{name}");
        }
    }

    #[test]
    fn without_a_command_the_book_is_served() {
        let options = serve::Options {
            port: 0,
            no_open: true,
            no_run: false,
            allow_host: Vec::new(),
        };
        assert_eq!(
            parse_command("--no-open --port 0"),
            Command::Serve(options)
        );
        assert_eq!(parse_command(""), parse_command("serve -p 3000"));
    }

    #[test]
    fn a_listing_gets_the_arguments_that_follow_its_name() {
        for line in ["run a -- --port 0", "run a --port 0"] {
            let Command::Run(options) = parse_command(line) else {
                panic!("{line}");
            };
            assert_eq!(options.name, "a");
            assert_eq!(options.arguments, ["--port", "0"]);
        }
    }

    #[test]
    fn the_root_may_precede_or_follow_a_commands_own_options() {
        for line in ["build --root a -d b", "build -d b --root a"] {
            assert_eq!(try_parse(line).unwrap().root, Some("a".into()));
        }
    }

    #[test]
    fn a_supervised_program_keeps_its_own_options() {
        let line = "supervise --remove /tmp/a sleep -h --remove b --root c";
        let Command::Supervise(options) = parse_command(line) else {
            panic!("another command");
        };
        assert_eq!(options.remove, Some("/tmp/a".into()));
        let program = ["sleep", "-h", "--remove", "b", "--root", "c"];
        assert_eq!(options.command, program);
    }

    #[test]
    fn unknown_arguments_are_refused_with_a_suggestion() {
        assert_refused("biuld", "'build'");
        assert_refused("--port 70000", "70000");
        assert_refused("--prot 1", "'--port");
        assert_refused("build --port 1", "--port");
        assert_refused("run", "<NAME>");
        assert_refused("list everything", "everything");
        assert_refused("hint", "<NAME>");
        assert_refused("hint a nine", "nine");
        assert_refused("hint a 0", "0");
        assert_refused("progress import", "<FILE>");
        assert_refused("progress erase", "erase");
        assert_refused("supervise", "PROGRAM");
    }
}
