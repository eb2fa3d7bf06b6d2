//! When a program is recorded, and when it is not.

use crate::{compile, record};
use book_tests::recorded_program::{RawRecording, create_named_pipe};
use recorder_events::{Direction, Event, Record};
use std::fs;
use std::thread;

const HELLO_PROGRAM: &str = r#"
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let task = tokio::spawn(async { "hello" });
    println!("{}", task.await.unwrap());
}
"#;

fn is_spawn(record: &Record<'_>) -> bool {
    matches!(record.event, Event::Spawn { .. })
}

fn is_print(record: &Record<'_>) -> bool {
    matches!(record.event, Event::Print { .. })
}

fn is_end(record: &Record<'_>) -> bool {
    record.event == Event::End {}
}

#[test]
fn one_program_runs_with_and_without_a_recording() {
    let program = compile(HELLO_PROGRAM);
    let plain = program.unrecorded_command().output().unwrap();
    let recorded = program.record(&[]).unwrap();
    assert_eq!(plain.stdout, b"hello\n");
    assert_eq!(recorded.output, plain);
    assert_eq!(recorded.recording.count_records(is_spawn), 2);
    assert_eq!(recorded.recording.count_records(is_end), 1);
}

#[test]
fn a_recording_into_a_pipe_reaches_the_reader() {
    let program = compile(HELLO_PROGRAM);
    let pipe = create_named_pipe(program.folder()).unwrap();
    let file = pipe.clone();
    let reader = thread::spawn(move || fs::read(file).unwrap());
    let output = program.recording_command(&pipe).output().unwrap();
    assert!(output.status.success());
    let recording = RawRecording::from_bytes(reader.join().unwrap());
    assert_eq!(recording.count_records(is_spawn), 2);
}

#[test]
fn a_pipe_that_cannot_be_opened_is_not_recorded_into() {
    let program = compile(HELLO_PROGRAM);
    let pipe = create_named_pipe(program.folder()).unwrap();
    let nowhere = program.folder().join("no/such/folder");
    for file in [pipe, nowhere, program.folder().to_owned()] {
        let output = program.recording_command(&file).output().unwrap();
        assert!(output.status.success());
        assert_eq!(output.stdout, b"hello\n");
    }
}

#[test]
fn a_program_without_tokio_is_recorded_too() {
    let run = record("fn main() { println!(\"hello\"); } // end");
    let (to, newlines) = (Direction::Stdout, 1);
    let prints = run.recording.filter_map_records(|_, record| {
        (record.event == Event::Print { to, newlines }).then_some(record.task)
    });
    assert_eq!(prints, [None]);
}

#[test]
fn programs_that_a_recorded_program_starts_are_not_recorded() {
    let program = compile(
        r#"
        use std::{env, process::Command};
        fn main() {
            if env::args().count() > 1 {
                return println!("child {:?}", env::var("WORKBOOK_TIMELINE"));
            }
            let program = env::current_exe().unwrap();
            Command::new(program).arg("again").status().unwrap();
            let open = std::fs::read_dir("/proc/self/fd").unwrap();
            println!("{} low", open.filter(|file| {
                let name = file.as_ref().unwrap().file_name();
                name.to_str().unwrap().parse::<u32>().unwrap() < 900
            }).count());
        }"#,
    );
    let run = program.record(&[]).unwrap();
    // Its open files have the numbers that they have without a recording.
    let plain = program.unrecorded_command().output().unwrap();
    assert_eq!(run.output, plain);
    assert!(run.stdout().starts_with("child Err(NotPresent)\n"));
    assert_eq!(run.recording.count_records(is_print), 1);
    assert_eq!(run.recording.count_records(is_end), 1);
}

#[test]
fn a_forked_child_is_not_recorded() {
    let run = record(
        r#"
        unsafe extern "C" { fn fork() -> i32; fn waitpid(p: i32, s: *mut i32, o: i32) -> i32; }
        fn main() {
            let child = unsafe { fork() };
            if child == 0 {
                println!("child");
                return;
            }
            unsafe { waitpid(child, std::ptr::null_mut(), 0) };
            println!("parent");
        }"#,
    );
    assert_eq!(run.stdout(), "child\nparent\n");
    assert_eq!(run.recording.count_records(is_print), 1);
    assert_eq!(run.recording.count_records(is_end), 1);
}

#[test]
fn a_recorded_program_keeps_its_own_panic_hook() {
    let run = record(
        r#"
        fn main() {
            std::panic::set_hook(Box::new(|_| println!("mine")));
            let _ = std::panic::catch_unwind(|| panic!());
        }"#,
    );
    assert_eq!(run.stdout(), "mine\n");
    let is_panic = |r: &Record<'_>| matches!(r.event, Event::Panic { .. });
    assert_eq!(run.recording.count_records(is_panic), 0);
    assert_eq!(run.recording.count_records(is_end), 1);
}
