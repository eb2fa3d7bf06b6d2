//! Compiles one program with rustc itself. The arguments are fixed: a
//! program's text cannot add any.

use crate::artifacts::Artifacts;
use crate::diagnostics::{self, Diagnostic, Message};
use crate::environment;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use supervise::{
    EndCause, LimitExceeded, Priority, ResourceLimits, SpawnSpec,
    SupervisedChild,
};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};

/// The same for every program.
const COMMON_ARGUMENTS: [&str; 6] = [
    "--edition=2024",
    "--crate-type=bin",
    "--error-format=json",
    "-Cdebuginfo=0",
    // The standard library's debug information would be two thirds of the
    // file.
    "-Cstrip=debuginfo",
    "--emit",
];

/// The address space that rustc reserves and does not use, with a margin.
const UNUSED_ADDRESS_SPACE_MB: u64 = 1024;

/// How much of what rustc prints is read: an error may quote a large constant,
/// and a text may have an error in each word.
const MAX_MESSAGE_BYTES: u64 = 8 << 20;

/// The compiler itself, found once: rustup's proxy `rustc` takes a tenth of a
/// second to find it each time.
#[derive(Debug, Clone)]
pub struct Rustc {
    pub program: PathBuf,
    /// The output of `rustc -vV`, which differs where compiled programs would.
    pub version_output: String,
}

impl Rustc {
    pub fn find(root: &Path) -> Result<Rustc> {
        let sysroot = rustc_output(root, &["--print", "sysroot"])?;
        let name = format!("rustc{}", env::consts::EXE_SUFFIX);
        let in_sysroot = Path::new(sysroot.trim()).join("bin").join(name);
        let program = if in_sysroot.is_file() {
            in_sysroot
        } else {
            rustc_command().get_program().into()
        };
        Ok(Rustc {
            program,
            version_output: rustc_output(root, &["-vV"])?,
        })
    }
}

/// What rustc is to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emit {
    Program,
    /// A program that runs the text's `#[test]` functions.
    Tests,
    /// Nothing that can run: rustc only checks types and borrows.
    Metadata,
}

/// A text to compile.
#[derive(Debug, Clone, Copy)]
pub struct CompileUnit<'a> {
    /// The listing's name, from which the file gets its name.
    pub name: &'a str,
    pub source: &'a str,
    /// The arguments for the crates that the text may use.
    pub crate_arguments: &'a [OsString],
}

/// How a compilation went.
#[derive(Debug, PartialEq, Eq)]
pub enum CompileOutcome {
    Compiled,
    /// The text has errors.
    Rejected,
    /// rustc or the linker exceeded a limit, also that of its messages.
    LimitExceeded(LimitExceeded),
    /// The caller cancelled it.
    Cancelled,
    /// Not the text's fault, and why, as a sentence without its full stop.
    CompilerFailed(String),
}

/// Runs rustc below a supervisor.
#[derive(Debug, Clone, Copy)]
pub struct SupervisedRustc<'a> {
    pub rustc: &'a Rustc,
    pub workbook_program: &'a Path,
    pub limits: ResourceLimits,
    pub priority: Priority,
}

impl SupervisedRustc<'_> {
    /// Compiles in `folder`, which the caller removes, until `cancelled` is
    /// ready. Returns the diagnostics too.
    pub async fn compile(
        &self,
        unit: CompileUnit<'_>,
        emit: Emit,
        folder: &Path,
        cancelled: impl Future<Output = ()>,
    ) -> Result<(CompileOutcome, Vec<Diagnostic>)> {
        let compiling = async {
            let (outcome, diagnostics) =
                self.run_rustc(unit, emit, folder).await?;
            if diagnostics.is_empty()
                && let CompileOutcome::LimitExceeded(_) = outcome
            {
                let recursion_diagnostics =
                    self.find_macro_recursion(unit, folder).await?;
                return Ok((outcome, recursion_diagnostics));
            }
            Ok((outcome, diagnostics))
        };
        // Dropping the compilation ends rustc.
        tokio::select! {
            result = compiling => result,
            () = cancelled => Ok((CompileOutcome::Cancelled, Vec::new())),
        }
    }

    async fn run_rustc(
        &self,
        unit: CompileUnit<'_>,
        emit: Emit,
        folder: &Path,
    ) -> Result<(CompileOutcome, Vec<Diagnostic>)> {
        let file = format!("{}.rs", unit.name);
        tokio::fs::write(folder.join(&file), unit.source)
            .await
            .context("the program's text cannot be written")?;
        let mut rustc = self
            .spawn(unit, &file, emit, folder)
            .context("rustc could not be started")?;
        let stderr = rustc.stderr.take().context("rustc has no stderr")?;
        let mut messages = RustcMessages::default();
        if messages.read(stderr, &file).await == ReadEnd::TooMuch {
            rustc.kill_and_wait().await;
            return Ok(messages.into_outcome_with_too_many_messages());
        }
        let exit = rustc.wait().await.context("waiting for rustc")?;
        let outcome = match exit.end_cause {
            Some(EndCause::Limit(limit)) => {
                CompileOutcome::LimitExceeded(limit)
            }
            _ if exit.status.success() => CompileOutcome::Compiled,
            _ if messages.lacked_memory() => {
                CompileOutcome::LimitExceeded(self.limits.memory_exceeded())
            }
            _ if count_errors(&messages.diagnostics) > 0 => {
                CompileOutcome::Rejected
            }
            _ => CompileOutcome::CompilerFailed(
                messages.failure_message(exit.status),
            ),
        };
        Ok((outcome, messages.diagnostics))
    }

    /// Looks for a macro that expands to more and more of itself, which rustc
    /// reports with its line if the recursion limit is low enough.
    async fn find_macro_recursion(
        &self,
        unit: CompileUnit<'_>,
        folder: &Path,
    ) -> Result<Vec<Diagnostic>> {
        // On the first line, so that lines keep their numbers.
        let source = format!("#![recursion_limit = \"16\"]{}", unit.source);
        let unit = CompileUnit {
            source: &source,
            ..unit
        };
        let (_, mut diagnostics) =
            self.run_rustc(unit, Emit::Metadata, folder).await?;
        diagnostics.retain(|found| found.message.contains("recursion limit"));
        Ok(diagnostics)
    }

    /// A sentence for the reader of a text whose compilation has exceeded a
    /// limit, with the line where it is known.
    pub fn limit_message(
        &self,
        limit: LimitExceeded,
        diagnostics: &[Diagnostic],
    ) -> String {
        let stopped = format!("Compiling was stopped: it {}.", limit.message());
        let place = diagnostics.iter().find_map(|diagnostic| {
            let span = diagnostic.spans.iter().find(|span| span.primary)?;
            let line = span.line_start;
            Some(format!(" See line {line}: {}.", diagnostic.message))
        });
        stopped + &place.unwrap_or_default()
    }

    /// Puts an error that names the limit before the diagnostics, at the
    /// first place that they name.
    pub fn add_limit_error(
        &self,
        limit: LimitExceeded,
        diagnostics: Vec<Diagnostic>,
    ) -> Vec<Diagnostic> {
        let message = self.limit_message(limit, &diagnostics);
        let spans = diagnostics.iter().flat_map(|found| &found.spans);
        let place = spans.filter(|span| span.primary).take(1).cloned();
        let mut all = vec![Diagnostic {
            level: "error".to_owned(),
            code: None,
            rendered: format!("error: {message}\n"),
            message,
            spans: place.collect(),
            fixes: Vec::new(),
        }];
        all.extend(diagnostics);
        all
    }

    fn spawn(
        &self,
        unit: CompileUnit<'_>,
        source_file: &str,
        emit: Emit,
        folder: &Path,
    ) -> std::io::Result<SupervisedChild> {
        let mut arguments: Vec<OsString> = vec![source_file.into()];
        arguments.extend(COMMON_ARGUMENTS.map(OsString::from));
        match emit {
            Emit::Metadata => arguments.push("metadata".into()),
            Emit::Program | Emit::Tests => arguments.extend([
                "link".into(),
                "-o".into(),
                program_path(folder, unit.name).into(),
            ]),
        }
        if emit == Emit::Tests {
            arguments.push("--test".into());
        }
        arguments.extend(unit.crate_arguments.iter().cloned());
        SupervisedChild::spawn(SpawnSpec {
            workbook_program: self.workbook_program,
            program: &self.rustc.program,
            arguments,
            working_directory: folder,
            folder_to_remove: None,
            environment: Some(environment::for_rustc(folder)),
            stdout: Stdio::null(),
            limits: Some(self.limits),
            // So rustc notices that it gets no more memory, and can report
            // the line that needs it.
            address_space_mb: Some(
                self.limits.memory_mb + UNUSED_ADDRESS_SPACE_MB,
            ),
            priority: self.priority,
        })
    }
}

/// The path of the program that is compiled in `folder`.
pub fn program_path(folder: &Path, program_name: &str) -> PathBuf {
    folder.join(format!("{program_name}{}", env::consts::EXE_SUFFIX))
}

/// What rustc has printed.
#[derive(Default)]
struct RustcMessages {
    diagnostics: Vec<Diagnostic>,
    /// Lines that are no diagnostics.
    other_output: String,
}

/// How far rustc's standard error was read.
#[derive(Debug, PartialEq, Eq)]
enum ReadEnd {
    Complete,
    /// To `MAX_MESSAGE_BYTES`.
    TooMuch,
}

impl RustcMessages {
    /// Reads rustc's standard error.
    async fn read(
        &mut self,
        stderr: impl AsyncRead + Unpin,
        source_file: &str,
    ) -> ReadEnd {
        let limited = stderr.take(MAX_MESSAGE_BYTES);
        let mut lines = BufReader::new(limited).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            match diagnostics::parse_line(&line, source_file) {
                Message::Diagnostic(diagnostic) => {
                    self.diagnostics.push(diagnostic);
                }
                Message::Summary => {}
                Message::PlainText => self.other_output += &(line + "\n"),
            }
        }
        match lines.get_ref().get_ref().limit() {
            0 => ReadEnd::TooMuch,
            _ => ReadEnd::Complete,
        }
    }

    /// The outcome of a compilation that was stopped because of its many
    /// messages. The first errors are kept. Where there is none, for example
    /// because a single one is too long, the limit is the reason.
    fn into_outcome_with_too_many_messages(
        self,
    ) -> (CompileOutcome, Vec<Diagnostic>) {
        let limit_mb = MAX_MESSAGE_BYTES >> 20;
        let mut diagnostics = self.diagnostics;
        if count_errors(&diagnostics) == 0 {
            let limit = LimitExceeded::Messages { limit_mb };
            return (CompileOutcome::LimitExceeded(limit), diagnostics);
        }
        let message = format!(
            "rustc was stopped, because it printed more than {limit_mb} MB, \
             so there may be more errors"
        );
        diagnostics.push(Diagnostic {
            level: "warning".to_owned(),
            code: None,
            rendered: format!("warning: {message}\n"),
            message,
            spans: Vec::new(),
            fixes: Vec::new(),
        });
        (CompileOutcome::Rejected, diagnostics)
    }
}

impl RustcMessages {
    /// Whether rustc got no more memory.
    fn lacked_memory(&self) -> bool {
        let phrases =
            ["more memory than available to compiler", "out of memory"];
        let is_reported = |diagnostic: &Diagnostic| {
            phrases.iter().any(|part| diagnostic.message.contains(part))
        };
        self.diagnostics.iter().any(is_reported)
            || self.other_output.contains("memory allocation of ")
    }

    /// Why rustc failed without an error in the text.
    fn failure_message(&self, status: ExitStatus) -> String {
        let output = self.other_output.trim();
        if output.contains("rustc interrupted by SIGSEGV") {
            "rustc crashed (SIGSEGV); most likely the text is nested too \
             deeply"
                .to_owned()
        } else if !output.is_empty() {
            format!("rustc failed: {output}")
        } else if was_killed(status) {
            "rustc was killed, most likely because the machine has run out \
             of memory; end other programs, and try it again"
                .to_owned()
        } else {
            format!("rustc failed without a message ({status})")
        }
    }
}

/// Whether another process or the kernel has sent SIGKILL.
#[cfg(unix)]
fn was_killed(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(9)
}

#[cfg(not(unix))]
fn was_killed(_: ExitStatus) -> bool {
    false
}

fn count_errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|d| d.is_error()).count()
}

/// A sentence for the reader of a text that was rejected.
pub fn error_count_message(diagnostics: &[Diagnostic]) -> String {
    match count_errors(diagnostics) {
        1 => "It does not compile: there is 1 error.".to_owned(),
        errors => format!("It does not compile: there are {errors} errors."),
    }
}

/// Type-checks a text that may use only `packages`, and returns rustc's exit
/// status and messages. Nothing is kept; `path`, relative to the book's root,
/// is the one in the messages.
pub fn check_source(
    artifacts: &Artifacts,
    packages: &BTreeSet<String>,
    path: &Path,
    source: &str,
) -> Result<Output> {
    let temporary = tempfile::tempdir().context("no temporary folder")?;
    let file = temporary.path().join(path);
    let folder = file.parent().context("a listing is in a folder")?;
    fs::create_dir_all(folder)?;
    fs::write(&file, source)?;
    rustc_command()
        .current_dir(temporary.path())
        .arg(path)
        .args(["--edition", "2024", "--emit", "metadata", "--out-dir"])
        .arg(temporary.path())
        .args(artifacts.rustc_arguments(packages)?)
        .output()
        .context("rustc could not be started")
}

/// The rustc that cargo uses, or the one on the path.
pub fn rustc_command() -> Command {
    Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// Runs rustc in the book's root, and returns what it prints.
pub(crate) fn rustc_output(root: &Path, arguments: &[&str]) -> Result<String> {
    let output = rustc_command()
        .current_dir(root)
        .args(arguments)
        .output()
        .context("rustc could not be started")?;
    if !output.status.success() {
        bail!("rustc: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).context("rustc's output is not UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_of_too_many_errors_are_kept() {
        let line = "{\"$message_type\":\"diagnostic\",\"message\":\"wrong\",\
            \"code\":null,\"level\":\"error\",\"spans\":[],\"children\":[],\
            \"rendered\":\"error: wrong\"}\n";
        let few = line.repeat(3);
        let mut messages = RustcMessages::default();
        let end = messages.read(few.as_bytes(), "a.rs").await;
        assert_eq!(end, ReadEnd::Complete);
        assert_eq!(count_errors(&messages.diagnostics), 3);
        let bytes = usize::try_from(MAX_MESSAGE_BYTES).unwrap();
        let count = bytes / line.len();
        let many = line.repeat(count + 10);
        let mut messages = RustcMessages::default();
        let end = messages.read(many.as_bytes(), "a.rs").await;
        assert_eq!(end, ReadEnd::TooMuch);
        let (outcome, diagnostics) =
            messages.into_outcome_with_too_many_messages();
        assert_eq!(outcome, CompileOutcome::Rejected);
        assert_eq!(count_errors(&diagnostics), count);
        assert_eq!(
            diagnostics.last().unwrap().message,
            "rustc was stopped, because it printed more than 8 MB, so there \
             may be more errors"
        );
    }

    #[tokio::test]
    async fn too_many_warnings_exceed_a_limit() {
        let line = "{\"$message_type\":\"diagnostic\",\"message\":\"odd\",\
            \"code\":null,\"level\":\"warning\",\"spans\":[],\"children\":[],\
            \"rendered\":\"warning: odd\"}\n";
        let bytes = usize::try_from(MAX_MESSAGE_BYTES).unwrap();
        let many = line.repeat(bytes / line.len() + 1);
        let mut messages = RustcMessages::default();
        let end = messages.read(many.as_bytes(), "a.rs").await;
        assert_eq!(end, ReadEnd::TooMuch);
        let (outcome, _) = messages.into_outcome_with_too_many_messages();
        let limit = LimitExceeded::Messages { limit_mb: 8 };
        assert_eq!(outcome, CompileOutcome::LimitExceeded(limit));
    }
}
