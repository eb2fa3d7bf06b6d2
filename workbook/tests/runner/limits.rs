//! Each limit ends a program, or its compilation, and names itself.

use crate::driver::{End, Going, job, runner};
use workbook::runner::{Event, How, Limits};

/// The end of a program that goes beyond the limits.
#[track_caller]
fn beyond(limits: Limits, source: &str) -> End {
    let end = Going::start(&runner(limits), job(source)).finish().end();
    assert_eq!(end.how, How::Limit, "{end:?}");
    end
}

#[track_caller]
fn names(end: &End, limit: &str) {
    assert!(end.says.contains(limit), "{}", end.says);
}

const ENDLESS_CONSTANT: &str = "#![allow(long_running_const_eval)]\n\
    const N: u64 = { let mut n = 0; while n < u64::MAX { n += 1 } n };\n\
    fn main() { println!(\"{N}\") }";

#[test]
fn compiling_takes_no_longer_than_its_limit() {
    let limits = Limits {
        compile_s: 1,
        ..Limits::default()
    };
    let end = beyond(limits, ENDLESS_CONSTANT);
    assert_eq!(end.says, "Compiling was stopped: its limit is 1 s.");
    assert!((1000.0..20_000.0).contains(&end.ms), "{end:?}");
}

#[test]
fn running_takes_no_longer_than_its_limit() {
    let limits = Limits {
        wall_s: 1,
        ..Limits::default()
    };
    let end = beyond(limits, "fn main() { loop {} }");
    assert!((1000.0..20_000.0).contains(&end.ms), "{end:?}");
    names(&end, "the limit for a run in the page is 1 s");
    names(&end, "`cargo run --example two_waits`");
}

#[test]
#[cfg(target_os = "linux")]
fn memory_has_a_limit() {
    let limits = Limits {
        memory_mb: 64,
        ..Limits::default()
    };
    let end = beyond(
        limits,
        "fn main() {\n\
             let big = vec![1_u8; 200 << 20];\n\
             std::thread::sleep(std::time::Duration::from_secs(50));\n\
             println!(\"{}\", big.len());\n\
         }",
    );
    names(&end, "the limit in the page is 64 MB");
}

#[test]
#[cfg(target_os = "linux")]
fn processes_have_a_limit_and_all_are_gone_afterwards() {
    let limits = Limits {
        processes: 5,
        ..Limits::default()
    };
    let end = beyond(
        limits,
        "fn main() {\n\
             for _ in 0..9 {\n\
                 let sleep = &mut std::process::Command::new(\"sleep\");\n\
                 sleep.arg(\"1000.11\").spawn().unwrap();\n\
             }\n\
             loop { std::thread::park() }\n\
         }",
    );
    names(&end, "it had 10 processes, and the limit in the page is 5");
    assert!(!crate::family::is_alive("1000.11"));
}

#[test]
#[cfg(target_os = "linux")]
fn threads_have_a_limit() {
    let limits = Limits {
        threads: 20,
        ..Limits::default()
    };
    let end = beyond(
        limits,
        "fn main() {\n\
             for _ in 0..30 { std::thread::spawn(std::thread::park); }\n\
             loop { std::thread::park() }\n\
         }",
    );
    names(&end, "the limit in the page is 20");
}

#[test]
fn output_beyond_its_limit_is_left_out_and_the_program_goes_on() {
    let limits = Limits {
        output_kb: 2,
        ..Limits::default()
    };
    let source = "fn main() { for i in 1000..2000 { println!(\"{i}\") } }";
    let seen = Going::start(&runner(limits), job(source)).finish();
    let text = seen.exited(0).stdout();
    assert!(text.starts_with("1000\n1001\n"), "{text}");
    assert!(text.ends_with("1998\n1999\n"), "{text}");
    assert!(text.len() <= 2048, "{}", text.len());
    assert!(seen.has(|event| matches!(event, Event::Withheld { .. })));
    names(
        &seen.end(),
        "more than 2 KB: 3 KB in the middle are left out",
    );
}
