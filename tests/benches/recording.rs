//! What recording costs: each listing of the book plain, with the recorder
//! in it but not recording, and recording; and a program with 10 000 tasks.
//!
//! `cargo bench -p book-tests --profile dev --bench recording` prints medians,
//! of 3 rounds for a listing that waits and of 41 for what is over sooner; with
//! ` -- NAME…` only those listings. It fails where recording adds more than a
//! quarter to a listing.

use anyhow::{Context, Result, ensure};
use book_tests::{program, root};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use workbook::catalogue::{Catalogue, Listing};
use workbook::runner::{Job, Limits, Runner};
use workbook::timeline::Recorder;
use workbook::toolchain;

/// Of what takes long, since it waits, and of what is over within `SHORT`.
const ROUNDS: usize = 3;
const ROUNDS_OF_SHORT: usize = 41;
const SHORT: Duration = Duration::from_millis(200);

/// How much longer a listing may take when it is recorded.
const LIMIT: f64 = 1.25;
/// They never wait, but do thousands of things one after the other: all of
/// these are recorded, which takes as long as they do.
const LOADS: [&str; 1] = ["budget"];

/// 10 000 tasks that sleep 50 ms each.
const LOAD: &str = r#"
use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let sleep = || tokio::time::sleep(Duration::from_millis(50));
    let tasks: Vec<_> = (0..10_000).map(|_| tokio::spawn(sleep())).collect();
    for task in tasks {
        task.await.unwrap();
    }
}
"#;

/// A listing that is recorded, and one that is not, with the same crates.
const RECORDED: &str = "next_please";
const PLAIN: &str = "waiting_tasks";

fn main() -> Result<()> {
    let runtime = Runtime::new()?;
    let inside = runtime.enter();
    let root = root().to_owned();
    let limits = Limits::default();
    let runner = Runner::start_with(program::workbook()?, root, limits);
    drop(inside);
    runtime.block_on(runner.ready())?;
    let compiled = |listing: &str, source: String| {
        let listing = listing.to_owned();
        runtime.block_on(runner.ahead(Job { source, listing }))
    };
    let load = Programs {
        plain: compiled(PLAIN, LOAD.to_owned())?,
        recorded: compiled(RECORDED, LOAD.to_owned())?,
    };
    println!("{:28} plain ms      off          on   raw KB  KB", "");
    load.measure("10 000 tasks")?;
    let names: Vec<String> = env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    let is_wanted = |listing: &&Listing| {
        listing.is_recorded()
            && (names.is_empty() || names.contains(&listing.name))
    };
    let catalogue = Catalogue::load(self::root())?;
    let built = toolchain::build_examples(self::root())?;
    let mut slow = Vec::new();
    for listing in catalogue.listings().filter(is_wanted) {
        let source = catalogue.source(listing)?.text();
        let programs = Programs {
            plain: built.program(&listing.name).context("not built")?.into(),
            recorded: compiled(&listing.name, source)?,
        };
        let times = programs.measure(&name(listing))?;
        if times > LIMIT && !LOADS.contains(&listing.name.as_str()) {
            slow.push(listing.name.clone());
        }
    }
    ensure!(
        slow.is_empty(),
        "recorded, these take more than {LIMIT} times as long: {}",
        slow.join(", ")
    );
    Ok(())
}

fn name(listing: &Listing) -> String {
    format!("{}.rs", listing.name)
}

/// The same text, compiled twice.
struct Programs {
    plain: PathBuf,
    recorded: PathBuf,
}

impl Programs {
    /// Prints what each costs, and returns how many times as long as plain a
    /// recorded run takes.
    fn measure(&self, name: &str) -> Result<f64> {
        let folder = tempfile::tempdir()?;
        let lines = folder.path().join("lines");
        // The first run is slower than those after it.
        let first = run(&self.plain, &folder, None)?;
        let rounds = if first < SHORT {
            ROUNDS_OF_SHORT
        } else {
            ROUNDS
        };
        let mut times: [Vec<Duration>; 3] = Default::default();
        for _ in 0..rounds {
            times[0].push(run(&self.plain, &folder, None)?);
            times[1].push(run(&self.recorded, &folder, None)?);
            fs::write(&lines, "")?;
            times[2].push(run(&self.recorded, &folder, Some(&lines))?);
        }
        let [plain, off, on] = times.map(median);
        let raw = fs::read_to_string(&lines)?;
        ensure!(!raw.is_empty(), "`{name}` has not been recorded");
        println!(
            "{name:28} {plain:8.1} {off:8.1} ({:4.2}) {on:8.1} ({:4.2}) \
             {:6.1} {:5.1}",
            off / plain,
            on / plain,
            raw.len() as f64 / 1000.0,
            document(name, &raw)? as f64 / 1000.0,
        );
        Ok(on / plain)
    }
}

fn run(
    program: &Path,
    folder: &TempDir,
    lines: Option<&Path>,
) -> Result<Duration> {
    let mut command = Command::new(program);
    command
        .current_dir(folder.path())
        .env("WEATHER_PORT", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(lines) = lines {
        command.env("WORKBOOK_TIMELINE", lines);
    }
    let start = Instant::now();
    let status = command.status()?;
    let time = start.elapsed();
    ensure!(status.success(), "`{}`: {status}", program.display());
    Ok(time)
}

/// The bytes of the document that is made of the raw lines.
fn document(file: &str, raw: &str) -> Result<usize> {
    let mut recorder = Recorder::new(file);
    raw.lines().for_each(|line| recorder.line(line));
    let timeline = recorder.document(0.0);
    Ok(serde_json::to_string(&timeline)?.len())
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
