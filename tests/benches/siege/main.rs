//! What is left or lost when programs are hostile and workbooks are killed.
//!
//! `cargo bench -p book-tests --profile dev --bench siege` does all of this,
//! and with one of these words after `--` only a part:
//!
//! - `programs [BOMB]` runs hostile programs, with fork bombs of up to BOMB
//!   processes (3000), and opens many runs and connections at once.
//! - `kills [KILLS]` kills KILLS workbooks (1000) at random moments.
//! - `contained`, which is no part of all, runs only bombs, of up to 20,000
//!   processes and threads, in a process namespace of its own: at its end, the
//!   kernel ends whatever is left in it. That needs Linux and root.
//!
//! Each program is bounded and ends by itself. Only loopback is used.

mod hostile_programs;
mod kills;
#[allow(dead_code, reason = "each benchmark uses a part")]
#[path = "../workbook_process.rs"]
mod workbook_process;

use anyhow::{Result, bail, ensure};
use book_tests::root;
use hostile_programs::HostileProgram;
use serde_json::Value;
use std::env;
use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};
use workbook_process::WorkbookProcess;

const REPLACED_LISTING: &str = "two_waits";
const KILL_COUNT: usize = 1000;
const MAX_BOMB_PROCESSES: usize = 3000;
/// What runs in the namespace.
const ARGUMENT_IN_NAMESPACE: &str = "bombs";
const CONCURRENT_RUN_COUNT: usize = 100;
const CONNECTION_COUNT: usize = 1000;
const MAX_CONTAINED_BOMB_PROCESSES: usize = 20_000;
/// A bomb must be ended within this time, on an idle machine.
const MAX_BOMB_TIME: Duration = Duration::from_secs(2);

/// The start of the names of the files that hostile programs create in
/// `/dev/shm`.
const SHARED_FILE_PREFIX: &str = "siege-";

/// The size of their segments (`shmget`), which no other program has.
const SHARED_MEMORY_SEGMENT_BYTES: &str = "104857600";

/// Takes far more memory than a run may use, and must always be stopped.
const MEMORY_HOG_PROGRAM: &str = "fn main() {\n\
    let mut all = Vec::new();\n\
    for _ in 0..2500 { all.push(vec![1_u8; 1 << 20]); }\n\
    std::thread::sleep(std::time::Duration::from_secs(10));\n\
    println!(\"{}\", all.len());\n}";

fn main() -> Result<()> {
    // Cargo adds `--bench`.
    let args = env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let args: Vec<String> = args.collect();
    let number = |default: usize| {
        args.get(1).map_or(Ok(default), |number| number.parse())
    };
    match args.first().map(String::as_str) {
        None => {
            attack_server(MAX_BOMB_PROCESSES)?;
            kills::kill_many(KILL_COUNT)
        }
        Some("programs") => attack_server(number(MAX_BOMB_PROCESSES)?),
        Some("kills") => kills::kill_many(number(KILL_COUNT)?),
        Some("contained") => run_bombs_in_namespace(),
        Some(ARGUMENT_IN_NAMESPACE) => run_bombs(),
        Some(other) => bail!("there is no part `{other}`"),
    }
}

fn attack_server(max_bomb_processes: usize) -> Result<()> {
    let temporary = tempfile::tempdir()?;
    let workbook = WorkbookProcess::start_in(temporary.path())?;
    run_hostile_programs(&workbook, max_bomb_processes)?;
    run_many_at_once(&workbook)?;
    open_many_connections(&workbook)?;
    drop(workbook);
    assert_nothing_is_left(temporary.path())
}

/// Starts this program again, as the first process of a new namespace.
fn run_bombs_in_namespace() -> Result<()> {
    let status = Command::new("unshare")
        .args(["--pid", "--fork", "--mount-proc", "--kill-child"])
        .arg(env::current_exe()?)
        .arg(ARGUMENT_IN_NAMESPACE)
        .status()?;
    ensure!(
        status.success(),
        "in its namespace, the siege failed: {status}"
    );
    Ok(())
}

fn run_bombs() -> Result<()> {
    let temporary = tempfile::tempdir()?;
    let workbook = WorkbookProcess::start_in(temporary.path())?;
    let mut slow = Vec::new();
    for bomb in hostile_programs::create_bombs(MAX_CONTAINED_BOMB_PROCESSES) {
        let (time, end) = run_hostile_program(&workbook, &bomb)?;
        ensure!(
            end["how"] == "limit",
            "`{}` was not stopped by a limit: {end}",
            bomb.name
        );
        if time > MAX_BOMB_TIME {
            slow.push(bomb.name);
        }
    }
    ensure!(slow.is_empty(), "too slow: {}", slow.join(", "));
    Ok(())
}

fn run_hostile_programs(
    workbook: &WorkbookProcess,
    max_bomb_processes: usize,
) -> Result<()> {
    let programs =
        hostile_programs::create_hostile_programs(max_bomb_processes);
    println!("{} kinds of hostile programs", programs.len());
    for program in programs {
        run_hostile_program(workbook, &program)?;
    }
    Ok(())
}

/// Runs the program, and after it one that must be stopped at its limit.
fn run_hostile_program(
    workbook: &WorkbookProcess,
    program: &HostileProgram,
) -> Result<(Duration, Value)> {
    let HostileProgram { name, source } = program;
    let (time, end) = time_program(workbook, source)?;
    let (hog_time, hog_end) = time_program(workbook, MEMORY_HOG_PROGRAM)?;
    println!(
        "{name:40} {:6.2} s, then the hog {:5.2} s: {}",
        time.as_secs_f64(),
        hog_time.as_secs_f64(),
        shorten_end_message(&end)
    );
    if hog_end["how"] != "limit" {
        bail!("after `{name}`, a limit did not hold: {hog_end}");
    }
    Ok((time, end))
}

fn time_program(
    workbook: &WorkbookProcess,
    source: &str,
) -> Result<(Duration, Value)> {
    let mut connection = workbook.connect()?;
    connection.send_request("run", REPLACED_LISTING, source)?;
    let mut started = Instant::now();
    while let Some(event) = connection.next_event()? {
        if event["event"] == "started" {
            started = Instant::now();
        } else if event["event"] == "ended" {
            return Ok((started.elapsed(), event));
        }
    }
    anyhow::bail!("the run never ended")
}

fn shorten_end_message(end_event: &Value) -> &str {
    let message = end_event["message"].as_str().unwrap_or_default();
    message.split(". In a terminal").next().unwrap_or_default()
}

fn run_many_at_once(workbook: &WorkbookProcess) -> Result<()> {
    let start = Instant::now();
    let source = "fn main() { println!(\"done\"); }";
    time_program(workbook, source)?;
    let exit_count = thread::scope(|scope| {
        let runs: Vec<_> = (0..CONCURRENT_RUN_COUNT)
            .map(|_| scope.spawn(|| time_program(workbook, source)))
            .collect();
        let results = runs.into_iter().flat_map(|run| run.join().ok());
        let exited = |(_, end): &(Duration, Value)| end["how"] == "exit";
        results.flatten().filter(exited).count()
    });
    println!(
        "{exit_count} of {CONCURRENT_RUN_COUNT} simultaneous runs exited, in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    ensure!(exit_count == CONCURRENT_RUN_COUNT, "runs were lost");
    Ok(())
}

fn open_many_connections(workbook: &WorkbookProcess) -> Result<()> {
    let connections: Vec<TcpStream> = (0..CONNECTION_COUNT)
        .map_while(|_| TcpStream::connect(workbook.address()).ok())
        .collect();
    ensure!(
        connections.len() == CONNECTION_COUNT,
        "only {} connections could be opened; raise the limit of open files",
        connections.len()
    );
    let start = Instant::now();
    let (_, end) = time_program(workbook, "fn main() { println!(\"done\"); }")?;
    println!(
        "with {} idle connections, a run takes {:.2} s",
        connections.len(),
        start.elapsed().as_secs_f64()
    );
    ensure!(end["how"] == "exit", "{end}");
    Ok(())
}

/// The server has been killed: nothing of it may survive, and the next
/// workbook removes its folders.
fn assert_nothing_is_left(temporary: &Path) -> Result<()> {
    let (processes, time) = kills::wait_for_processes_to_end(temporary)?;
    kills::start_and_end_workbook(root(), temporary)?;
    let folders = fs::read_dir(temporary)?.count();
    let shared_files = fs::read_dir("/dev/shm")
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            name.to_string_lossy().starts_with(SHARED_FILE_PREFIX)
        })
        .count();
    let segments = fs::read_to_string("/proc/sysvipc/shm")
        .unwrap_or_default()
        .lines()
        .filter(|line| {
            line.split_whitespace().nth(3) == Some(SHARED_MEMORY_SEGMENT_BYTES)
        })
        .count();
    println!(
        "the killed server left {processes} processes (after {:.2} s), after \
         the next workbook {folders} folders, {shared_files} files in \
         /dev/shm, and {segments} segments",
        time.as_secs_f64()
    );
    let left = processes + folders + shared_files + segments;
    ensure!(left == 0, "something is left");
    Ok(())
}
