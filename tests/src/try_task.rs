//! Compiling a listing that a "Try it" task has changed, and keeping its
//! `.try.toml` file up to date.

use crate::process;
use crate::update;
use anyhow::{Context, Result, ensure};
use catalogue::transcript::Session;
use catalogue::{Listing, Package, TryTask};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toolchain::Artifacts;

/// On two busy cores rustc takes a few seconds for a listing.
const COMPILE_TIME_LIMIT: Duration = Duration::from_secs(120);

/// What the compiler makes of a changed listing.
#[derive(Debug)]
pub enum Compiled {
    Program {
        path: PathBuf,
        /// The compiler's warnings; empty if there are none.
        warnings: String,
    },
    /// The compiler's messages.
    Rejected(String),
}

/// Compiles `source` in `folder` with plain tokio and the crates of `package`.
pub fn compile(
    built: &Artifacts,
    package: &Package,
    listing: &Listing,
    source: &str,
    folder: &Path,
) -> Result<Compiled> {
    let file = folder.join(format!("{}.rs", listing.name));
    let program =
        folder.join(format!("program{}", std::env::consts::EXE_SUFFIX));
    fs::write(&file, source)?;
    let mut rustc = toolchain::rustc_command();
    rustc
        .arg(&file)
        .args(["--edition", "2024", "-o"])
        .arg(&program)
        .args(built.rustc_arguments(&package.dependencies)?);
    let run = process::run_with_time_limit(&mut rustc, COMPILE_TIME_LIMIT)?;
    match run.termination.code() {
        Some(0) => Ok(Compiled::Program {
            path: program,
            warnings: run.stderr,
        }),
        Some(_) => Ok(Compiled::Rejected(run.stderr)),
        None => anyhow::bail!("rustc {}", run.termination),
    }
}

/// The expected lines with what was printed instead. Lines that still fit
/// keep their wildcards.
pub fn correct_prints(session: &Session, printed: &str) -> String {
    let text = update::corrected_session(session, session.status, printed);
    let is_head =
        |line: &&str| line.starts_with("$ ") || line.starts_with("? ");
    text.lines()
        .skip_while(is_head)
        .map(|line| format!("{line}\n"))
        .collect()
}

/// The file with another text for the `prints` of this task.
pub fn replace_prints(
    file: &str,
    task: &TryTask,
    prints: &str,
) -> Result<String> {
    let start: usize = line_starts(file)
        .nth(task.line - 1)
        .context("the file has changed meanwhile")?;
    let rest = &file[start..];
    let table_end = rest[2..]
        .find("\n[[try]]")
        .map_or(file.len(), |length| start + 2 + length + 1);
    let table = &file[start..table_end];
    let key = line_starts(table)
        .find(|&start| is_prints_line(&table[start..]))
        .context("the task has no line `prints = …`")?;
    let value = table[key..].find('=').map_or(key, |at| key + at + 1);
    let old = table[value..].trim_start();
    let from = table_end - old.len();
    let to = from + toml_string_length(old).context("`prints` never ends")?;
    ensure!(
        !prints.contains("'''"),
        "the program prints `'''`, which only a hand can write into the file"
    );
    let quotes = if prints.contains(['\\', '"']) {
        "'''"
    } else {
        "\"\"\""
    };
    Ok(format!(
        "{}{quotes}\n{prints}{quotes}{}",
        &file[..from],
        &file[to..]
    ))
}

fn line_starts(toml_text: &str) -> impl Iterator<Item = usize> {
    let next = toml_text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(next)
}

fn is_prints_line(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix("prints");
    rest.is_some_and(|rest| rest.trim_start().starts_with('='))
}

/// The bytes of a TOML string with its quotes.
fn toml_string_length(toml_text: &str) -> Option<usize> {
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    let quote = quotes
        .into_iter()
        .find(|quote| toml_text.starts_with(quote))?;
    let inner = &toml_text[quote.len()..];
    let closing_quote = inner.match_indices(quote).find(|(at, _)| {
        let slashes = inner[..*at].bytes().rev().take_while(|b| *b == b'\\');
        quote.starts_with('\'') || slashes.count() % 2 == 0
    });
    closing_quote.map(|(at, _)| quote.len() + at + quote.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalogue::Expected;

    const TRY_FILE_TEXT: &str = "\
# Two tasks.
[[try]]
id = \"a\"
task = \"A\"
prints = \"\"
args = [\"1\"]
why = \"A.\"

[[try]]
id = \"b\"
task = \"B\"
args = [\"1\"]
prints = \"\"\"
one
\\\"two\\\"
\"\"\"
why = \"B.\"
";

    fn task_at(line: usize) -> TryTask {
        TryTask {
            id: None,
            line,
            task: String::new(),
            edits: Vec::new(),
            arguments: Vec::new(),
            command: None,
            expected: Expected::Hangs(None),
            warnings: Vec::new(),
            why: String::new(),
        }
    }

    #[test]
    fn the_prints_of_one_task_are_replaced() {
        let new = replace_prints(TRY_FILE_TEXT, &task_at(2), "x\n").unwrap();
        assert!(new.contains("prints = \"\"\"\nx\n\"\"\"\nargs"), "{new}");
        assert!(new.contains("\none\n"), "{new}");
        let new = replace_prints(TRY_FILE_TEXT, &task_at(9), "\\n\n").unwrap();
        assert!(new.contains("prints = \"\"\nargs"), "{new}");
        assert!(
            new.ends_with("prints = '''\n\\n\n'''\nwhy = \"B.\"\n"),
            "{new}"
        );
    }
}
