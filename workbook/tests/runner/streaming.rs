//! What a program prints, and how it ends.

use crate::driver::{Seen, run, shared, start};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use workbook::runner::{Event, How, Stream};

/// The lines of both streams with their times.
fn lines(seen: &Seen) -> Vec<(Stream, f64, String)> {
    let line = |event: &Event| match event {
        Event::Out { stream, ms, text } => Some((*stream, *ms, text.clone())),
        _ => None,
    };
    seen.events.iter().filter_map(line).collect()
}

#[test]
fn lines_come_in_order_with_the_times_of_their_printing() {
    let seen = run("use std::{thread::sleep, time::Duration};\n\
         fn main() {\n\
             println!(\"one\");\n\
             sleep(Duration::from_millis(300));\n\
             eprintln!(\"two\");\n\
             sleep(Duration::from_millis(300));\n\
             print!(\"three\");\n\
         }");
    seen.exited(0);
    let lines = lines(&seen);
    let texts: Vec<_> = lines
        .iter()
        .map(|(s, _, text)| (*s, text.as_str()))
        .collect();
    assert_eq!(
        texts,
        [
            (Stream::Stdout, "one\n"),
            (Stream::Stderr, "two\n"),
            (Stream::Stdout, "three"),
        ]
    );
    let (first, second, third) = (lines[0].1, lines[1].1, lines[2].1);
    // On a busy machine each may be read late, but never before its time.
    assert!(first <= second && second <= third, "{lines:?}");
    assert!((300.0..6000.0).contains(&(third - first)), "{lines:?}");
    // What was printed last may be read after the end.
    assert!(seen.end().ms >= third - 50.0, "{:?} {lines:?}", seen.end());
}

/// Most of them, and at a moment when the tests beside this one are quiet.
#[test]
fn a_line_comes_within_50_ms_of_its_printing() {
    const ATTEMPTS: usize = 40;
    let most = Duration::from_millis(50);
    let mut medians = Vec::new();
    while medians.last().is_none_or(|median| *median >= most) {
        assert!(medians.len() < ATTEMPTS, "{medians:?}");
        medians.push(median_delay());
    }
}

/// From printing to reading, of 21 lines.
fn median_delay() -> Duration {
    let mut going = start(
        "use std::{thread::sleep, time::*};\n\
         fn main() {\n\
             for _ in 0..21 {\n\
                 let now = SystemTime::now();\n\
                 let now = now.duration_since(UNIX_EPOCH).unwrap();\n\
                 println!(\"{}\", now.as_nanos());\n\
                 sleep(Duration::from_millis(7));\n\
             }\n\
         }",
    );
    let mut delays = Vec::new();
    while delays.len() < 21 {
        let event = going.until(|e| matches!(e, Event::Out { .. }));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        if let Event::Out { text, .. } = event {
            let nanos = text.lines().map(|line| line.parse().unwrap());
            let printed = nanos.map(Duration::from_nanos);
            delays.extend(printed.map(|printed| now - printed));
        }
    }
    delays.sort();
    going.finish().exited(0);
    delays[10]
}

#[test]
fn a_flood_of_lines_comes_in_batches_as_head_and_tail() {
    let seen =
        run("fn main() { for i in 0..1_000_000 { println!(\"{i}\"); } }");
    seen.exited(0);
    let text = seen.stdout();
    assert!(text.starts_with("0\n1\n2\n"));
    assert!(text.ends_with("\n999998\n999999\n"));
    let bytes = text.len();
    assert!((900 * 1024..=1024 * 1024).contains(&bytes), "{bytes}");
    assert!(lines(&seen).len() < 1000, "{} events", lines(&seen).len());
    assert!(seen.has(|e| matches!(e, Event::Withheld { .. })));
    let all: usize = (0..1_000_000).map(|i: u32| i.to_string().len() + 1).sum();
    let left_out = (all - bytes).div_ceil(1024);
    let says = seen.end().says;
    let expected = format!("{left_out} KB in the middle are left out");
    assert!(says.contains(&expected), "{says}");
}

#[test]
fn what_is_no_utf_8_is_shown_as_replacement_characters() {
    let seen = run("use std::io::{Write, stdout};\n\
         use std::{thread::sleep, time::Duration};\n\
         fn main() {\n\
             let mut out = stdout();\n\
             for part in [&b\"a\\xff \\xe2\\x98\"[..], b\"\\x83\\n\"] {\n\
                 out.write_all(part).unwrap();\n\
                 out.flush().unwrap();\n\
                 sleep(Duration::from_millis(60));\n\
             }\n\
         }");
    assert_eq!(seen.exited(0).stdout(), "a\u{fffd} ☃\n");
}

#[test]
fn an_exit_code_is_told() {
    let seen = run("fn main() { std::process::exit(7) }");
    let end = seen.exited(7).end();
    assert_eq!(end.signal, None);
    assert!(end.says.contains("exit code 7"), "{}", end.says);
}

#[test]
fn a_panic_is_told_with_its_line() {
    let seen = run("fn main() {\n    panic!(\"no weather\");\n}");
    assert!(seen.exited(101).end().says.contains("panic"));
    assert!(seen.stderr().contains("two_waits.rs:2:5"), "{seen:?}");
    assert!(seen.stderr().contains("no weather"), "{seen:?}");
}

#[test]
#[cfg(unix)]
fn a_crash_is_told_by_its_signal() {
    let end = run("fn main() { std::process::abort() }").end();
    assert_eq!((end.how, end.signal), (How::Signal, Some(6)));
    assert!(end.says.contains("SIGABRT"), "{}", end.says);
}

#[test]
fn a_program_is_stopped_at_once() {
    let mut going =
        start("fn main() { println!(\"here\"); loop { std::thread::park() } }");
    going.until_printed("here\n");
    going.stop();
    let end = going.finish().end();
    assert_eq!(end.how, How::Stopped);
    assert!(end.says.starts_with("Stopped after "), "{}", end.says);
}

#[test]
fn an_endless_loop_is_stopped_too() {
    let mut going = start("fn main() { println!(\"here\"); loop {} }");
    going.until_printed("here\n");
    going.stop();
    assert_eq!(going.finish().end().how, How::Stopped);
}

#[test]
#[cfg(unix)]
fn a_program_may_clear_up_when_it_is_stopped() {
    let mut going = start(
        "use tokio::signal::unix::{SignalKind, signal};\n\
         #[tokio::main]\n\
         async fn main() {\n\
             let mut term = signal(SignalKind::terminate()).unwrap();\n\
             println!(\"here\");\n\
             term.recv().await;\n\
             println!(\"clearing up\");\n\
         }",
    );
    going.until_printed("here\n");
    going.stop();
    let seen = going.finish();
    let end = seen.end();
    assert_eq!((end.how, end.code), (How::Stopped, Some(0)));
    assert_eq!(seen.stdout(), "here\nclearing up\n");
}

#[test]
#[cfg(unix)]
fn a_program_that_ignores_the_stop_is_killed_after_2_s() {
    let mut going = start(
        "use tokio::signal::unix::{SignalKind, signal};\n\
         #[tokio::main]\n\
         async fn main() {\n\
             let mut term = signal(SignalKind::terminate()).unwrap();\n\
             println!(\"here\");\n\
             loop {\n\
                 term.recv().await;\n\
                 println!(\"no\");\n\
             }\n\
         }",
    );
    going.until_printed("here\n");
    going.stop();
    let seen = going.finish();
    let end = seen.end();
    assert_eq!((end.how, end.signal), (How::Stopped, Some(9)));
    assert!(seen.stdout().contains("no\n"));
    assert!((2000.0..6000.0).contains(&end.ms), "{end:?}");
    assert!(end.says.starts_with("Killed "), "{}", end.says);
}

#[test]
fn a_run_that_is_not_there_is_not_stopped() {
    assert!(!shared().stop(u64::MAX));
}

#[test]
fn a_program_sees_no_secrets_of_the_workbook() {
    let seen = run("fn main() {\n\
             for (name, _) in std::env::vars() { println!(\"{name}\"); }\n\
             assert_eq!(option_env!(\"CARGO_PKG_NAME\"), None);\n\
             assert_eq!(std::env::var(\"WEATHER_PORT\").unwrap(), \"0\");\n\
         }");
    let known = [
        "PATH",
        "LANG",
        "LC_ALL",
        "TZ",
        "HOME",
        "TMPDIR",
        "WEATHER_PORT",
        "RUST_BACKTRACE",
        "SystemRoot",
        "SystemDrive",
        "PATHEXT",
        "TEMP",
        "TMP",
        "USERPROFILE",
    ];
    // Cargo has given this very test such a variable.
    assert!(std::env::var_os("CARGO_PKG_NAME").is_some());
    for name in seen.exited(0).stdout().lines() {
        assert!(known.contains(&name), "{name}");
    }
}

#[test]
fn a_program_works_in_an_empty_folder_that_is_removed() {
    let seen = run("use std::{env, fs};\n\
         fn main() {\n\
             let here = env::current_dir().unwrap();\n\
             assert_eq!(fs::read_dir(&here).unwrap().count(), 0);\n\
             assert_eq!(env::temp_dir(), here);\n\
             fs::create_dir(\"a\").unwrap();\n\
             fs::write(\"a/file\", \"text\").unwrap();\n\
             println!(\"{}\", here.display());\n\
         }");
    let folder = seen.exited(0).stdout();
    assert!(!std::path::Path::new(folder.trim()).exists(), "{folder}");
}
