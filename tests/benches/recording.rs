//! What recording costs: each listing of the book plain, with the recorder
//! in it but not recording, and recording; and two programs that do nothing
//! but what is recorded, without the cut after 20,000 records.
//!
//! `cargo bench -p book-tests --profile dev --bench recording` prints medians,
//! of 3 rounds for a listing that waits and of 41 for what is over sooner; with
//! ` -- NAME…` only those listings and loads. It fails where recording adds
//! more than a quarter to a listing, or more than doubles the time of a load.

use anyhow::{Context, Result, ensure};
use book_tests::{program, root};
use catalogue::{Catalogue, Listing};
use runner::{Job, Limits, Runner};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use timeline::TimelineBuilder;
use tokio::runtime::Runtime;

/// Of what takes long, since it waits, and of what is over within
/// `MAX_SHORT_RUN_TIME`.
const LONG_RUN_ROUND_COUNT: usize = 3;
const SHORT_RUN_ROUND_COUNT: usize = 41;
const LOAD_ROUND_COUNT: usize = 11;
const MAX_SHORT_RUN_TIME: Duration = Duration::from_millis(200);

/// How many times as long a listing may take when it is recorded, and a load.
const MAX_LISTING_SLOWDOWN: f64 = 1.25;
const MAX_LOAD_SLOWDOWN: f64 = 2.0;
/// Listings that never wait, but do thousands of things one after the other.
const LISTINGS_WITHOUT_SLOWDOWN_LIMIT: [&str; 1] = ["budget"];

/// A program that does nothing but what is recorded.
struct LoadProgram {
    name: &'static str,
    source: &'static str,
}

const LOAD_PROGRAMS: [LoadProgram; 2] = [
    LoadProgram {
        name: "tasks",
        source: MANY_TASKS_PROGRAM,
    },
    LoadProgram {
        name: "messages",
        source: MANY_MESSAGES_PROGRAM,
    },
];

/// 10,000 tasks that sleep 50 ms each.
const MANY_TASKS_PROGRAM: &str = r#"
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

/// A million messages, with a queue that is often full and often empty.
const MANY_MESSAGES_PROGRAM: &str = r#"
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(64);
    tokio::spawn(async move {
        for number in 0..1_000_000_u32 {
            sender.send(number).await.unwrap();
        }
    });
    let mut count = 0;
    while receiver.recv().await.is_some() {
        count += 1;
    }
    assert_eq!(count, 1_000_000);
}
"#;

/// No program records so much.
const UNLIMITED_RECORDS: &str = "1000000000";

/// A listing that is recorded, and one that is not, with the same crates.
const LISTING_BUILT_WITH_RECORDER: &str = "mutex_handoff";
const LISTING_BUILT_WITHOUT_RECORDER: &str = "waiting_tasks";

fn main() -> Result<()> {
    let runtime = Runtime::new()?;
    let inside = runtime.enter();
    let root = root().to_owned();
    let limits = Limits::default();
    let runner = Runner::start_with(program::build_workbook()?, root, limits);
    drop(inside);
    runtime.block_on(runner.wait_until_ready())?;
    let compiled = |listing: &str, source: String| {
        let listing = listing.to_owned();
        runtime.block_on(runner.build_ahead(Job {
            source,
            listing,
            arguments: Vec::new(),
        }))
    };
    let names: Vec<String> = env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    let is_wanted =
        |name: &str| names.is_empty() || names.iter().any(|n| n == name);
    let mut slow = Vec::new();
    println!("{:28} plain ms      off          on   raw KB  KB", "");
    for load in LOAD_PROGRAMS.iter().filter(|load| is_wanted(load.name)) {
        let programs = Programs {
            plain_program: compiled(
                LISTING_BUILT_WITHOUT_RECORDER,
                load.source.to_owned(),
            )?,
            instrumented_program: compiled(
                LISTING_BUILT_WITH_RECORDER,
                load.source.to_owned(),
            )?,
            is_load: true,
        };
        if programs.measure_slowdown(load.name)? > MAX_LOAD_SLOWDOWN {
            slow.push(load.name.to_owned());
        }
    }
    let catalogue = Catalogue::load(self::root())?;
    let built = toolchain::build_examples(self::root())?;
    let recorded = catalogue.listings().filter(|l| l.is_recorded());
    for listing in recorded.filter(|l| is_wanted(&l.name)) {
        let source = catalogue.source(listing)?.text();
        let programs = Programs {
            plain_program: built
                .program(&listing.name)
                .context("not built")?
                .into(),
            instrumented_program: compiled(&listing.name, source)?,
            is_load: false,
        };
        let ratio = programs.measure_slowdown(&source_file_name(listing))?;
        let is_busy =
            LISTINGS_WITHOUT_SLOWDOWN_LIMIT.contains(&listing.name.as_str());
        if ratio > MAX_LISTING_SLOWDOWN && !is_busy {
            slow.push(listing.name.clone());
        }
    }
    ensure!(
        slow.is_empty(),
        "recorded, these take more than {MAX_LISTING_SLOWDOWN} times as long, or a \
         load \
         {MAX_LOAD_SLOWDOWN} times: {}",
        slow.join(", ")
    );
    Ok(())
}

fn source_file_name(listing: &Listing) -> String {
    format!("{}.rs", listing.name)
}

/// The same text, compiled twice.
struct Programs {
    plain_program: PathBuf,
    instrumented_program: PathBuf,
    is_load: bool,
}

impl Programs {
    /// Prints what each costs, and returns how many times as long as plain a
    /// recorded run takes.
    fn measure_slowdown(&self, listing_name: &str) -> Result<f64> {
        let folder = tempfile::tempdir()?;
        let lines = folder.path().join("lines");
        // The first run is slower than those after it.
        let first = time_run(&self.plain_program, &folder, None)?;
        let rounds = if self.is_load {
            LOAD_ROUND_COUNT
        } else if first < MAX_SHORT_RUN_TIME {
            SHORT_RUN_ROUND_COUNT
        } else {
            LONG_RUN_ROUND_COUNT
        };
        let mut times: [Vec<Duration>; 3] = Default::default();
        for _ in 0..rounds {
            times[0].push(time_run(&self.plain_program, &folder, None)?);
            times[1].push(time_run(&self.instrumented_program, &folder, None)?);
            fs::write(&lines, "")?;
            let recording = Some(Recording {
                record_file: &lines,
                has_record_limit: !self.is_load,
            });
            times[2].push(time_run(
                &self.instrumented_program,
                &folder,
                recording,
            )?);
        }
        let [plain, off, on] = times.map(median_ms);
        let raw = fs::read(&lines)?;
        ensure!(!raw.is_empty(), "`{listing_name}` has not been recorded");
        println!(
            "{listing_name:28} {plain:8.1} {off:8.1} ({:4.2}) {on:8.1} \
             ({:4.2}) \
             {:6.1} {:5.1}",
            off / plain,
            on / plain,
            raw.len() as f64 / 1000.0,
            count_document_bytes(listing_name, &raw)? as f64 / 1000.0,
        );
        Ok(on / plain)
    }
}

/// Where a run is recorded.
struct Recording<'a> {
    record_file: &'a Path,
    /// After 20,000 records, as usual.
    has_record_limit: bool,
}

fn time_run(
    program: &Path,
    folder: &TempDir,
    recording: Option<Recording<'_>>,
) -> Result<Duration> {
    let mut command = Command::new(program);
    command
        .current_dir(folder.path())
        .env("WEATHER_PORT", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(Recording {
        record_file,
        has_record_limit,
    }) = recording
    {
        command.env("WORKBOOK_TIMELINE", record_file);
        if !has_record_limit {
            command.env("WORKBOOK_TIMELINE_MOST", UNLIMITED_RECORDS);
        }
    }
    let start = Instant::now();
    let status = command.status()?;
    let time = start.elapsed();
    ensure!(status.success(), "`{}`: {status}", program.display());
    Ok(time)
}

/// The bytes of the document that is made of the recording.
fn count_document_bytes(file: &str, raw: &[u8]) -> Result<usize> {
    let mut builder = TimelineBuilder::new(file);
    builder.push(raw);
    let timeline = builder.to_timeline(0.0);
    Ok(serde_json::to_string(&timeline)?.len())
}

fn median_ms(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
