//! Progress that several processes write at once, and that some are killed
//! while writing.

use progress::{Milestone, Store};
use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Set where this program is to write, and only that.
const ROOT_VARIABLE: &str = "WORKBOOK_WRITER_ROOT";
const PREFIX_VARIABLE: &str = "WORKBOOK_WRITER_PREFIX";
const COUNT_VARIABLE: &str = "WORKBOOK_WRITER_COUNT";

/// No test of its own: the other tests start it as a process.
#[test]
fn run_as_writer_process() {
    let (Some(root), Ok(prefix)) =
        (env::var_os(ROOT_VARIABLE), env::var(PREFIX_VARIABLE))
    else {
        return;
    };
    let count = env::var(COUNT_VARIABLE).unwrap().parse().unwrap();
    write_milestones(Path::new(&root), &prefix, count);
}

/// Says each name only when it is written.
fn write_milestones(root: &Path, prefix: &str, count: usize) {
    let store = Store::in_root(root);
    for number in 0..count {
        let name = format!("{prefix}-{number}");
        let note = |progress: &mut progress::Progress| {
            progress.mark_reached(Milestone::Run, &name, "aa");
        };
        let loaded = store.update(note).unwrap();
        assert_eq!(loaded.damaged, None);
        println!("\nwritten {name} in full");
    }
}

fn spawn_writer(root: &Path, prefix: &str, count: usize) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "run_as_writer_process", "--nocapture"])
        .env(ROOT_VARIABLE, root)
        .env(PREFIX_VARIABLE, prefix)
        .env(COUNT_VARIABLE, count.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn load_recorded_names(root: &Path) -> BTreeSet<String> {
    let loaded = Store::in_root(root).load().unwrap();
    assert_eq!(loaded.damaged, None);
    loaded
        .progress
        .marks(Milestone::Run)
        .keys()
        .cloned()
        .collect()
}

#[test]
fn concurrent_writers_lose_no_milestone() {
    const WRITE_COUNT: usize = 40;
    let root = tempfile::tempdir().unwrap();
    let terminal = spawn_writer(root.path(), "terminal", WRITE_COUNT);
    let other = spawn_writer(root.path(), "other", WRITE_COUNT);
    // Two pages of one workbook are two threads of it.
    thread::scope(|scope| {
        for page in ["page-1", "page-2"] {
            let root = root.path();
            scope.spawn(move || write_milestones(root, page, WRITE_COUNT));
        }
    });
    for writer in [terminal, other] {
        let output = writer.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    assert_eq!(load_recorded_names(root.path()).len(), 4 * WRITE_COUNT);
}

#[test]
fn a_killed_writer_loses_no_written_milestone() {
    let root = tempfile::tempdir().unwrap();
    let mut promised = BTreeSet::new();
    for round in 0..12u64 {
        let mut child =
            spawn_writer(root.path(), &format!("r{round}"), 100_000);
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let reader = thread::spawn(move || {
            let lines = stdout.lines().map_while(Result::ok);
            let names = lines.filter_map(|line| {
                let line = line.strip_prefix("written ")?;
                // A line that was cut short promises nothing.
                Some(line.strip_suffix(" in full")?.to_owned())
            });
            names.collect::<Vec<_>>()
        });
        thread::sleep(Duration::from_millis(60 + 7 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        promised.extend(reader.join().unwrap());
        let stored = load_recorded_names(root.path());
        let missing: Vec<_> = promised.difference(&stored).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
    assert!(promised.len() > 12, "{}", promised.len());
    // And nothing half-written lies about once somebody writes again.
    write_milestones(root.path(), "after", 1);
    let entries = std::fs::read_dir(root.path().join(".workbook")).unwrap();
    let remaining: BTreeSet<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let expected = ["progress.json", "progress.lock"].map(str::to_owned);
    assert_eq!(remaining, BTreeSet::from(expected));
}
