//! When a program is recorded, and when it is not.

use crate::crates::root;
use crate::lines::Lines;
use crate::program::{Program, joined, make_pipe, read};
use std::fs;
use std::process::Command;
use std::thread;
use tempfile::TempDir;

const HELLO: &str = r#"
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let told = tokio::spawn(async { "hello" });
    println!("{}", told.await.unwrap());
}
"#;

#[test]
fn one_program_runs_with_and_without_a_recording() {
    let program = Program::compile(HELLO);
    let plain = program.command().output().unwrap();
    let recorded = program.record();
    assert_eq!(plain.stdout, b"hello\n");
    assert_eq!(recorded.output, plain);
    assert_eq!(recorded.lines.count("spawn"), 2);
    assert_eq!(recorded.lines.count("end"), 1);
}

#[test]
fn a_pipe_is_written_to_its_reader() {
    let program = Program::compile(HELLO);
    let pipe = make_pipe(program.folder());
    let file = pipe.clone();
    let reader = thread::spawn(move || fs::read_to_string(file).unwrap());
    let output = program.recording_command(&pipe).output().unwrap();
    assert!(output.status.success());
    let lines = Lines::read(&reader.join().unwrap());
    assert_eq!(lines.count("spawn"), 2);
}

#[test]
fn what_cannot_be_opened_is_not_recorded() {
    let program = Program::compile(HELLO);
    let pipe = make_pipe(program.folder());
    let nowhere = program.folder().join("no/such/folder");
    for file in [pipe, nowhere, program.folder().to_owned()] {
        let output = program.recording_command(&file).output().unwrap();
        assert!(output.status.success());
        assert_eq!(output.stdout, b"hello\n");
    }
}

#[test]
fn a_program_without_tokio_is_recorded_too() {
    let program = Program::compile("fn main() { println!(\"hello\"); } // end");
    let lines = program.record().lines;
    let print = lines.first("print");
    assert_eq!((print.number("fd"), print.number("newlines")), (1, 1));
    assert!(print.get("task").is_null());
}

#[test]
fn programs_that_it_starts_are_not_recorded() {
    let program = Program::compile(
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
    let run = program.record();
    // Its open files have the numbers that they have without a recording.
    let plain = program.command().output().unwrap();
    assert_eq!(run.output, plain);
    assert!(run.stdout().starts_with("child Err(NotPresent)\n"));
    assert_eq!(run.lines.count("print"), 1);
    assert_eq!(run.lines.count("end"), 1);
}

#[test]
fn a_fork_does_not_write() {
    let program = Program::compile(
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
    let run = program.record();
    assert_eq!(run.stdout(), "child\nparent\n");
    assert_eq!(run.lines.count("print"), 1);
    assert_eq!(run.lines.count("end"), 1);
}

#[test]
fn a_subscriber_of_its_own_is_not_in_the_way() {
    let tracing = compile_tracing();
    let folder = tracing.path().join("debug");
    let library = folder.join("libtracing.rlib");
    let program = Program::compile_with(
        r#"
        use tracing::{Event, Metadata, Subscriber, span, subscriber};
        struct Mine;
        impl Subscriber for Mine {
            fn enabled(&self, _: &Metadata<'_>) -> bool { true }
            fn new_span(&self, _: &span::Attributes<'_>) -> span::Id { span::Id::from_u64(9) }
            fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
            fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
            fn event(&self, event: &Event<'_>) { println!("{}", event.metadata().target()) }
            fn enter(&self, _: &span::Id) {}
            fn exit(&self, _: &span::Id) {}
        }
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            subscriber::set_global_default(Mine).unwrap();
            tokio::spawn(async { tracing::info!("in a task") }).await.unwrap();
        }"#,
        &[
            "-L".into(),
            joined("dependency=", &folder.join("deps")),
            "--extern".into(),
            joined("tracing=", &library),
        ],
    );
    let run = program.record();
    assert_eq!(run.stdout(), "main\n");
    assert_eq!(run.lines.count("finish"), 2);
}

/// The real crate, as a chapter's package would have it.
fn compile_tracing() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let version = "{ version = \"0.1\", default-features = false }";
    let manifest = format!(
        "[package]\nname = \"chapter\"\nedition = \"2024\"\n[workspace]\n\
         [lib]\npath = \"lib.rs\"\n[dependencies]\ntracing = {version}\n"
    );
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.path().join("lib.rs"), "").unwrap();
    let lock = root().join("../Cargo.lock");
    fs::copy(lock, folder.path().join("Cargo.lock")).unwrap();
    let built = Command::new(env!("CARGO"))
        .current_dir(folder.path())
        .args(["build", "--offline", "--quiet", "--target-dir=."])
        .args(["-p", "tracing"])
        .status();
    assert!(built.unwrap().success());
    folder
}

#[test]
fn a_panic_hook_of_its_own_is_kept() {
    let program = Program::compile(
        r#"
        fn main() {
            std::panic::set_hook(Box::new(|_| println!("mine")));
            let _ = std::panic::catch_unwind(|| panic!());
        }"#,
    );
    let run = program.record();
    assert_eq!(run.stdout(), "mine\n");
    assert_eq!(run.lines.count("panic"), 0);
    assert_eq!(read(&program.folder().join("lines")).count("end"), 1);
}
