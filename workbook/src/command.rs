//! The command line: what it says, and one file a subcommand.

mod arguments;
mod build;
mod help;
mod list;
mod preprocess;
mod run;
mod serve;

pub use arguments::parse;

use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::ExitCode;

/// A command line, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Help {
        of: Option<Subcommand>,
    },
    Version,
    Serve {
        root: Option<PathBuf>,
        port: u16,
        open: bool,
    },
    Build {
        root: Option<PathBuf>,
        dest: Option<PathBuf>,
    },
    List {
        root: Option<PathBuf>,
    },
    Run {
        root: Option<PathBuf>,
        name: String,
        arguments: Vec<String>,
    },
    /// What the stock `mdbook` starts; `supports` is its question.
    Preprocess {
        supports: Option<String>,
    },
}

/// The subcommands that the help explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subcommand {
    Serve,
    Build,
    List,
    Run,
    Preprocess,
}

impl Subcommand {
    pub const ALL: [(&'static str, Subcommand); 5] = [
        ("serve", Subcommand::Serve),
        ("build", Subcommand::Build),
        ("list", Subcommand::List),
        ("run", Subcommand::Run),
        ("preprocess", Subcommand::Preprocess),
    ];
}

/// Carries the command out.
pub fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Help { of } => print!("{}", help::text(of)),
        Command::Version => println!("workbook {}", env!("CARGO_PKG_VERSION")),
        Command::Serve { root, port, open } => {
            serve::serve(&root_or_found(root)?, port, open)?;
        }
        Command::Build { root, dest } => {
            build::build(&root_or_found(root)?, dest)?;
        }
        Command::List { root } => list::list(&root_or_found(root)?)?,
        Command::Run {
            root,
            name,
            arguments,
        } => return run::run(&root_or_found(root)?, &name, &arguments),
        Command::Preprocess { supports } => {
            return preprocess::preprocess(supports.as_deref());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn root_or_found(root: Option<PathBuf>) -> Result<PathBuf> {
    let root = match root {
        Some(root) => root,
        None => {
            let here = std::env::current_dir()
                .context("the current folder cannot be read")?;
            crate::book::find_root(&here)?
        }
    };
    Ok(std::path::absolute(root)?)
}
