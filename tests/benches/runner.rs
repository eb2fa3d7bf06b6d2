//! How long a reader waits: from the click to the first printed line, beside
//! `cargo run --example` after the same edit and beside rustc alone.
//!
//! `cargo bench -p book-tests --profile dev --bench runner` prints the medians of 11 rounds;
//! in each round everything is measured once, so that a machine that gets
//! slower or faster meanwhile does so for all.

#[allow(dead_code, reason = "each benchmark uses a part")]
mod workbook_process;

use anyhow::{Context, Result, ensure};
use book_tests::root;
use catalogue::{Catalogue, Listing, Package};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use toolchain::{self, Artifacts};
use workbook_process::WorkbookProcess;

const ROUND_COUNT: usize = 11;

/// Between the last key and the click.
const PAUSE_BEFORE_CLICK: Duration = Duration::from_millis(600);

/// It uses tokio, as most of the book's listings do.
const EDITED_LISTING: &str = "mutex_handoff";

/// It says something at once.
const UNCHANGED_LISTING: &str = "two_waits";

fn main() -> Result<()> {
    let bench = Bench::new()?;
    let mut times: Vec<(&str, Vec<Duration>)> = Vec::new();
    for round in 0..=ROUND_COUNT {
        for (name, time) in bench.measure_round(round)? {
            match times.iter_mut().find(|(known, _)| *known == name) {
                // The round before the first only warms up.
                _ if round == 0 => {}
                Some((_, all)) => all.push(time),
                None => times.push((name, vec![time])),
            }
        }
    }
    print_times(&times);
    Ok(())
}

struct Bench {
    workbook: WorkbookProcess,
    artifacts: Artifacts,
    package: Package,
    /// The listing's file in a copy of the workspace, where cargo may build
    /// edited versions of it.
    workspace_copy: tempfile::TempDir,
    listing: Listing,
    source: String,
    unchanged_source: String,
}

impl Bench {
    fn new() -> Result<Self> {
        let catalogue = Catalogue::load(root())?;
        let listing = catalogue.find(EDITED_LISTING)?.clone();
        let unchanged = catalogue.find(UNCHANGED_LISTING)?;
        let bench = Bench {
            workbook: WorkbookProcess::start()?,
            artifacts: toolchain::build_examples(root())?,
            package: catalogue.package_of(&listing).clone(),
            workspace_copy: copy_workspace()?,
            source: catalogue.source(&listing)?.text(),
            unchanged_source: catalogue.source(unchanged)?.text(),
            listing,
        };
        println!("preparing a copy of the workspace for cargo");
        bench.time_cargo_run("edit 0")?;
        Ok(bench)
    }

    fn measure_round(
        &self,
        round: usize,
    ) -> Result<Vec<(&'static str, Duration)>> {
        let edit = format!("edit {round}, {:?}", std::process::id());
        let edited = self.edit_listing(&edit);
        let (workbook, unchanged) = (&self.workbook, &self.unchanged_source);
        let paused = self.edit_listing(&format!("{edit}, a pause"));
        let checked = self.edit_listing(&format!("{edit}, checked"));
        Ok(vec![
            (
                "edited, in the page",
                workbook.time_to_first_line(EDITED_LISTING, &edited)?,
            ),
            ("edited, `cargo run --example`", self.time_cargo_run(&edit)?),
            ("edited, rustc and run", self.time_rustc(&edited, true)?),
            (
                "edited, a pause, in the page",
                self.time_first_line_after_pause(&paused)?,
            ),
            (
                "unchanged, in the page",
                workbook.time_to_first_line(UNCHANGED_LISTING, unchanged)?,
            ),
            (
                "type check, in the page",
                workbook.time_type_check(EDITED_LISTING, &checked)?,
            ),
            ("type check, rustc", self.time_rustc(&checked, false)?),
            (
                "from printing to reading",
                workbook.measure_print_delay(UNCHANGED_LISTING)?,
            ),
        ])
    }

    /// The listing with a line more, which it prints at once.
    fn edit_listing(&self, printed_words: &str) -> String {
        let start = "async fn main() {\n";
        let line = format!("{start}    println!(\"{printed_words}\");\n");
        self.source.replacen(start, &line, 1)
    }

    /// The page checks when the reader pauses, and the workbook compiles.
    fn time_first_line_after_pause(&self, edited: &str) -> Result<Duration> {
        self.workbook.time_type_check(EDITED_LISTING, edited)?;
        thread::sleep(PAUSE_BEFORE_CLICK);
        self.workbook.time_to_first_line(EDITED_LISTING, edited)
    }

    fn time_cargo_run(&self, printed_words: &str) -> Result<Duration> {
        let file = self.workspace_copy.path().join(&self.listing.path);
        fs::write(file, self.edit_listing(printed_words))?;
        let start = Instant::now();
        let mut cargo = toolchain::cargo_command();
        cargo
            .current_dir(self.workspace_copy.path())
            .env(
                "CARGO_TARGET_DIR",
                self.workspace_copy.path().join("target"),
            )
            .args(["run", "--quiet", "--offline", "--example", EDITED_LISTING])
            .args(["--", "1"]);
        run_until_first_line(&mut cargo)?;
        Ok(start.elapsed())
    }

    /// To the first line, or to the end of a type check.
    fn time_rustc(&self, source: &str, runs_program: bool) -> Result<Duration> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("main.rs");
        fs::write(&file, source)?;
        let start = Instant::now();
        let mut rustc = Command::new("rustc");
        rustc.arg(&file).args(["--edition=2024", "-Cdebuginfo=0"]);
        rustc.arg("--out-dir").arg(folder.path());
        if !runs_program {
            rustc.arg("--emit=metadata");
        }
        for name in &self.package.dependencies {
            let library = self.artifacts.library(name).context("a crate")?;
            let deps = library.parent().context("a folder")?;
            rustc.arg(format!("-Ldependency={}", deps.display()));
            let name = name.replace('-', "_");
            rustc.arg(format!("--extern={name}={}", library.display()));
        }
        ensure!(rustc.status()?.success(), "rustc failed");
        if runs_program {
            let program = folder.path().join("main");
            run_until_first_line(Command::new(program).arg("1"))?;
        }
        Ok(start.elapsed())
    }
}

/// Starts it and waits for its first line, then ends it.
fn run_until_first_line(command: &mut Command) -> Result<()> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().context("no output")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    ensure!(line.starts_with("edit"), "it printed `{line}`");
    child.kill()?;
    child.wait()?;
    Ok(())
}

/// The files that git knows, in a folder of their own.
fn copy_workspace() -> Result<tempfile::TempDir> {
    let copy = tempfile::tempdir()?;
    let listed = Command::new("git")
        .current_dir(root())
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .output()?;
    let names = String::from_utf8(listed.stdout)?;
    for name in names.split_terminator('\0').map(PathBuf::from) {
        let (from, to) = (root().join(&name), copy.path().join(&name));
        if from.is_file() {
            fs::create_dir_all(to.parent().unwrap_or(Path::new("/")))?;
            fs::copy(from, to)?;
        }
    }
    Ok(copy)
}

fn print_times(times: &[(&str, Vec<Duration>)]) {
    println!("\n{:<36}{:>9}{:>9}{:>9}  ms", "", "median", "min", "max");
    for (name, times) in times {
        let mut sorted = times.clone();
        sorted.sort();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "{name:<36}{:>9.1}{:>9.1}{:>9.1}",
            ms(sorted[sorted.len() / 2]),
            ms(sorted[0]),
            ms(sorted[sorted.len() - 1]),
        );
    }
}
