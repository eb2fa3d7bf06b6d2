//! Small programs, compiled as the workbook compiles recorded ones.

use crate::root;
use anyhow::{Context, Result, anyhow, bail};
use catalogue::Catalogue;
use recorder_events::{Decoder, Record};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use timeline::{Timeline, TimelineBuilder};
use toolchain::{RECORDER_FOLDER, RecordedWorkspace};

/// Crates that the chapter's own crates depend on.
const INDIRECT_CRATES: [&str; 2] = ["serde", "serde_json"];
const TIME_LIMIT: Duration = Duration::from_secs(10);
const RECORDING_VARIABLE: &str = "WORKBOOK_TIMELINE";

/// A program, compiled in a folder of its own.
#[derive(Debug)]
pub struct RecordedProgram {
    folder: TempDir,
    name: String,
}

/// A run that is over, and what it recorded.
#[derive(Debug)]
pub struct RecordedRun {
    pub output: Output,
    pub recording: RawRecording,
    file: String,
}

/// What a program wrote.
#[derive(Debug)]
pub struct RawRecording(Vec<u8>);

impl RecordedProgram {
    /// Compiles the text, which is in the file `NAME.rs`, as a program of
    /// chapter 4.
    pub fn compile(program_name: &str, source: &str) -> Result<Self> {
        static CRATES: OnceLock<Result<InstrumentedCrates, String>> =
            OnceLock::new();
        let build = || {
            let built = InstrumentedCrates::build(
                root(),
                "ch04-tasks",
                &INDIRECT_CRATES,
            );
            built.map_err(|error| format!("{error:#}"))
        };
        let crates = CRATES.get_or_init(build).as_ref();
        crates
            .map_err(|error| anyhow!("{error}"))?
            .compile(program_name, source)
    }

    fn compile_with(
        program_name: &str,
        source: &str,
        crate_arguments: &[OsString],
    ) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = format!("{program_name}.rs");
        fs::write(folder.path().join(&file), source)?;
        let rustc = std::env::var_os("RUSTC");
        let mut rustc = Command::new(rustc.unwrap_or_else(|| "rustc".into()));
        rustc
            .current_dir(folder.path())
            .args([&file, "--edition=2024", "-Cdebuginfo=0"])
            .args(crate_arguments);
        let output = rustc.output().context("rustc could not be started")?;
        if !output.status.success() {
            bail!(
                "{program_name}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let program_name = program_name.to_owned();
        Ok(Self {
            folder,
            name: program_name,
        })
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A command that runs it without recording.
    pub fn unrecorded_command(&self) -> Command {
        let mut command = Command::new(self.folder().join(&self.name));
        command
            .current_dir(self.folder())
            .env_remove(RECORDING_VARIABLE)
            .env("RUST_BACKTRACE", "0");
        command
    }

    /// A command that records it into `recording_file`.
    pub fn recording_command(&self, recording_file: &Path) -> Command {
        let mut command = self.unrecorded_command();
        command.env(RECORDING_VARIABLE, recording_file);
        command
    }

    /// Runs it, recorded into a file. It must end within ten seconds.
    pub fn record(&self, arguments: &[String]) -> Result<RecordedRun> {
        let file = tempfile::NamedTempFile::new()?;
        let mut command = self.recording_command(file.path());
        let mut child = command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let begin = Instant::now();
        while child.try_wait()?.is_none() {
            if begin.elapsed() > TIME_LIMIT {
                child.kill()?;
                bail!("`{} {}` hangs", self.name, arguments.join(" "));
            }
            thread::sleep(Duration::from_millis(5));
        }
        let output = child.wait_with_output()?;
        Ok(RecordedRun {
            output,
            recording: RawRecording::read(file.path())?,
            file: format!("{}.rs", self.name),
        })
    }
}

impl RecordedRun {
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    pub fn timeline(&self) -> Timeline {
        self.replay().to_timeline(0.0)
    }

    /// All that is known of the run.
    pub fn replay(&self) -> TimelineBuilder {
        let mut builder = TimelineBuilder::new(&self.file);
        builder.push(&self.recording.0);
        builder
    }
}

impl RawRecording {
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub fn read(recording_file: &Path) -> Result<Self> {
        Ok(Self(fs::read(recording_file)?))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What `choose` returns for each record and its time in microseconds.
    pub fn filter_map_records<T>(
        &self,
        mut choose: impl FnMut(u64, &Record<'_>) -> Option<T>,
    ) -> Vec<T> {
        let mut decoder = Decoder::default();
        decoder.push(&self.0);
        let (mut now, mut found) = (0, Vec::new());
        while let Some(record) = decoder.next_record() {
            now += record.delta_us;
            found.extend(choose(now, &record));
        }
        found
    }

    pub fn count_records(&self, is_it: impl Fn(&Record<'_>) -> bool) -> usize {
        self.filter_map_records(|_, record| is_it(record).then_some(()))
            .len()
    }
}

/// The crates of a chapter, built for recorded programs.
#[derive(Debug)]
pub struct InstrumentedCrates {
    /// The arguments for rustc.
    arguments: Vec<OsString>,
    /// Where cargo has built them.
    pub target: PathBuf,
}

impl InstrumentedCrates {
    /// Builds them, for the chapter `slug` of the book in `book`, with some of
    /// those on which they depend.
    pub fn build(
        book: &Path,
        slug: &str,
        indirect_crates: &[&str],
    ) -> Result<Self> {
        let catalogue = Catalogue::load(book)?;
        let packages = &catalogue.packages;
        let slugs: Vec<_> = packages.iter().map(|p| p.slug.clone()).collect();
        let recorder = root().join(RECORDER_FOLDER);
        let workspace = RecordedWorkspace::write(book, &slugs, &recorder)?;
        let package = packages.iter().find(|p| p.slug == slug);
        let package = package.context("there is no such chapter")?;
        let built = workspace
            .build_in_terminal(slug)
            .context("the crates of recorded programs could not be built")?;
        let mut crates = package.dependencies.clone();
        crates.extend(indirect_crates.iter().map(|name| (*name).to_owned()));
        let mut arguments = built.rustc_arguments(&crates)?;
        arguments.extend(workspace.link_arguments(&built)?);
        let target = workspace.target_folder();
        Ok(Self { arguments, target })
    }

    /// Compiles the text, which is in the file `NAME.rs`.
    pub fn compile(
        &self,
        program_name: &str,
        source: &str,
    ) -> Result<RecordedProgram> {
        RecordedProgram::compile_with(program_name, source, &self.arguments)
    }
}

/// A pipe in this folder, to record into.
pub fn create_named_pipe(folder: &Path) -> Result<PathBuf> {
    let pipe = folder.join("pipe");
    let status = Command::new("mkfifo").arg(&pipe).status()?;
    if !status.success() {
        bail!("mkfifo: {status}");
    }
    Ok(pipe)
}
