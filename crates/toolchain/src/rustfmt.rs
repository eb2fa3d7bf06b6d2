//! Formats one program with rustfmt. The arguments are fixed, as rustc's are.

use crate::environment;
use crate::rustc::rustc_output;
use anyhow::{Context, Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use supervise::{
    EndCause, Priority, ResourceLimits, SpawnSpec, SupervisedChild,
};
use tokio::io::{AsyncRead, AsyncReadExt};

/// The program's text, in the folder in which rustfmt works.
const SOURCE_FILE: &str = "program.rs";

/// The book's settings. rustfmt looks for them beside the program's text.
const SETTINGS_FILE: &str = "rustfmt.toml";

/// More than any text of the page becomes.
const MAX_OUTPUT_BYTES: u64 = 8 << 20;

/// `--emit stdout` writes no file, not even a module that the text names.
const RUSTFMT_ARGUMENTS: [&str; 5] = [
    "--edition=2024",
    "--emit=stdout",
    "--quiet",
    "--color=never",
    SOURCE_FILE,
];

/// Finds rustfmt beside the compiler.
pub fn find_rustfmt(root: &Path) -> Result<PathBuf> {
    let sysroot = rustc_output(root, &["--print", "sysroot"])?;
    let name = format!("rustfmt{}", env::consts::EXE_SUFFIX);
    let program = Path::new(sysroot.trim()).join("bin").join(name);
    if !program.is_file() {
        bail!(
            "rustfmt is not installed; install it with \
             `rustup component add rustfmt`"
        );
    }
    Ok(program)
}

/// Runs rustfmt below a supervisor.
#[derive(Debug, Clone, Copy)]
pub struct SupervisedRustfmt<'a> {
    pub program: &'a Path,
    pub workbook_program: &'a Path,
    pub limits: ResourceLimits,
    /// The root of the book, which has the settings.
    pub root: &'a Path,
}

impl SupervisedRustfmt<'_> {
    /// Formats a text in `folder`, which the caller removes. The error of a
    /// text that rustfmt can't parse names the line.
    pub async fn format(&self, source: &str, folder: &Path) -> Result<String> {
        let settings = tokio::fs::read(self.root.join(SETTINGS_FILE)).await;
        tokio::fs::write(
            folder.join(SETTINGS_FILE),
            settings.unwrap_or_default(),
        )
        .await
        .context("the settings of rustfmt cannot be written")?;
        tokio::fs::write(folder.join(SOURCE_FILE), source)
            .await
            .context("the program's text cannot be written")?;
        let mut rustfmt =
            self.spawn(folder).context("rustfmt could not be started")?;
        let stdout = rustfmt.stdout.take().context("rustfmt has no stdout")?;
        let stderr = rustfmt.stderr.take().context("rustfmt has no stderr")?;
        // An error drops rustfmt, which ends it.
        let (formatted, errors) =
            tokio::try_join!(read_output(stdout), read_output(stderr))?;
        let exit = rustfmt.wait().await.context("waiting for rustfmt")?;
        match exit.end_cause {
            Some(EndCause::Limit(limit)) => {
                bail!("rustfmt was stopped, because it {}", limit.message())
            }
            _ if exit.status.success() => Ok(formatted),
            _ => bail!(describe_failure(&errors)),
        }
    }

    fn spawn(&self, folder: &Path) -> std::io::Result<SupervisedChild> {
        SupervisedChild::spawn(SpawnSpec {
            workbook_program: self.workbook_program,
            program: self.program,
            arguments: RUSTFMT_ARGUMENTS.map(Into::into).to_vec(),
            working_directory: folder,
            folder_to_remove: None,
            environment: Some(environment::for_rustc(folder)),
            stdout: Stdio::piped(),
            limits: Some(self.limits),
            address_space_mb: None,
            priority: Priority::Normal,
        })
    }
}

async fn read_output(stream: impl AsyncRead + Unpin) -> Result<String> {
    let mut bytes = Vec::new();
    let mut limited = stream.take(MAX_OUTPUT_BYTES);
    limited.read_to_end(&mut bytes).await?;
    if limited.limit() == 0 {
        let mb = MAX_OUTPUT_BYTES >> 20;
        bail!("rustfmt was stopped, because it printed more than {mb} MB");
    }
    String::from_utf8(bytes).context("rustfmt's output is not UTF-8")
}

/// Describes rustfmt's first error in a sentence without its end.
fn describe_failure(errors: &str) -> String {
    let mut lines = errors.lines();
    let Some(message) = lines.find_map(|line| line.strip_prefix("error: "))
    else {
        return format!("rustfmt failed: {}", errors.trim());
    };
    match lines.find_map(parse_line_number) {
        Some(number) => format!("{message} (line {number})"),
        None => message.to_owned(),
    }
}

/// Returns the line that ` --> program.rs:3:5` names.
fn parse_line_number(line: &str) -> Option<usize> {
    let place = line.trim_start().strip_prefix("--> ")?;
    let mut parts = place.rsplit(':');
    let _column = parts.next()?;
    parts.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_is_described_with_its_line() {
        let errors = "error: expected `;`, found `println`\n \
            --> /tmp/a/program.rs:4:18\n  |\nerror: another\n --> b.rs:9:1\n";
        assert_eq!(
            describe_failure(errors),
            "expected `;`, found `println` (line 4)"
        );
    }

    #[tokio::test]
    async fn output_without_end_is_an_error() {
        let error = read_output(tokio::io::repeat(b'x')).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "rustfmt was stopped, because it printed more than 8 MB"
        );
        assert_eq!(
            read_output(&b"fn main() {}"[..]).await.unwrap(),
            "fn main() {}"
        );
    }

    #[test]
    fn a_failure_without_an_error_is_quoted() {
        assert_eq!(
            describe_failure("no such file\n"),
            "rustfmt failed: no such file"
        );
    }
}
