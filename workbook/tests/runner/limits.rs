//! Each limit ends a program, or its compilation, and is named in the message.

use crate::driver::{ActiveRun, RunEnd, create_job, create_runner};
use catalogue::Catalogue;
use runner::{EndKind, Job, Limits, RunEvent};
use std::time::Duration;
use supervise::ResourceLimits;

/// The end of a program that exceeds one of the limits.
#[track_caller]
fn run_into_limit(limits: Limits, job: Job) -> RunEnd {
    let log = ActiveRun::start(&create_runner(limits), job).finish();
    let run_end = log.run_end();
    assert_eq!(run_end.kind, EndKind::Limit, "{run_end:?}");
    run_end
}

/// The default limits, with one change for programs.
fn limits_with(change: impl FnOnce(&mut ResourceLimits)) -> Limits {
    let mut limits = Limits::default();
    change(&mut limits.program);
    limits
}

fn one_second_time_limit() -> Limits {
    limits_with(|program| program.time = Duration::from_secs(1))
}

const ENDLESS_CONSTANT: &str = "#![allow(long_running_const_eval)]\n\
    const N: u64 = { let mut n = 0; while n < u64::MAX { n += 1 } n };\n\
    fn main() { println!(\"{N}\") }";

#[test]
fn compiling_has_a_time_limit() {
    let mut limits = Limits::default();
    limits.compiler.time = Duration::from_secs(1);
    let run_end = run_into_limit(limits, create_job(ENDLESS_CONSTANT));
    assert_eq!(
        run_end.message,
        "Compiling was stopped: it ran for 1 s, which is the limit."
    );
    assert!(run_end.ms >= 1000.0, "{run_end:?}");
}

#[test]
fn running_has_a_time_limit() {
    let run_end = run_into_limit(
        one_second_time_limit(),
        create_job("fn main() { loop {} }"),
    );
    assert!(run_end.ms >= 1000.0, "{run_end:?}");
    run_end.assert_message_has("it ran for 1 s, which is the limit");
}

/// `cargo run --example` would run the listing instead.
#[test]
fn an_edited_program_gets_a_command_that_runs_it_and_no_other() {
    let run_end = run_into_limit(
        one_second_time_limit(),
        create_job("fn main() { loop {} }"),
    );
    run_end.assert_message_has(
        "save your version as `listings/ch01-waiting/two_waits.rs`, and then \
         `cargo run --example two_waits`",
    );
    let catalogue = Catalogue::load(&crate::driver::root()).unwrap();
    let listing = catalogue.find("two_waits").unwrap();
    let unedited = catalogue.source(listing).unwrap().text();
    let run_end =
        run_into_limit(one_second_time_limit(), create_job(&unedited));
    run_end.assert_message_has(
        "In a terminal it has no limits: `cargo run --example two_waits`.",
    );
}

#[test]
#[cfg(target_os = "linux")]
fn memory_has_a_limit() {
    let run_end = run_into_limit(
        limits_with(|program| program.memory_mb = 64),
        create_job(
            "fn main() {\n\
             let big = vec![1_u8; 200 << 20];\n\
             std::thread::sleep(std::time::Duration::from_secs(50));\n\
             println!(\"{}\", big.len());\n\
         }",
        ),
    );
    run_end.assert_message_has("it used more than 64 MB of memory");
}

#[test]
#[cfg(target_os = "linux")]
fn processes_have_a_limit_and_all_are_gone_afterwards() {
    let run_end = run_into_limit(
        limits_with(|program| program.processes = 5),
        create_job(
            "fn main() {\n\
             for _ in 0..9 {\n\
                 let sleep = &mut std::process::Command::new(\"sleep\");\n\
                 sleep.arg(\"1000.11\").spawn().unwrap();\n\
             }\n\
             loop { std::thread::park() }\n\
         }",
        ),
    );
    run_end.assert_message_has("it had more than 5 processes");
    assert!(!crate::driver::is_alive("1000.11"));
}

#[test]
#[cfg(target_os = "linux")]
fn threads_have_a_limit() {
    let run_end = run_into_limit(
        limits_with(|program| program.threads = 20),
        create_job(
            "fn main() {\n\
             for _ in 0..30 { std::thread::spawn(std::thread::park); }\n\
             loop { std::thread::park() }\n\
         }",
        ),
    );
    run_end.assert_message_has("it had more than 20 threads");
}

#[test]
fn output_beyond_its_limit_is_left_out_and_the_program_continues() {
    let limits = Limits {
        output_kb: 2,
        ..Limits::default()
    };
    let source = "fn main() { for i in 1000..2000 { println!(\"{i}\") } }";
    let log =
        ActiveRun::start(&create_runner(limits), create_job(source)).finish();
    let text = log.assert_exited(0).stdout();
    assert!(text.starts_with("1000\n1001\n"), "{text}");
    assert!(text.ends_with("1998\n1999\n"), "{text}");
    assert!(text.len() <= 2048, "{}", text.len());
    assert!(log.has_event(|event| matches!(event, RunEvent::Withheld { .. })));
    log.run_end()
        .assert_message_has("more than 2 KB: 3 KB in the middle are left out");
}
