//! The commands that a README shows, and whether each is known to work.

use catalogue::transcript::Session;
use catalogue::{Catalogue, ListingKind, TryTask, try_path};
use exercises::Exercises;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::ffi::OsString;
use workbook::command::{self, Command};

/// What a command may name.
pub struct KnownCommands<'a> {
    pub catalogue: &'a Catalogue,
    /// The test targets of this package.
    pub tests: &'a BTreeSet<String>,
}

/// The command lines of all `console` and `sh` blocks.
pub fn shown_commands(markdown: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut language = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                language = info.trim().to_owned();
            }
            Event::End(TagEnd::CodeBlock) => language.clear(),
            Event::Text(text) => lines.extend(parse_commands(&language, &text)),
            _ => {}
        }
    }
    lines
}

/// In a `console` block, what follows the prompt; else every line.
fn parse_commands(language: &str, markdown: &str) -> Vec<String> {
    markdown
        .lines()
        .filter_map(|line| match language {
            "console" => line.strip_prefix("$ "),
            "sh" | "bash" | "shell" => Some(line),
            _ => None,
        })
        .map(|line| line.split(" #").next().unwrap_or(line).trim())
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

impl KnownCommands<'_> {
    /// Checks that the command does what it promises, or says why not.
    pub fn check(&self, command: &str) -> Result<(), String> {
        let arguments: Vec<&str> = command
            .split_whitespace()
            .skip_while(|word| is_variable_assignment(word))
            .collect();
        match arguments[..] {
            ["cargo", "run", "--example", name, ..] => {
                self.check_runnable_listing(name)
            }
            ["cd", ..] => self.check_unstable_command(command),
            ["cargo", "run"] => self.check_workbook_command(&[]),
            ["cargo", "run", "--", ref rest @ ..] => {
                self.check_workbook_command(rest)
            }
            ["cargo", "test", ref rest @ ..] => self.check_test_command(rest),
            [
                "cargo",
                "bench",
                "-p",
                "book-tests",
                "--profile",
                "dev",
                "--bench",
                name,
            ] => check_bench_name(name),
            // CI runs these as they stand here.
            ["cargo", "fmt", "--all", "--check"]
            | [
                "cargo",
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ] => Ok(()),
            _ => Err("no test knows this command".to_owned()),
        }
    }

    fn check_runnable_listing(&self, argument: &str) -> Result<(), String> {
        match self.catalogue.find(argument) {
            Ok(listing) if listing.kind == ListingKind::Runs => Ok(()),
            Ok(_) => Err(format!("`{argument}` does not compile")),
            Err(missing) => Err(missing.to_string()),
        }
    }

    /// `tests/unstable.rs`, or a benchmark, must run it.
    fn check_unstable_command(&self, command: &str) -> Result<(), String> {
        for listing in self.catalogue.unstable_listings() {
            let folder = listing.folder().display();
            let transcript = self.catalogue.transcript(listing);
            let transcript = transcript.map_err(|error| error.to_string())?;
            let is_session = |session: &Session| {
                command == format!("cd {folder} && {}", session.command)
            };
            if transcript.sessions.iter().any(is_session) {
                return Ok(());
            }
            if !self.catalogue.root.join(try_path(listing)).is_file() {
                continue;
            }
            let tasks = TryTask::load_all(self.catalogue, listing);
            let tasks = tasks.map_err(|error| error.to_string())?;
            if tasks.iter().any(|task| command == task.command(listing)) {
                return Ok(());
            }
        }
        Err("no listing in `unstable/` has this command".to_owned())
    }

    /// The workbook's own parser must understand it.
    fn check_workbook_command(&self, arguments: &[&str]) -> Result<(), String> {
        let arguments = arguments.iter().map(OsString::from);
        let command = match command::parse(arguments) {
            Ok(command_line) => command_line.command,
            // A help text.
            Err(error) if error.exit_code() == 0 => return Ok(()),
            Err(error) => return Err(error.to_string()),
        };
        match command {
            Command::Run(options) => self
                .catalogue
                .find(&options.name)
                .map(|_| ())
                .map_err(|missing| missing.to_string()),
            Command::Check(options) => options
                .name
                .map_or(Ok(()), |name| check_exercise_name(&name)),
            Command::Hint(options) => check_exercise_name(&options.name),
            Command::Solution(options) => check_exercise_name(&options.name),
            Command::Reset(options) => check_exercise_name(&options.name),
            _ => Ok(()),
        }
    }

    fn check_test_command(&self, arguments: &[&str]) -> Result<(), String> {
        match arguments {
            [] | ["--workspace"] => Ok(()),
            // Without `--workspace`, cargo knows no test of this package.
            ["--workspace", "--test", name]
            | ["--workspace", "--test", name, _] => {
                if self.tests.contains(*name) {
                    Ok(())
                } else {
                    Err(format!("there is no test `{name}`"))
                }
            }
            _ => Err("no test knows these arguments".to_owned()),
        }
    }
}

fn check_exercise_name(argument: &str) -> Result<(), String> {
    let exercises = Exercises::load(crate::root());
    let exercises = exercises.map_err(|error| error.to_string())?;
    let found = exercises.find(argument);
    found.map(|_| ()).map_err(|error| error.to_string())
}

fn check_bench_name(argument: &str) -> Result<(), String> {
    let benches = crate::root().join("tests/benches");
    let is_bench = benches.join(format!("{argument}.rs")).is_file()
        || benches.join(argument).join("main.rs").is_file();
    if is_bench {
        Ok(())
    } else {
        Err(format!("there is no benchmark `{argument}`"))
    }
}

/// `SNAPSHOTS=overwrite` before a command.
fn is_variable_assignment(word: &str) -> bool {
    let name = word.split('=').next().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_uppercase() || c == '_';
    word.contains('=') && name.chars().all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE_README: &str = "\
```console
$ cargo run
Building the book
```

```sh
# a comment
cargo test --workspace   # takes half a minute
```

```text
$ make
```
";

    fn check(command: &str) -> Result<(), String> {
        let catalogue = Catalogue::load(crate::root()).unwrap();
        let tests = BTreeSet::from(["listings".to_owned()]);
        let known = KnownCommands {
            catalogue: &catalogue,
            tests: &tests,
        };
        known.check(command)
    }

    #[track_caller]
    fn assert_refused(command: &str, expected_message: &str) {
        let reason = check(command).unwrap_err();
        assert!(reason.contains(expected_message), "{reason}");
    }

    #[test]
    fn only_a_tested_command_of_unstable_is_known() {
        let loom = "cd unstable/loom && RUSTFLAGS=\"--cfg loom\" cargo run \
                    --example lost_wake -- register-first";
        assert_eq!(check(loom), Ok(()));
        let metrics = "cd unstable/metrics && cargo run --example poll_times";
        assert_eq!(check(metrics), Ok(()));
        assert_refused(&format!("{metrics} --release"), "has this command");
        assert_refused("cd unstable/metrics && make", "has this command");
    }

    #[test]
    fn commands_are_found_without_output_and_comments() {
        assert_eq!(
            shown_commands(SAMPLE_README),
            ["cargo run", "cargo test --workspace"]
        );
    }

    #[test]
    fn commands_that_work_are_known() {
        for command in [
            "cargo run",
            "cargo run -- --port 3001 --no-open",
            "cargo run --example two_waits",
            "cargo run --example ch01_waiting -- server",
            "cargo run -- run borrowed_client",
            "cargo run -- check side_by_side",
            "cargo run -- check",
            "SNAPSHOTS=overwrite cargo test --workspace --test listings",
            "cargo test --workspace --test listings ch01/two_waits",
        ] {
            assert_eq!(check(command), Ok(()), "{command}");
        }
    }

    #[test]
    fn commands_that_do_not_work_are_reported() {
        assert_refused(
            "cargo run --example two_wait",
            "did you mean `two_waits`?",
        );
        assert_refused(
            "cargo run --example borrowed_client",
            "does not compile",
        );
        assert_refused(
            "cargo run -- run two_wait",
            "did you mean `two_waits`?",
        );
        assert_refused("cargo run -- hint side_by_sid", "`side_by_side`?");
        assert_refused("cargo run -- --prot 1", "--prot");
        assert_refused("cargo run --release", "no test knows this command");
        assert_refused(
            "cargo test --workspace --test nothing",
            "there is no test `nothing`",
        );
        assert_refused("cargo test --doc", "no test knows these arguments");
        assert_refused("make", "no test knows this command");
    }
}
