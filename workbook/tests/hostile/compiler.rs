//! Texts with which rustc or the linker takes too much, and a rustc that the
//! system kills.

use crate::driver::{ActiveRun, create_job, wait_for};
use crate::{
    RUNNER_WITH_SMALL_LIMITS, assert_limit_exceeded, create_runner,
    limits_with_unreached_time, run, wait_until_gone,
};
use runner::{EndKind, Job};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Texts that make rustc grow, with the line that does.
const PROGRAMS_THAT_EXHAUST_RUSTC: [(&str, &str); 3] = [
    (
        "\nstatic X: [u8; 3 << 30] = [1; 3 << 30];\nfn main() { println!(\"{}\", X[5]); }",
        "See line 2: ",
    ),
    (
        "macro_rules! m {\n    ($($t:tt)*) => {\n        m! { $($t)* $($t)* }\n    \
         };\n}\nfn main() {\n    m! { a }\n}",
        "See line 3: recursion limit reached",
    ),
    (
        "fn main() {\n    println!(\"{}\", include_bytes!(\"/dev/zero\").len());\n}",
        "See line 2: ",
    ),
];

#[test]
fn rustc_over_its_memory_limit_is_ended_and_the_line_is_named() {
    for (source, line) in PROGRAMS_THAT_EXHAUST_RUSTC {
        let run_end =
            assert_limit_exceeded(source, "it used more than 700 MB of memory");
        assert!(run_end.message.contains(line), "{}", run_end.message);
        let found =
            wait_for(RUNNER_WITH_SMALL_LIMITS.check(create_job(source)))
                .unwrap();
        let first = &found[0];
        assert!(first.is_error(), "{found:?}");
        let limit = "it used more than 700 MB of memory";
        assert!(first.message.contains(limit), "{found:?}");
        assert!(first.message.contains(line), "{found:?}");
        assert!(first.spans[0].primary, "{found:?}");
    }
}

#[test]
fn a_rustc_crash_by_deep_nesting_is_explained() {
    let depth = 20_000;
    let (open, close) = ("(".repeat(depth), ")".repeat(depth));
    let source = format!("fn main() {{ let _x = {open}1{close}; }}");
    assert_eq!(
        run(&source).run_end().message,
        "rustc crashed (SIGSEGV); most likely the text is nested too deeply"
    );
}

/// The error quotes a text of 12 MB.
#[test]
fn a_compiler_that_prints_too_much_is_stopped() {
    let source = format!(
        "macro_rules! part {{ () => {{ {:?} }} }}\n\
         compile_error!(concat!({}));\n\
         fn main() {{}}",
        "x".repeat(100_000),
        "part!(), ".repeat(120)
    );
    let message = "Compiling was stopped: it printed more than 8 MB, which is \
         the limit.";
    let run_end = run(&source).run_end();
    assert_eq!(run_end.kind, EndKind::Limit, "{}", run_end.message.len());
    assert_eq!(run_end.message, message);
    let found =
        wait_for(RUNNER_WITH_SMALL_LIMITS.check(create_job(&source))).unwrap();
    assert_eq!(found.len(), 1, "{}", found.len());
    assert_eq!(found[0].message, message);
}

/// Compiles until it is killed; `mark` is in its text.
fn create_endless_compile_job(mark: &str) -> Job {
    create_job(&format!(
        "#![allow(long_running_const_eval)]\n\
         const N: u64 = {{ let mut n = 0; while n < u64::MAX {{ n += 1 }} n }};\n\
         fn main() {{ println!(\"{{N}}\") }} // {mark}"
    ))
}

/// Does what the kernel does where memory has run out: kills the rustc that
/// compiles the text with the mark. Returns whether there is one.
fn kill_rustc(mark: &str) -> bool {
    std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let folder = entry.path();
        let name = std::fs::read_to_string(folder.join("comm"));
        let text = std::fs::read_to_string(folder.join("cwd/two_waits.rs"));
        let is_wanted = name.is_ok_and(|name| name.trim() == "rustc")
            && text.is_ok_and(|text| text.contains(mark));
        is_wanted && {
            let pid = entry.file_name();
            let mut kill = std::process::Command::new("kill");
            kill.arg("-KILL").arg(pid).status().unwrap().success()
        }
    })
}

fn kill_rustc_when_it_runs(mark: &'static str) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let start = Instant::now();
        while !kill_rustc(mark) {
            assert!(start.elapsed() < Duration::from_secs(60), "no rustc");
            sleep(Duration::from_millis(10));
        }
    })
}

const KILLED_RUSTC: &str = "rustc was killed, most likely because the machine \
     has run out of memory; end other programs, and try it again";

#[test]
fn a_rustc_killed_by_the_system_is_explained() {
    let runner = create_runner(limits_with_unreached_time());
    let killer = kill_rustc_when_it_runs("killed-in-a-run");
    let job = create_endless_compile_job("killed-in-a-run");
    // Recorded: it isn't compiled once more without the recorder.
    let log = ActiveRun::start(&runner, job).finish();
    killer.join().unwrap();
    let run_end = log.run_end();
    assert_eq!(run_end.kind, EndKind::Failed, "{run_end:?}");
    assert_eq!(run_end.message, KILLED_RUSTC);
    let killer = kill_rustc_when_it_runs("killed-in-a-check");
    let error =
        wait_for(runner.check(create_endless_compile_job("killed-in-a-check")));
    killer.join().unwrap();
    assert_eq!(error.unwrap_err().to_string(), KILLED_RUSTC);
}

/// rustc, `cc` and the linker are three processes. The linker opens a library
/// that is a pipe, and waits for its writer, so that it is counted.
#[test]
fn the_linker_counts_as_a_process_and_is_ended_with_rustc() {
    let mut limits = limits_with_unreached_time();
    limits.compiler.processes = 2;
    let runner = create_runner(limits);
    let folder = tempfile::tempdir().unwrap();
    let library_name = "library-for-which-the-linker-waits";
    let pipe = folder.path().join(library_name);
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    // The linker looks for the name in its own folders.
    let name = format!("{}{}", "../".repeat(20), pipe.display());
    let job = create_job(&format!(
        "#[link(name = {name:?}, kind = \"dylib\", modifiers = \"+verbatim\")]\n\
         unsafe extern \"C\" {{}}\n\
         fn main() {{}}"
    ));
    let run_end = ActiveRun::start(&runner, job).finish().run_end();
    assert_eq!(run_end.kind, EndKind::Limit, "{run_end:?}");
    assert_eq!(
        run_end.message,
        "Compiling was stopped: it had more than 2 processes, which is the \
         limit."
    );
    wait_until_gone(library_name);
}

/// rustc says nothing of it before its time is over.
#[test]
fn a_check_that_takes_too_long_names_the_limit() {
    let mut limits = limits_with_unreached_time();
    limits.compiler.time = Duration::from_secs(2);
    let runner = create_runner(limits);
    let found =
        wait_for(runner.check(create_endless_compile_job("slow"))).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].is_error() && found[0].spans.is_empty(),
        "{found:?}"
    );
    assert_eq!(
        found[0].message,
        "Compiling was stopped: it ran for 2 s, which is the limit."
    );
}
