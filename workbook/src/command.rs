//! The command line: what it says, and one file a subcommand.

mod arguments;
mod build;
mod check;
mod help;
mod learn;
mod list;
mod preprocess;
mod progress;
mod record;
mod run;
mod serve;
pub mod supervise;
mod watch;

pub use arguments::parse;
pub use progress::Wish;
pub use serve::Wishes;

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
        wishes: Wishes,
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
    Record {
        root: Option<PathBuf>,
        names: Vec<String>,
    },
    /// Without a name, all exercises.
    Check {
        root: Option<PathBuf>,
        name: Option<String>,
    },
    Watch {
        root: Option<PathBuf>,
    },
    Hint {
        root: Option<PathBuf>,
        name: String,
        /// So many steps of it.
        steps: usize,
    },
    Solution {
        root: Option<PathBuf>,
        name: String,
    },
    /// Puts an exercise back as it was shipped.
    Reset {
        root: Option<PathBuf>,
        name: String,
        sure: bool,
    },
    Progress {
        root: Option<PathBuf>,
        wish: progress::Wish,
    },
    /// What the stock `mdbook` starts; `supports` is its question.
    Preprocess {
        supports: Option<String>,
    },
    /// What the workbook itself starts for each run; the help hides it.
    Supervise(supervise::Errand),
}

/// The subcommands that the help explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subcommand {
    Serve,
    Build,
    List,
    Run,
    Record,
    Check,
    Watch,
    Hint,
    Solution,
    Reset,
    Progress,
    Preprocess,
}

impl Subcommand {
    pub const ALL: [(&'static str, Subcommand); 12] = [
        ("serve", Subcommand::Serve),
        ("build", Subcommand::Build),
        ("list", Subcommand::List),
        ("run", Subcommand::Run),
        ("record", Subcommand::Record),
        ("check", Subcommand::Check),
        ("watch", Subcommand::Watch),
        ("hint", Subcommand::Hint),
        ("solution", Subcommand::Solution),
        ("reset", Subcommand::Reset),
        ("progress", Subcommand::Progress),
        ("preprocess", Subcommand::Preprocess),
    ];
}

/// Carries the command out.
pub fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Check { root, name } => {
            return check::check(&root_or_found(root)?, name.as_deref());
        }
        Command::Watch { root } => watch::watch(&root_or_found(root)?)?,
        Command::Hint { root, name, steps } => {
            learn::hint(&root_or_found(root)?, &name, steps)?;
        }
        Command::Solution { root, name } => {
            learn::solution(&root_or_found(root)?, &name)?;
        }
        Command::Reset { root, name, sure } => {
            learn::reset(&root_or_found(root)?, &name, sure)?;
        }
        Command::Progress { root, wish } => {
            progress::progress(&root_or_found(root)?, wish)?;
        }
        Command::Help { of } => print!("{}", help::text(of)),
        Command::Version => println!("workbook {}", env!("CARGO_PKG_VERSION")),
        Command::Serve { root, wishes } => {
            serve::serve(&root_or_found(root)?, wishes)?;
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
        Command::Record { root, names } => {
            record::record(&root_or_found(root)?, &names)?;
        }
        Command::Preprocess { supports } => {
            return preprocess::preprocess(supports.as_deref());
        }
        Command::Supervise(errand) => {
            return Ok(supervise::supervise(&errand));
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
