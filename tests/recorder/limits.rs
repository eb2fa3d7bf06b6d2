//! What may go wrong: too much to record, a reader that goes, a kill.

use crate::{compile, record};
use book_tests::recorded_program::{RawRecording, create_named_pipe};
use recorder_events::{Direction, Event};
use std::fs::{self, File};
use std::io::Read;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn a_recording_is_cut_after_20_000_records() {
    let run = record(
        r#"
        use tokio::time::{Duration, sleep};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let tasks: Vec<_> = (0..10_000)
                .map(|_| tokio::spawn(sleep(Duration::from_millis(10))))
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
            println!("done");
        }"#,
    );
    assert_eq!(run.stdout(), "done\n");
    let cuts = run
        .recording
        .filter_map_records(|_, record| Some(record.event == Event::Cut {}));
    assert_eq!(cuts.len(), 20_001);
    assert_eq!(cuts.iter().position(|is_cut| *is_cut), Some(20_000));
}

#[test]
fn a_busy_loop_that_is_killed_has_recorded_its_poll() {
    let program = compile(
        r#"
        use tokio::task::{JoinSet, yield_now};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let mut set = JoinSet::new();
            for _ in 0..300 {
                set.spawn(yield_now());
            }
            set.join_all().await;
            tokio::spawn(async { loop { std::hint::spin_loop() } }).await.unwrap();
        }"#,
    );
    let file = program.folder().join("recording");
    let mut child = program.recording_command(&file).spawn().unwrap();
    let mut bytes = Vec::new();
    loop {
        thread::sleep(Duration::from_millis(400));
        let before = bytes;
        bytes = fs::read(&file).unwrap_or_default();
        if !bytes.is_empty() && bytes == before {
            break; // it has no more to record
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let recording = RawRecording::from_bytes(bytes);
    // Past the records that are written one by one.
    assert!(recording.count_records(|_| true) > 1_500);
    // The thread that writes them is none of the program's.
    let is_begin = |e: Event<'_>| matches!(e, Event::ThreadBegin { .. });
    assert_eq!(recording.count_records(|record| is_begin(record.event)), 1);
    let spawned =
        recording.filter_map_records(|_, record| match record.event {
            Event::Spawn { spawned, .. } => Some(spawned),
            _ => None,
        });
    let begun = recording.filter_map_records(|_, record| match record.event {
        Event::PollBegin { polled } => Some(Some(polled)),
        _ => Some(None),
    });
    let endless = spawned.last().copied();
    assert_eq!(begun.last(), Some(&endless));
}

const PROGRAM_OF_300_MS: &str = r#"
use std::time::{Duration, Instant};
use tokio::task::yield_now;
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(300) {
        yield_now().await;
        std::thread::sleep(Duration::from_micros(100));
    }
    println!("done");
}
"#;

#[test]
fn a_reader_that_closes_the_pipe_ends_only_the_recording() {
    let programs = [
        PROGRAM_OF_300_MS.to_owned(),
        // The signal of a pipe without a reader would end this one.
        PROGRAM_OF_300_MS
            .replace("    let start", "    default_sigpipe();\n    let start")
            + r#"
        unsafe extern "C" { fn signal(signal: i32, handler: usize) -> usize; }
        fn default_sigpipe() { unsafe { signal(13, 0) }; }"#,
    ];
    for text in programs {
        let program = compile(&text);
        let pipe = create_named_pipe(program.folder()).unwrap();
        let child = program
            .recording_command(&pipe)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut reader = File::open(&pipe).unwrap();
        reader.read_exact(&mut [0; 300]).unwrap();
        drop(reader);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", output.status);
        assert_eq!(output.stdout, b"done\n");
    }
}

#[test]
fn a_reader_that_is_stuck_does_not_hang_the_program() {
    let program = compile(
        r#"
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            for _ in 0..200_000 {
                tokio::spawn(async {}).await.unwrap();
            }
            println!("done");
        }"#,
    );
    let pipe = create_named_pipe(program.folder()).unwrap();
    let begin = Instant::now();
    let child = program
        .recording_command(&pipe)
        // More than the pipe holds.
        .env("WORKBOOK_TIMELINE_MOST", "10000000")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let reader = File::open(&pipe).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.stdout, b"done\n");
    assert!(begin.elapsed() < Duration::from_secs(30));
    drop(reader);
}

/// Forks while another thread uses a lock of tokio's without rest; each child
/// drops one that its parent has made.
const FORKING_PROGRAM: &str = r#"
use tokio::sync::Mutex;
unsafe extern "C" {
    fn fork() -> i32;
    fn _exit(code: i32) -> !;
    fn alarm(seconds: u32) -> u32;
    fn waitpid(child: i32, status: *mut i32, options: i32) -> i32;
}
fn main() {
    let (busy, lock) = (Mutex::new(()), Mutex::new(()));
    std::thread::spawn(move || loop { drop(busy.try_lock()) });
    for _ in 0..500 {
        let child = unsafe { fork() };
        if child == 0 {
            unsafe {
                alarm(5);
                drop(lock);
                _exit(0);
            }
        }
        let mut status = -1;
        unsafe { waitpid(child, &mut status, 0) };
        if status != 0 {
            println!("a child hung: {status}");
            return;
        }
    }
    println!("done");
}
"#;

#[test]
fn a_fork_that_drops_what_is_recorded_does_not_hang() {
    assert_eq!(record(FORKING_PROGRAM).stdout(), "done\n");
}

#[test]
fn threads_that_record_much_at_once_do_not_mix_their_records() {
    let run = record(
        r#"
        use std::thread;
        fn main() {
            let work = || for n in 0..200 { println!("{n}") };
            let threads = [(); 8].map(|()| thread::spawn(work));
            threads.map(|thread| thread.join().unwrap());
        }"#,
    );
    let to = Direction::Stdout;
    let newlines = 1;
    let print = Event::Print { to, newlines };
    let count =
        |event| run.recording.count_records(|record| record.event == event);
    assert_eq!(count(print), 1_600);
    assert_eq!(count(Event::ThreadEnd {}), 8);
    assert_eq!(count(Event::End {}), 1);
}
