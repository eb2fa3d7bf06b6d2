//! Kills workbooks at random moments, and counts what is left or lost.

use crate::workbook_process::connect;
use anyhow::{Context, Result, anyhow, ensure};
use book_tests::root;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// So many are killed at the same time, each in a folder of its own.
const KILLER_COUNT: usize = 4;

/// The latest moment after the start: by then, programs run.
const MAX_KILL_DELAY_MS: u64 = 5000;

/// How long processes may outlive a workbook that was killed.
const MAX_SURVIVAL: Duration = Duration::from_secs(5);

/// A book without dependencies, so that a workbook starts at once.
const TINY_BOOK_FILES: [(&str, &str); 7] = [
    ("Cargo.toml", "[workspace]\nmembers = [\"listings/*\"]\n"),
    (
        "Cargo.lock",
        "version = 4\n[[package]]\nname = \"ch01-a\"\nversion = \"0.0.0\"\n",
    ),
    ("book.toml", "[book]\ntitle = \"Small\"\n"),
    ("src/SUMMARY.md", "# Summary\n\n- [A](a.md)\n"),
    ("src/a.md", "# A\n\n{{#listing load}}\n"),
    (
        "listings/ch01-a/Cargo.toml",
        "[package]\nname = \"ch01-a\"\nedition = \"2024\"\n\
         [[example]]\nname = \"load\"\npath = \"load.rs\"\n",
    ),
    ("listings/ch01-a/load.rs", "//! Load.\nfn main() {}\n"),
];

/// Starts a child that wants to survive, and prints without end.
const ENDLESS_PROGRAM_WITH_CHILD: &str = "fn main() {\n\
    let _ = std::process::Command::new(\"setsid\").args([\"sleep\", \"99\"]).spawn();\n\
    for n in 0.. {\n\
        println!(\"{n}\");\n\
        std::thread::sleep(std::time::Duration::from_millis(1));\n\
    }\n\
}\n";

/// What the kills of one killer, or of all, have led to.
#[derive(Debug, Default)]
struct KillTally {
    kill_count: usize,
    started_program_count: usize,
    acknowledged_milestone_count: usize,
    lost_milestone_count: usize,
    surviving_process_count: usize,
    longest_survival: Duration,
    leftover_folder_count: usize,
}

/// Kills so many workbooks, one in five a `workbook check`, the others while
/// they serve a page that runs programs and records milestones.
pub fn kill_many(kill_count: usize) -> Result<()> {
    let share = kill_count.div_ceil(KILLER_COUNT);
    let tallies: Vec<Result<KillTally>> = thread::scope(|scope| {
        let killers: Vec<_> = (0..KILLER_COUNT)
            .map(|number| {
                scope.spawn(move || kill_in_own_folder(number, share))
            })
            .collect();
        let join = |killer: thread::ScopedJoinHandle<'_, Result<KillTally>>| {
            killer
                .join()
                .map_err(|_| anyhow!("a killer has panicked"))?
        };
        killers.into_iter().map(join).collect()
    });
    let mut total = KillTally::default();
    for tally in tallies {
        let tally = tally?;
        total.kill_count += tally.kill_count;
        total.started_program_count += tally.started_program_count;
        total.acknowledged_milestone_count +=
            tally.acknowledged_milestone_count;
        total.lost_milestone_count += tally.lost_milestone_count;
        total.surviving_process_count += tally.surviving_process_count;
        total.longest_survival =
            total.longest_survival.max(tally.longest_survival);
        total.leftover_folder_count += tally.leftover_folder_count;
    }
    println!(
        "{} kills: {} processes and {} folders left, {} of {} acknowledged \
         notes lost; {} programs had started, the last process was gone after \
         {:.2} s at most",
        total.kill_count,
        total.surviving_process_count,
        total.leftover_folder_count,
        total.lost_milestone_count,
        total.acknowledged_milestone_count,
        total.started_program_count,
        total.longest_survival.as_secs_f64()
    );
    let is_clean = total.surviving_process_count
        + total.leftover_folder_count
        + total.lost_milestone_count;
    ensure!(is_clean == 0, "something is left or lost");
    ensure!(total.started_program_count > 0, "no program came to start");
    Ok(())
}

fn kill_in_own_folder(
    killer_number: usize,
    kill_count: usize,
) -> Result<KillTally> {
    let folder = tempfile::tempdir()?;
    let (book, temporary) =
        (folder.path().join("book"), folder.path().join("temporary"));
    fs::create_dir(&temporary)?;
    for (path, text) in TINY_BOOK_FILES {
        let path = book.join(path);
        fs::create_dir_all(path.parent().context("a folder")?)?;
        fs::write(path, text)?;
    }
    let mut random = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)?
        .subsec_nanos()
        .wrapping_add(u32::try_from(killer_number)? << 20);
    let mut tally = KillTally::default();
    for kill in 0..kill_count {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let kill_delay =
            Duration::from_millis(u64::from(random >> 8) % MAX_KILL_DELAY_MS);
        if kill % 5 == 0 {
            kill_check(&temporary, kill_delay)?;
        } else {
            kill_server(&book, &temporary, kill, kill_delay, &mut tally)?;
        }
        tally.kill_count += 1;
        let (processes, time) = wait_for_processes_to_end(&temporary)?;
        tally.surviving_process_count += processes;
        tally.longest_survival = tally.longest_survival.max(time);
    }
    start_and_end_workbook(&book, &temporary)?;
    for entry in fs::read_dir(&temporary)? {
        println!("left: `{}`", entry?.path().display());
        tally.leftover_folder_count += 1;
    }
    Ok(tally)
}

fn kill_check(temporary: &Path, kill_delay: Duration) -> Result<()> {
    let mut check = workbook_command(root(), temporary)
        .arg("check")
        .stdout(Stdio::null())
        .spawn()?;
    thread::sleep(kill_delay);
    check.kill()?;
    check.wait()?;
    Ok(())
}

fn kill_server(
    book: &Path,
    temporary: &Path,
    kill_number: usize,
    kill_delay: Duration,
    tally: &mut KillTally,
) -> Result<()> {
    let progress = book.join(".workbook").join("progress.json");
    let _ = fs::remove_file(&progress);
    let (mut server, stdout) = spawn_server(book, temporary)?;
    let reader =
        thread::spawn(move || use_workbook_until_killed(stdout, kill_number));
    thread::sleep(kill_delay);
    server.kill()?;
    server.wait()?;
    let record = reader.join().map_err(|_| anyhow!("a page has panicked"))?;
    tally.started_program_count += record.started_program_count;
    tally.acknowledged_milestone_count += record.acknowledged_milestones.len();
    if record.acknowledged_milestones.is_empty() {
        return Ok(());
    }
    let stored: Value = serde_json::from_str(&fs::read_to_string(progress)?)?;
    let is_lost = |name: &&String| stored["run"][name.as_str()].is_null();
    tally.lost_milestone_count += record
        .acknowledged_milestones
        .iter()
        .filter(is_lost)
        .count();
    Ok(())
}

/// What a reader has done until the workbook was killed.
#[derive(Default)]
struct ReaderRecord {
    started_program_count: usize,
    acknowledged_milestones: Vec<String>,
}

/// Starts a program, and records milestones as fast as it can. Each error
/// means that the workbook has been killed.
fn use_workbook_until_killed(
    stdout: ChildStdout,
    kill_number: usize,
) -> ReaderRecord {
    let mut record = ReaderRecord::default();
    let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
    let Some((address, token)) = lines.find_map(|line| {
        let rest = line.trim().strip_prefix("http://")?;
        let (address, token) = rest.split_once("/#token=")?;
        Some((address.to_owned(), token.to_owned()))
    }) else {
        return record;
    };
    thread::scope(|scope| {
        let program = scope
            .spawn(|| run_program_until_killed(&address, &token, kill_number));
        for number in 0.. {
            let name = format!("note-{number}");
            if post_milestone(&address, &token, &name).is_err() {
                break;
            }
            record.acknowledged_milestones.push(name);
        }
        let is_started = program.join().is_ok_and(|started| started);
        record.started_program_count = usize::from(is_started);
    });
    record
}

/// Returns whether the program had started.
fn run_program_until_killed(
    address: &str,
    token: &str,
    kill_number: usize,
) -> bool {
    let mut is_started = false;
    // Every other one has to be compiled first.
    let source = format!("{ENDLESS_PROGRAM_WITH_CHILD}// {}", kill_number / 2);
    let Ok(mut connection) = connect(address, token) else {
        return false;
    };
    if connection.send_request("run", "load", &source).is_err() {
        return false;
    }
    while let Ok(Some(event)) = connection.next_event() {
        is_started |= event["event"] == "started";
    }
    is_started
}

/// Records a milestone; succeeds if the workbook has acknowledged it.
fn post_milestone(address: &str, token: &str, name: &str) -> Result<()> {
    let body = format!(
        "{{\"milestone\":\"run\",\"name\":\"{name}\",\"hash\":\"aa\"}}"
    );
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    write!(
        stream,
        "POST /api/progress HTTP/1.1\r\nHost: {address}\r\n\
         Origin: http://{address}\r\nX-Workbook-Token: {token}\r\n\
         Content-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    ensure!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    Ok(())
}

/// Starts a workbook, which removes what killed ones have left, and ends it
/// by a signal.
pub fn start_and_end_workbook(book: &Path, temporary: &Path) -> Result<()> {
    // Younger folders stay.
    thread::sleep(Duration::from_secs(3));
    let (mut server, stdout) = spawn_server(book, temporary)?;
    let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
    lines
        .find(|line| line.contains("#token="))
        .context("no address")?;
    let pid = server.id().to_string();
    Command::new("kill").args(["-TERM", &pid]).status()?;
    thread::spawn(move || lines.for_each(drop));
    let status = server.wait()?;
    ensure!(status.success(), "a workbook ended with {status}");
    Ok(())
}

fn spawn_server(book: &Path, temporary: &Path) -> Result<(Child, ChildStdout)> {
    let mut server = workbook_command(book, temporary)
        .args(["--no-open", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = server.stdout.take().context("no output")?;
    Ok((server, stdout))
}

fn workbook_command(book: &Path, temporary: &Path) -> Command {
    let mut command = Command::new(root().join("target/debug/workbook"));
    command
        .current_dir(book)
        .env("TMPDIR", temporary)
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Waits until no process of these workbooks is left. Returns how many are
/// left after `MAX_SURVIVAL`, and the time that it took.
pub fn wait_for_processes_to_end(
    temporary: &Path,
) -> Result<(usize, Duration)> {
    let environment_part = temporary.to_str().context("a path in UTF-8")?;
    let start = Instant::now();
    loop {
        let count = count_processes(environment_part);
        if count == 0 || start.elapsed() > MAX_SURVIVAL {
            return Ok((count, start.elapsed()));
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// Counts the processes that have the folder in their environment, as all
/// programs and supervisors of these workbooks do.
fn count_processes(environment_part: &str) -> usize {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let environments =
        entries.map(|entry| fs::read(entry.path().join("environ")));
    let has_mark = |bytes: &Vec<u8>| {
        String::from_utf8_lossy(bytes).contains(environment_part)
    };
    environments.flatten().filter(has_mark).count()
}
