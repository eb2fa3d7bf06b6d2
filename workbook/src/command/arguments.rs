//! Reading the command line.

mod learning;

use super::supervise::Errand;
use super::{Command, Subcommand, Wishes};
use crate::problem::suggest;
use anyhow::{Result, anyhow, bail};
use learning::{exercise, steps, wish};
use lexopt::{Arg, Parser, ValueExt};
use std::ffi::OsString;
use std::path::PathBuf;

const DEFAULT_PORT: u16 = 3000;

/// Understands the arguments that follow the program's name.
pub fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Command> {
    let arguments: Vec<OsString> = arguments.collect();
    let named = arguments
        .first()
        .and_then(|first| first.to_str())
        .filter(|first| !first.starts_with('-'));
    let (subcommand, rest) = match named {
        Some("supervise") => return errand(Parser::from_args(&arguments[1..])),
        Some(name) => (find(name)?, &arguments[1..]),
        None => (Subcommand::Serve, &arguments[..]),
    };
    let of = named.map(|_| subcommand);
    read(subcommand, of, Parser::from_args(rest))
}

fn find(name: &str) -> Result<Subcommand> {
    let known = Subcommand::ALL;
    known
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, subcommand)| *subcommand)
        .ok_or_else(|| {
            anyhow!(
                "there is no command `{name}`; {}",
                suggest(name, known.map(|(name, _)| name))
            )
        })
}

/// What the options of all subcommands gather.
#[derive(Default)]
struct Options {
    root: Option<PathBuf>,
    dest: Option<PathBuf>,
    port: Option<u16>,
    no_open: bool,
    no_run: bool,
    sure: bool,
    values: Vec<String>,
}

fn read(
    subcommand: Subcommand,
    of: Option<Subcommand>,
    mut parser: Parser,
) -> Result<Command> {
    use Subcommand::{
        Build, Check, Hint, Preprocess, Progress, Record, Reset, Run, Serve,
        Solution,
    };
    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match (subcommand, argument) {
            (_, Arg::Short('h') | Arg::Long("help")) => {
                return Ok(Command::Help { of });
            }
            (_, Arg::Short('V') | Arg::Long("version")) => {
                return Ok(Command::Version);
            }
            (Serve, Arg::Short('p') | Arg::Long("port")) => {
                options.port = Some(port(&parser.value()?.string()?)?);
            }
            (Serve, Arg::Long("no-open")) => options.no_open = true,
            (Serve, Arg::Long("no-run")) => options.no_run = true,
            (Build, Arg::Short('d') | Arg::Long("dest")) => {
                options.dest = Some(parser.value()?.into());
            }
            (Reset | Progress, Arg::Short('y') | Arg::Long("yes")) => {
                options.sure = true;
            }
            (_, Arg::Long("root")) => {
                options.root = Some(parser.value()?.into());
            }
            (Run, Arg::Value(value)) => {
                options.values.push(value.string()?);
                if options.values.len() == 1 {
                    let rest = parser.raw_args()?;
                    let rest = rest.filter(|arg| arg != "--");
                    for value in rest {
                        options.values.push(value.string()?);
                    }
                }
            }
            (Preprocess | Record, Arg::Value(value)) => {
                options.values.push(value.string()?);
            }
            (Check | Hint | Solution | Reset | Progress, Arg::Value(value))
                if options.values.len() < most(subcommand) =>
            {
                options.values.push(value.string()?);
            }
            (_, unknown) => bail!(
                "{}; `cargo run -- --help` shows what there is",
                unknown.unexpected()
            ),
        }
    }
    command(subcommand, options)
}

fn command(subcommand: Subcommand, options: Options) -> Result<Command> {
    let Options { root, dest, .. } = options;
    let mut values = options.values.iter().cloned();
    Ok(match subcommand {
        Subcommand::Check => Command::Check {
            root,
            name: values.next(),
        },
        Subcommand::Watch => Command::Watch { root },
        Subcommand::Hint => Command::Hint {
            root,
            name: exercise(values.next(), "hint")?,
            steps: values.next().map_or(Ok(1), |text| steps(&text))?,
        },
        Subcommand::Solution => Command::Solution {
            root,
            name: exercise(values.next(), "solution")?,
        },
        Subcommand::Reset => Command::Reset {
            root,
            name: exercise(values.next(), "reset")?,
            sure: options.sure,
        },
        Subcommand::Progress => Command::Progress {
            root,
            wish: wish(values.next(), values.next(), options.sure)?,
        },
        Subcommand::Serve => Command::Serve {
            root,
            wishes: Wishes {
                port: options.port.unwrap_or(DEFAULT_PORT),
                open: !options.no_open,
                run: !options.no_run,
            },
        },
        Subcommand::Build => Command::Build { root, dest },
        Subcommand::List => Command::List { root },
        Subcommand::Run => {
            let mut values = options.values.into_iter();
            let name = values.next().ok_or_else(|| {
                anyhow!(
                    "`run` needs a listing's name; \
                     `cargo run -- list` shows them"
                )
            })?;
            Command::Run {
                root,
                name,
                arguments: values.collect(),
            }
        }
        Subcommand::Record => Command::Record {
            root,
            names: options.values,
        },
        Subcommand::Preprocess => Command::Preprocess {
            supports: match &options.values[..] {
                [] => None,
                [word, renderer] if word == "supports" => {
                    Some(renderer.clone())
                }
                other => bail!(
                    "`preprocess {}` is not what mdBook asks; it asks \
                     `preprocess supports RENDERER`, or sends a book",
                    other.join(" ")
                ),
            },
        },
    })
}

/// How many values a command takes at most.
fn most(subcommand: Subcommand) -> usize {
    match subcommand {
        Subcommand::Hint | Subcommand::Progress => 2,
        _ => 1,
    }
}

/// `[--remove FOLDER] PROGRAM [ARGUMENTS…]`.
fn errand(mut parser: Parser) -> Result<Command> {
    let mut remove = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("remove") => remove = Some(parser.value()?.into()),
            Arg::Value(program) => {
                return Ok(Command::Supervise(Errand {
                    program: program.into(),
                    arguments: parser.raw_args()?.collect(),
                    remove,
                }));
            }
            unknown => return Err(unknown.unexpected().into()),
        }
    }
    bail!("`supervise` needs a program; the workbook itself starts it")
}

fn port(text: &str) -> Result<u16> {
    text.parse().map_err(|_| {
        anyhow!(
            "`{text}` is not a port; write a number from 0 to 65535, \
             where 0 lets the system choose"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    fn refused(line: &str) -> String {
        parsed(line).unwrap_err().to_string()
    }

    #[test]
    fn without_a_command_the_book_is_served() {
        assert_eq!(
            parsed("--no-open --port 0").unwrap(),
            Command::Serve {
                root: None,
                wishes: Wishes {
                    port: 0,
                    open: false,
                    run: true
                }
            }
        );
        assert_eq!(parsed("").unwrap(), parsed("serve -p 3000").unwrap());
    }

    #[test]
    fn a_listing_gets_the_arguments_that_follow_its_name() {
        assert_eq!(
            parsed("run ch01_waiting -- --port 0").unwrap(),
            Command::Run {
                root: None,
                name: "ch01_waiting".into(),
                arguments: vec!["--port".into(), "0".into()]
            }
        );
    }

    #[test]
    fn what_is_supervised_keeps_its_own_options() {
        assert_eq!(
            parsed("supervise --remove /tmp/a sleep -h --remove b").unwrap(),
            Command::Supervise(Errand {
                program: "sleep".into(),
                arguments: ["-h", "--remove", "b"].map(Into::into).into(),
                remove: Some("/tmp/a".into()),
            })
        );
        assert!(refused("supervise").contains("needs a program"));
    }

    #[test]
    fn help_is_of_the_command_or_of_all() {
        assert_eq!(parsed("--help").unwrap(), Command::Help { of: None });
        assert_eq!(
            parsed("build -h").unwrap(),
            Command::Help {
                of: Some(Subcommand::Build)
            }
        );
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert_eq!(
            refused("biuld"),
            "there is no command `biuld`; did you mean `build`?"
        );
        assert!(refused("--port 70000").starts_with("`70000` is not a port"));
        assert!(refused("build --port 1").contains("--port"));
        assert!(refused("run").contains("a listing's name"));
        assert!(refused("list everything").contains("everything"));
    }
}
