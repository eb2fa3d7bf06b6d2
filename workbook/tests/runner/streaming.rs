//! What a program prints, and how it ends.

use crate::driver::{ActiveRun, RunLog, create_job, run, shared_runner, start};
use runner::{EndKind, Job, RunEvent, Stream};

/// The lines of both streams with their times.
fn printed_lines(log: &RunLog) -> Vec<(Stream, f64, String)> {
    let line = |event: &RunEvent| match event {
        RunEvent::Out { stream, ms, text } => {
            Some((*stream, *ms, text.clone()))
        }
        _ => None,
    };
    log.events.iter().filter_map(line).collect()
}

#[test]
fn lines_come_in_order_with_the_times_of_their_printing() {
    // A busy machine may take long until it reads a line, and two pipes have no
    // order among what was written meanwhile.
    let log = run("use std::{thread::sleep, time::Duration};\n\
         fn main() {\n\
             println!(\"one\");\n\
             sleep(Duration::from_secs(2));\n\
             eprintln!(\"two\");\n\
             sleep(Duration::from_secs(2));\n\
             print!(\"three\");\n\
         }");
    log.assert_exited(0);
    let lines = printed_lines(&log);
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
    // On a busy machine each may be read late, and so may the first event of
    // the recording, from which the times count.
    assert!(first <= second && second <= third, "{lines:?}");
    assert!(second >= 1900.0 && third >= 3900.0, "{lines:?}");
    // What was printed last may be read after the run_end.
    assert!(
        log.run_end().ms >= third - 50.0,
        "{:?} {lines:?}",
        log.run_end()
    );
}

#[test]
fn a_flood_of_lines_comes_in_batches_as_head_and_tail() {
    let log = run("fn main() { for i in 0..1_000_000 { println!(\"{i}\"); } }");
    log.assert_exited(0);
    let text = log.stdout();
    assert!(text.starts_with("0\n1\n2\n"));
    assert!(text.ends_with("\n999998\n999999\n"));
    let bytes = text.len();
    assert!((900 * 1024..=1024 * 1024).contains(&bytes), "{bytes}");
    assert!(
        printed_lines(&log).len() < 1000,
        "{} events",
        printed_lines(&log).len()
    );
    assert!(log.has_event(|e| matches!(e, RunEvent::Withheld { .. })));
    let total_bytes: usize =
        (0..1_000_000).map(|i: u32| i.to_string().len() + 1).sum();
    let left_out = (total_bytes - bytes).div_ceil(1024);
    let message = log.run_end().message;
    let expected = format!("{left_out} KB in the middle are left out");
    assert!(message.contains(&expected), "{message}");
}

#[test]
fn invalid_utf_8_is_shown_as_replacement_characters() {
    let log = run("use std::io::{Write, stdout};\n\
         use std::{thread::sleep, time::Duration};\n\
         fn main() {\n\
             let mut out = stdout();\n\
             for part in [&b\"a\\xff \\xe2\\x98\"[..], b\"\\x83\\n\"] {\n\
                 out.write_all(part).unwrap();\n\
                 out.flush().unwrap();\n\
                 sleep(Duration::from_millis(60));\n\
             }\n\
         }");
    assert_eq!(log.assert_exited(0).stdout(), "a\u{fffd} ☃\n");
}

#[test]
fn an_exit_code_is_reported() {
    let log = run("fn main() { std::process::exit(7) }");
    let run_end = log.assert_exited(7).run_end();
    assert_eq!(run_end.signal, None);
    run_end.assert_message_has("exit code 7");
}

#[test]
fn a_panic_is_reported_with_its_line() {
    let log = run("fn main() {\n    panic!(\"no weather\");\n}");
    assert!(log.assert_exited(101).run_end().message.contains("panic"));
    assert!(log.stderr().contains("two_waits.rs:2:5"), "{log:?}");
    assert!(log.stderr().contains("no weather"), "{log:?}");
}

#[test]
#[cfg(unix)]
fn a_crash_is_reported_with_its_signal() {
    let crashes = [
        ("fn main() { std::process::abort() }", "SIGABRT"),
        (
            "fn main() { unsafe { std::ptr::null_mut::<i32>().write_volatile(1) } }",
            "SIGSEGV",
        ),
        #[cfg(target_os = "linux")]
        (
            "unsafe extern \"C\" { fn raise(signal: i32) -> i32; }\n\
             fn main() { unsafe { raise(7); raise(7); } }",
            "SIGBUS",
        ),
    ];
    for (source, signal) in crashes {
        let run_end = run(source).run_end();
        assert_eq!(run_end.kind, EndKind::Signal, "{signal}: {run_end:?}");
        assert_eq!(run_end.exit_code, None, "{signal}: {run_end:?}");
        run_end.assert_message_has(signal);
    }
}

#[test]
fn a_program_is_stopped_at_once() {
    let active =
        start("fn main() { println!(\"here\"); loop { std::thread::park() } }");
    let run_end = active.stop_after_printing("here\n").run_end();
    assert_eq!(run_end.kind, EndKind::Stopped);
    assert!(
        run_end.message.starts_with("Stopped after "),
        "{}",
        run_end.message
    );
}

#[test]
fn an_endless_loop_is_stopped_too() {
    let active = start("fn main() { println!(\"here\"); loop {} }");
    let run_end = active.stop_after_printing("here\n").run_end();
    assert_eq!(run_end.kind, EndKind::Stopped);
}

#[test]
#[cfg(unix)]
fn a_program_may_clean_up_when_it_is_stopped() {
    let active = start(
        "use tokio::signal::unix::{SignalKind, signal};\n\
         #[tokio::main]\n\
         async fn main() {\n\
             let mut term = signal(SignalKind::terminate()).unwrap();\n\
             println!(\"here\");\n\
             term.recv().await;\n\
             println!(\"clearing up\");\n\
         }",
    );
    let log = active.stop_after_printing("here\n");
    let run_end = log.run_end();
    assert_eq!(
        (run_end.kind, run_end.exit_code),
        (EndKind::Stopped, Some(0))
    );
    assert_eq!(log.stdout(), "here\nclearing up\n");
}

#[test]
#[cfg(unix)]
fn a_program_that_ignores_the_stop_is_killed_after_2_s() {
    let active = start(
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
    let log = active.stop_after_printing("here\n");
    let run_end = log.run_end();
    assert_eq!((run_end.kind, run_end.signal), (EndKind::Stopped, Some(9)));
    assert!(log.stdout().contains("no\n"));
    assert!((2000.0..6000.0).contains(&run_end.ms), "{run_end:?}");
    assert!(
        run_end.message.starts_with("Killed "),
        "{}",
        run_end.message
    );
}

#[test]
fn stopping_an_unknown_run_does_nothing() {
    assert!(!shared_runner().stop(u64::MAX));
}

#[test]
fn a_program_sees_no_secrets_of_the_workbook() {
    let log = run("fn main() {\n\
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
    for name in log.assert_exited(0).stdout().lines() {
        assert!(known.contains(&name), "{name}");
    }
}

#[test]
fn a_program_works_in_an_empty_folder_that_is_removed() {
    let log = run("use std::{env, fs};\n\
         fn main() {\n\
             let folder = env::current_dir().unwrap();\n\
             assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);\n\
             assert_eq!(env::temp_dir(), folder);\n\
             fs::create_dir(\"a\").unwrap();\n\
             fs::write(\"a/file\", \"text\").unwrap();\n\
             println!(\"{}\", folder.display());\n\
         }");
    let folder = log.assert_exited(0).stdout();
    assert!(!std::path::Path::new(folder.trim()).exists(), "{folder}");
}

#[test]
fn a_program_gets_its_arguments() {
    let source = "fn main() {\n    let arguments: Vec<String> = \
                  std::env::args().skip(1).collect();\n    \
                  println!(\"{arguments:?}\");\n}\n";
    let job = Job {
        arguments: vec!["3".to_owned(), "a b".to_owned()],
        ..create_job(source)
    };
    let log = ActiveRun::start(shared_runner(), job).finish();
    assert_eq!(log.stdout(), "[\"3\", \"a b\"]\n");
}
